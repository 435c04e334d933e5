package belay.api;

import belay.outside.Fault;
import belay.plan.Terms;
import belay.run.Purpose;
import belay.run.Step;
import belay.run.Timings;
import belay.run.Timings.Timing;
import belay.step.Forecast;
import belay.step.RunAction;
import belay.step.SeeServed;
import belay.step.StartNode;
import belay.system.SystemName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Learns from what steps took before: in runs of the same purpose first, else in rehearsals.
final class Estimates {

    private static final int MOST_SAMPLES = 20;

    private final Timings timings;
    private final Map<String, List<Timing>> asked = new HashMap<>();

    Estimates(Timings timings) {
        this.timings = timings;
    }

    /// Where nothing was ever measured.
    static Estimate nothingKnown(List<? extends Step> steps, List<Estimate.Declared> declared) {
        var pause = pause(steps);
        var factors = new ArrayList<Estimate.Factor>();
        for (var step : steps) {
            factors.add(factor(step, pause.contains(step.name()), List.of()));
        }
        return new Estimate(factors, declared);
    }

    /// What the pack of a plan says of it, the run's steps not being known to it.
    static List<Estimate.Declared> declared(Terms terms) {
        var spans = new HashMap<String, Estimate.Span>();
        for (var estimate : terms.estimates()) {
            spans.put(
                    estimate.of(),
                    new Estimate.Span(
                            minutes(estimate.low()),
                            minutes(estimate.likely()),
                            minutes(estimate.high())));
        }
        var duration = spans.get("duration");
        var downtime = spans.get("downtime");
        return duration == null || downtime == null
                ? List.of()
                : List.of(new Estimate.Declared(duration, downtime));
    }

    private static Duration minutes(double minutes) {
        return Duration.ofMillis(Math.round(minutes * 60_000));
    }

    Estimate of(SystemName system, Purpose purpose, List<? extends Step> steps) throws Fault {
        return of(system, purpose, steps, List.of());
    }

    Estimate of(
            SystemName system,
            Purpose purpose,
            List<? extends Step> steps,
            List<Estimate.Declared> declared)
            throws Fault {
        var pause = pause(steps);
        var factors = new ArrayList<Estimate.Factor>();
        for (var step : steps) {
            var samples = samples(system, purpose, step);
            if (samples.isEmpty() && purpose == Purpose.PRODUCTION) {
                samples = samples(system, Purpose.TESTING, step);
            }
            factors.add(factor(step, pause.contains(step.name()), samples));
        }
        return new Estimate(factors, declared);
    }

    /// What is expected of a run that is about to be ordered.
    List<Forecast> forecasts(
            SystemName system,
            Purpose purpose,
            List<? extends Step> steps,
            List<Estimate.Declared> declared)
            throws Fault {
        var estimate = of(system, purpose, steps, declared);
        var forecasts = new ArrayList<Forecast>();
        estimate.duration().map(span -> forecast(Forecast.RUN, span)).ifPresent(forecasts::add);
        estimate.downtime().map(span -> forecast(Forecast.PAUSE, span)).ifPresent(forecasts::add);
        for (var factor : estimate.pause().weighty()) {
            factor.span()
                    .map(span ->
                            Forecast.ofStep(factor.step(), span.low(), span.likely(), span.high()))
                    .ifPresent(forecasts::add);
        }
        return forecasts;
    }

    private static Forecast forecast(String of, Estimate.Span span) {
        return new Forecast(of, span.low(), span.likely(), span.high());
    }

    /// Names of the steps during which clients are kept out: from the first that keeps them out to
    /// the last that they wait for. A database that is open serves nobody yet whose product has to
    /// start first.
    static List<String> pause(List<? extends Step> steps) {
        int first = 0;
        int opens = -1;
        int last = -1;
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            first += i == first && !step.opensPause() ? 1 : 0;
            opens = opens < 0 && step.commits() ? i : opens;
            last = step.commits() || (opens >= 0 && letsIn(step)) ? i : last;
        }
        return opens < 0 || first > last
                ? List.of()
                : steps.subList(first, last + 1).stream().map(Step::name).toList();
    }

    private static boolean letsIn(Step step) {
        return step instanceof StartNode || step instanceof SeeServed;
    }

    /// The very same step if it was ever taken, else any of its kind.
    private List<Timing> samples(SystemName system, Purpose purpose, Step step) throws Fault {
        var key = purpose + " " + step.kind();
        var known = asked.get(key);
        if (known == null) {
            known = timings.latest(system, purpose, step.kind(), MOST_SAMPLES);
            asked.put(key, known);
        }
        var same = known.stream().filter(timing -> timing.step().equals(step.name())).toList();
        return same.isEmpty() ? known : same;
    }

    private static Estimate.Factor factor(Step step, boolean pause, List<Timing> samples) {
        var took = samples.stream().map(Timing::took).sorted().toList();
        List<Estimate.Span> spans = took.isEmpty() ? List.of() : List.of(Spread.of(took));
        return new Estimate.Factor(
                step.name(), step.title(), pause, step instanceof RunAction, took.size(), spans);
    }
}
