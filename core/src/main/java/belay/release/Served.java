package belay.release;

import java.util.Map;

/// How a range of releases is served, and on which runtimes.
///
/// @param runtimes name → version, e.g. `java` → `21`
public record Served(Map<String, String> runtimes, Serving serving) {

    public Served {
        runtimes = Map.copyOf(runtimes);
    }
}
