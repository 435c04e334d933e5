package belay.run;

import belay.outside.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long it is expected to take until clients are let in again once a run goes back: by so much
/// it must turn before the pause limit, or clients wait for longer than they were promised.
final class WayBack {

    /// Until what is in hand has heeded its interrupt and what was fenced is open.
    private static final Duration LEAST = Duration.ofSeconds(1);

    /// For a step whose like was never measured.
    private static final Duration UNKNOWN = Duration.ofSeconds(10);

    private static final int SAMPLES = 20;

    /// A run that may spend only its way back would never go forward.
    private static final int SHARE = 2;

    private WayBack() {}

    /// What is taken back after the fence is opened keeps nobody waiting, so only the steps that
    /// keep clients out count, and the longest of those that come after them.
    static Duration expected(Timings timings, Run run, List<Step> steps) throws Fault {
        var known = new ArrayList<Duration>(List.of(LEAST));
        var longest = Duration.ZERO;
        boolean out = false;
        for (var step : steps) {
            for (var kind : step.undoneLike().stream().toList()) {
                var took = took(timings, run, kind);
                var most = took.stream().reduce(Duration.ZERO, WayBack::longer);
                if (step.opensPause()) {
                    known.add(took.isEmpty() ? UNKNOWN : most);
                } else if (out) {
                    longest = longer(longest, most);
                }
            }
            out |= step.opensPause();
        }
        var sum = known.stream().reduce(longest, Duration::plus);
        var most = run.order().pauseLimit().dividedBy(SHARE);
        return sum.compareTo(most) < 0 ? sum : most;
    }

    /// A rehearsal starts and stops what production does.
    private static List<Duration> took(Timings timings, Run run, String kind) throws Fault {
        var took = new ArrayList<Duration>();
        for (var purpose : List.of(run.order().purpose(), Purpose.PRODUCTION, Purpose.TESTING)) {
            timings.latest(run.system(), purpose, kind, SAMPLES)
                    .forEach(timing -> took.add(timing.took()));
        }
        return took;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
