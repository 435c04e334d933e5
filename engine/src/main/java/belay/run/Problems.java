package belay.run;

import belay.problem.Problem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the driver itself finds wrong, in words.
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static Heading.Back cancelled(Run run) {
        return new Heading.Back(
                Problem.of("RUN:CANCELLED", "run " + run.id() + " was cancelled")
                        .advice("What it has done is rolled back"),
                Heading.Cause.CANCEL);
    }

    static Heading.Back pauseLimit(Run run, Duration wayBack) {
        return new Heading.Back(
                Problem.of(
                                "RUN:PAUSE_LIMIT",
                                "the upgrade was not ready in time to keep the pause limit")
                        .value("letting clients in again may take " + seconds(wayBack))
                        .expected("clients out for at most " + seconds(run.order().pauseLimit()))
                        .advice(
                                "Production is opened again. Rehearse to see what takes the time,"
                                        + " or allow a longer pause"),
                Heading.Cause.FAULT);
    }

    static Heading.Back unattended(Run run) {
        return new Heading.Back(
                Problem.of(
                                "RUN:UNATTENDED",
                                "nobody carried the run on while clients were kept out")
                        .value(run.pickers().isEmpty() ? "" : "last " + run.pickers().getFirst())
                        .expected("clients out for at most " + seconds(run.order().pauseLimit()))
                        .advice(
                                "Production is opened again. See the log for why the worker ended,"
                                        + " then start the upgrade again"),
                Heading.Cause.FAULT);
    }

    /// @param again whether it may start again from a new copy; else the run is rolled back
    static Problem halfDone(Step step, boolean again) {
        return Problem.of(
                        "STEP:HALF_DONE",
                        "'" + step.title() + "' was begun and not finished, and cannot be resumed")
                .advice(
                        again
                                ? "It starts again from a new copy"
                                : "The run is rolled back. See its log for why the step ended,"
                                        + " then start again");
    }

    static Problem bug(Step step, Throwable bug) {
        LOG.error("A bug in step {}", step.name(), bug);
        return Problem.of("BELAY:BUG", "'" + step.title() + "' hit a bug in Belay")
                .value(bug.getClass().getSimpleName())
                .advice("Report it together with the log of this process");
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
