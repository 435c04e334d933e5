package belay.plan;

import belay.release.Check;
import java.util.List;

/// Something around a hop besides what is done to the data: to be so before it, or to be done after
/// it.
///
/// @param name by which a person says that it is so
/// @param what in words
/// @param asked how Belay finds out by itself; empty where only a person can say it
public record Task(String name, String what, String source, List<Check> asked) {

    public Task {
        asked = List.copyOf(asked);
    }

    public boolean byHand() {
        return asked.isEmpty();
    }
}
