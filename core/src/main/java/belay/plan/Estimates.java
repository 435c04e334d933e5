package belay.plan;

import belay.release.Known.Factor;
import belay.release.Release;
import belay.release.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Sums of the named factors of a pack: how long it takes, and how long it is down.
final class Estimates {

    static final String DURATION = "duration";
    static final String DOWNTIME = "downtime";

    private Estimates() {}

    /// None where the pack names no factors, or a factor's fact is not told.
    static List<Reply.Estimate> of(List<Factor> factors, Situation situation, List<Release> way) {
        var estimates = new ArrayList<Reply.Estimate>();
        if (!factors.isEmpty()) {
            sum(DURATION, factors, situation, way, estimates);
            sum(
                    DOWNTIME,
                    factors.stream().filter(Factor::down).toList(),
                    situation,
                    way,
                    estimates);
        }
        return estimates;
    }

    private static void sum(
            String of,
            List<Factor> factors,
            Situation situation,
            List<Release> way,
            List<Reply.Estimate> into) {
        var sums = new double[3];
        var words = new ArrayList<String>();
        for (var factor : factors) {
            long hops = hops(factor, way);
            if (hops == 0) {
                continue;
            }
            var often = times(factor, situation);
            for (int i = 0; i < sums.length; i++) {
                var minutes = number(minutes(factor, i), situation);
                if (often.isEmpty() || minutes.isEmpty()) {
                    return;
                }
                sums[i] +=
                        minutes.getAsDouble() * often.getAsDouble() * (factor.eachHop() ? hops : 1);
            }
            words.add(factor.name());
        }
        into.add(new Reply.Estimate(of, sums[0], sums[1], sums[2], words));
    }

    private static long hops(Factor factor, List<Release> way) {
        return way.stream().filter(release -> factor.releases().holds(release.version())).count();
    }

    /// One number stands for all three, two for low and high.
    private static String minutes(Factor factor, int which) {
        var written = factor.minutes();
        return written.get(Math.min(which, written.size() - 1));
    }

    private static OptionalDouble times(Factor factor, Situation situation) {
        var times = number(factor.times(), situation);
        var over = number(factor.over(), situation);
        return times.isEmpty() || over.isEmpty() || over.getAsDouble() <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.ceil(times.getAsDouble() / over.getAsDouble()));
    }

    private static OptionalDouble number(String written, Situation situation) {
        var text = situation.facts().getOrDefault(written.replace('_', '-'), written);
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
                ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }
}
