package belay.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// How fast a step goes, by what it has reported in the last seconds.
final class Rate {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private record Sample(Instant at, long done) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    void at(Instant at, long done) {
        if (!samples.isEmpty() && done < samples.getLast().done()) {
            samples.clear();
        }
        samples.addLast(new Sample(at, done));
        while (samples.size() > 2
                && Duration.between(samples.getFirst().at(), at).compareTo(WINDOW) > 0) {
            samples.removeFirst();
        }
    }

    void forget() {
        samples.clear();
    }

    /// Empty until it can be said.
    Optional<Double> perSecond() {
        if (samples.size() < 2) {
            return Optional.empty();
        }
        var span = Duration.between(samples.getFirst().at(), samples.getLast().at());
        long done = samples.getLast().done() - samples.getFirst().done();
        return span.compareTo(SHORTEST) < 0 || done <= 0
                ? Optional.empty()
                : Optional.of(done * 1000.0 / span.toMillis());
    }
}
