package belay.run;

/// One step of a run as the journal knows it.
///
/// @param ordinal from 0
/// @param done, total, unit how far it came at the last report; all 0 and empty if it reported
///   nothing
public record StepRecord(
        int ordinal,
        Part part,
        StepState state,
        UndoState undo,
        long done,
        long total,
        String unit) {

    public StepRecord(int ordinal, Part part) {
        this(ordinal, part, new StepState.Waiting(), new UndoState.Kept(), 0, 0, "");
    }

    /// What the step found; nothing unless it is done.
    public Outcome outcome() {
        return state instanceof StepState.Done(_, _, var outcome) ? outcome : Outcome.NOTHING;
    }
}
