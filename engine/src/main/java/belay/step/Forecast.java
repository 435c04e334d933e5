package belay.step;

import java.time.Duration;

/// How long something was expected to take when its run was ordered; kept with the run, so that
/// nobody can mend it afterwards.
///
/// @param of `run`, `pause`, or `step/` and the name of a step of the pause
public record Forecast(String of, Duration low, Duration likely, Duration high) {

    public static final String RUN = "run";

    /// The time in which writers are kept out.
    public static final String PAUSE = "pause";

    private static final String STEP = "step/";

    /// Of one step of the pause.
    public static Forecast ofStep(String step, Duration low, Duration likely, Duration high) {
        return new Forecast(STEP + step, low, likely, high);
    }

    /// The step's name; empty where it is of more than one step.
    public String step() {
        return of.startsWith(STEP) ? of.substring(STEP.length()) : "";
    }
}
