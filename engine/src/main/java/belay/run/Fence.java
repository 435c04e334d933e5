package belay.run;

import belay.outside.Fault;

/// Tells a worker that was stopped and continued that it is dead.
@FunctionalInterface
public interface Fence {

    /// Called right before an act that cannot be taken back, while holding a lock in the target.
    ///
    /// @throws Fault.Superseded if another worker has the run; nothing more may be done
    /// @throws Fault.Transient if the journal does not answer
    void check() throws Fault;
}
