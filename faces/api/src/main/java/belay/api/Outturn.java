package belay.api;

import belay.run.Run;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.step.Forecast;
import belay.step.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/// What was forecast, and what came of it.
public record Outturn(Forecast forecast, Duration took) {

    /// Those of a run that came to its end; none where nothing was forecast.
    public static List<Outturn> of(Evidence evidence) {
        var run = evidence.run();
        if (run.state() != RunState.DONE) {
            return List.of();
        }
        var outturns = new ArrayList<Outturn>();
        for (var forecast : forecasts(run.order().options())) {
            if (forecast.of().equals(Forecast.RUN)) {
                outturns.add(new Outturn(forecast, worked(run)));
            } else if (forecast.of().equals(Forecast.PAUSE)) {
                evidence.pause()
                        .ifPresent(pause -> outturns.add(new Outturn(forecast, pause.took())));
            }
        }
        return outturns;
    }

    /// Those of the steps of the pause that weigh, as far as they were carried out.
    public static List<Outturn> ofSteps(Run run) {
        var outturns = new ArrayList<Outturn>();
        for (var forecast : forecasts(run.order().options())) {
            run.step(forecast.step())
                    .map(StepRecord::state)
                    .filter(StepState.Done.class::isInstance)
                    .map(StepState.Done.class::cast)
                    .map(done -> Duration.between(done.since(), done.until()))
                    .ifPresent(took -> outturns.add(new Outturn(forecast, took)));
        }
        return outturns;
    }

    /// While a run waits for a person or for somebody to carry it, it does not run.
    private static Duration worked(Run run) {
        return run.steps().stream()
                .map(StepRecord::state)
                .filter(StepState.Done.class::isInstance)
                .map(StepState.Done.class::cast)
                .map(done -> Duration.between(done.since(), done.until()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static List<Forecast> forecasts(String options) {
        try {
            return Options.read(options).forecasts();
        } catch (JacksonException other) {
            return List.of();
        }
    }

    /// By how much the likely time was missed, in percent of it: positive when it took longer.
    public long errorPercent() {
        long likely = Math.max(1, forecast.likely().toMillis());
        return Math.round((took.toMillis() - likely) * 100.0 / likely);
    }

    public boolean within() {
        return took.compareTo(forecast.low()) >= 0 && took.compareTo(forecast.high()) <= 0;
    }

    /// E.g. `4 s (2 s to 9 s), took 5 s: 25 % longer`.
    public String words() {
        long error = errorPercent();
        return Words.duration(forecast.likely())
                + " ("
                + Words.duration(forecast.low())
                + " to "
                + Words.duration(forecast.high())
                + "), took "
                + Words.duration(took)
                + ": "
                + (error == 0
                        ? "as said"
                        : Math.abs(error) + " % " + (error > 0 ? "longer" : "shorter"))
                + (within() ? "" : ", outside of what was forecast");
    }
}
