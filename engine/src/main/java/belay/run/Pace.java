package belay.run;

import java.time.Duration;

/// How long the driver waits, for what.
///
/// @param attempts how often a step is tried in all when its faults are transient
/// @param shortest wait between two attempts; doubles each time
/// @param longest wait between two attempts
/// @param span no further attempt is made this long after the first fault
/// @param tick how often wishes are asked for and progress is written
/// @param grace how long an interrupted step may take to end before it is left behind
public record Pace(
        int attempts,
        Duration shortest,
        Duration longest,
        Duration span,
        Duration tick,
        Duration grace) {

    public static final Pace DEFAULT =
            new Pace(
                    6,
                    Duration.ofMillis(200),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(1),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(30));
}
