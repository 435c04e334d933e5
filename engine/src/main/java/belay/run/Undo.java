package belay.run;

import belay.outside.Fault;

/// How a step is taken back, or the words why there is nothing to take back.
public sealed interface Undo {

    record By(Act act) implements Undo {}

    /// @param why for people, e.g. `it changes nothing`, `the backup is kept`
    record Nothing(String why) implements Undo {}

    /// Takes back what the step did, wholly, in part, or not at all yet; may be called again.
    @FunctionalInterface
    interface Act {

        /// @param outcome of the step; `Outcome.NOTHING` if it died or failed half-way
        void undo(Site site, Outcome outcome) throws Fault, InterruptedException;
    }
}
