package belay.clean;

import java.time.Instant;

/// Something that is there, and whether it may go.
///
/// @param system whose it is; empty where that is not known
/// @param run that made it; empty where that is not known
/// @param since when that run ended
/// @param bytes it really takes; 0 for what takes none, or where it cannot be told
public record Leftover(
        Thing thing, String system, String run, Instant since, long bytes, Verdict verdict) {

    /// Why it stays or may go, for people.
    public sealed interface Verdict {

        String why();

        record Kept(String why) implements Verdict {}

        record Removable(String why) implements Verdict {}
    }

    public boolean removable() {
        return verdict instanceof Verdict.Removable;
    }
}
