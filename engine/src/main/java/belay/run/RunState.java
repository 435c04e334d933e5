package belay.run;

/// How a run stands.
///
///     WAITING → RUNNING → DONE | UNDONE | CANCELLED
///                       → HALTED | FAILED → (resume) WAITING, or (abandon) ABANDONED
public enum RunState {
    /// A worker will pick it up.
    WAITING,
    RUNNING,
    /// Stopped between two steps because a person asked for it; `resume` goes on.
    HALTED,
    /// Stopped where a person must mend something; what it did so far is still there. `resume` goes
    /// on.
    FAILED,
    DONE,
    /// Failed and taken back.
    UNDONE,
    /// Cancelled and taken back.
    CANCELLED,
    /// Given up by a person; what it did so far is still there.
    ABANDONED;

    /// Whether it holds its system no longer.
    public boolean over() {
        return switch (this) {
            case WAITING, RUNNING, HALTED, FAILED -> false;
            case DONE, UNDONE, CANCELLED, ABANDONED -> true;
        };
    }
}
