package belay.postgres.box;

import java.time.Duration;

/// What the processes of one box may use together.
///
/// @param memory bytes, with what the system caches for them
/// @param processes the most at one time
/// @param deadline after which all of them are killed, whether Belay lives or not
public record Bounds(long memory, int processes, Duration deadline) {

    public Bounds {
        if (memory < 1 || processes < 1 || !deadline.isPositive()) {
            throw new IllegalArgumentException("not bounds: " + memory + ", " + processes);
        }
    }
}
