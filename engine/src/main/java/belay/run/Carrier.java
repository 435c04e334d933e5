package belay.run;

import java.time.Instant;

/// Who carries a run out, as far as it can be told from here.
public sealed interface Carrier {

    /// Nobody has it in hand: it waits for a worker, or stands still.
    record Nobody() implements Carrier {}

    /// A process works on it.
    ///
    /// @param since when it picked the run up
    /// @param beat when it was last heard of
    record Alive(Picker who, Instant since, Instant beat) implements Carrier {}

    /// The process said nothing for longer than a living one does: it was stopped, its machine is
    /// busy, or it is cut off. Should it come back it can write nothing once another has the run.
    record Silent(Picker who, Instant since, Instant beat) implements Carrier {}

    /// The process is provably dead.
    record Dead(Picker who, Instant since, Instant beat) implements Carrier {}

    /// Whether somebody goes on with the run by himself.
    default boolean atWork() {
        return this instanceof Alive;
    }
}
