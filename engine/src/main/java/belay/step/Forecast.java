package belay.step;

import java.time.Duration;

/// How long something was expected to take when its run was ordered; kept with the run, so that
/// nobody can mend it afterwards.
///
/// @param of `run` or `pause`
public record Forecast(String of, Duration low, Duration likely, Duration high) {

    public static final String RUN = "run";

    /// The time in which writers are kept out.
    public static final String PAUSE = "pause";
}
