package belay.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long a run may take and how long writers are kept out: the sums of what its steps took
/// before.
///
/// @param factors one for each step, in order
public record Estimate(List<Factor> factors) {

    public Estimate {
        factors = List.copyOf(factors);
    }

    /// The whole run; empty while nothing is known of any step.
    public Optional<Span> duration() {
        return sum(factors);
    }

    /// The time in which writers are kept out; empty while nothing is known of any of its steps.
    public Optional<Span> downtime() {
        return sum(factors.stream().filter(Factor::pause).toList());
    }

    /// Steps of which nothing is known; the sums leave them out.
    public List<Factor> unknown() {
        return factors.stream().filter(factor -> factor.spans().isEmpty()).toList();
    }

    private static Optional<Span> sum(List<Factor> factors) {
        return factors.stream().flatMap(factor -> factor.span().stream()).reduce(Span::plus);
    }

    /// One step's part.
    ///
    /// @param step its name in the run
    /// @param pause whether writers are kept out meanwhile
    /// @param samples how many earlier steps of its kind were looked at
    /// @param spans none or one
    public record Factor(String step, String title, boolean pause, int samples, List<Span> spans) {

        public Factor {
            spans = List.copyOf(spans);
        }

        public Optional<Span> span() {
            return spans.stream().findFirst();
        }
    }

    /// From the shortest to the longest that was seen.
    ///
    /// @param likely the median
    public record Span(Duration low, Duration likely, Duration high) {

        public Span plus(Span other) {
            return new Span(low.plus(other.low), likely.plus(other.likely), high.plus(other.high));
        }
    }
}
