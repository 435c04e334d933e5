package belay.api;

import belay.api.Estimate.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Where the next time of a step is to be expected, by what it took before: an interval that is
/// meant to hold nine times of ten, wide while few runs are known and narrower with each.
///
/// Times of the same work differ by factors and not by seconds, so they are looked at as logarithms
/// (a prediction interval of the log-normal distribution). How much they differ is first assumed
/// and then learned: the assumption counts as much as `ASSUMED_RUNS` runs.
final class Spread {

    /// Of a step that always does the same: a third longer or shorter is nothing special.
    private static final double ASSUMED = Math.log(1.33);

    private static final int ASSUMED_RUNS = 2;

    /// What a busy machine adds to the shortest step.
    private static final Duration JITTER = Duration.ofMillis(50);

    /// Student's t by degrees of freedom from 2 on, for an interval that holds nine times of ten.
    private static final double[] STUDENT = {
        2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761
    };

    private Spread() {}

    /// @param took at least one, sorted
    static Span of(List<Duration> took) {
        var likely = median(took);
        double factor = Math.exp(halfWidth(took));
        return new Span(
                shorter(scaled(likely, 1 / factor), took.getFirst()),
                likely,
                longer(scaled(likely, factor).plus(JITTER), took.getLast()));
    }

    private static double halfWidth(List<Duration> took) {
        int runs = took.size();
        var logs =
                took.stream()
                        .mapToDouble(one -> Math.log((double) Math.max(1, one.toMillis())))
                        .toArray();
        double mean = Arrays.stream(logs).average().orElseThrow();
        double squares = Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum();
        int freedom = ASSUMED_RUNS + runs - 1;
        double variance = (ASSUMED_RUNS * ASSUMED * ASSUMED + squares) / freedom;
        return student(freedom) * Math.sqrt(variance * (1 + 1.0 / runs));
    }

    private static double student(int freedom) {
        return STUDENT[Math.min(freedom - 2, STUDENT.length - 1)];
    }

    private static Duration median(List<Duration> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
    }

    private static Duration scaled(Duration time, double factor) {
        return Duration.ofMillis(Math.round(time.toMillis() * factor));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
