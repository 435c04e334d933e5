package belay.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long a run may take and how long writers are kept out: the sums of what its steps took
/// before, or, until a hop was ever carried out, what the pack says.
///
/// @param factors one for each step, in order
/// @param declared by the pack's factors; empty where it names none
public record Estimate(List<Factor> factors, List<Declared> declared) {

    /// What is less than this part of the pause is not told by itself.
    private static final int WEIGHTY = 50;

    /// Without anything that a pack says.
    public Estimate(List<Factor> factors) {
        this(factors, List.of());
    }

    public Estimate {
        factors = List.copyOf(factors);
        declared = List.copyOf(declared);
    }

    /// The whole run; empty while nothing is known of any step.
    public Optional<Span> duration() {
        return measured() ? sum(factors) : declared.stream().map(Declared::duration).findFirst();
    }

    /// The time in which writers are kept out; empty while nothing is known of any of its steps.
    public Optional<Span> downtime() {
        return measured()
                ? sum(factors.stream().filter(Factor::pause).toList())
                : declared.stream().map(Declared::downtime).findFirst();
    }

    /// Whether what was measured goes before what the pack says: as soon as all that is done to the
    /// data was carried out once.
    public boolean measured() {
        var hops = factors.stream().filter(Factor::hop).toList();
        var telling = hops.isEmpty() ? factors : hops;
        return declared.isEmpty() || telling.stream().noneMatch(factor -> factor.spans().isEmpty());
    }

    /// Steps of which nothing is known; the sums leave them out.
    public List<Factor> unknown() {
        return factors.stream().filter(factor -> factor.spans().isEmpty()).toList();
    }

    /// What the time in which writers are kept out is made of.
    public Pause pause() {
        var measured = factors.stream().filter(Factor::pause).filter(Factor::known).toList();
        var sum = sum(measured);
        long least = sum.map(span -> span.likely().dividedBy(WEIGHTY).toMillis()).orElse(0L);
        return new Pause(
                measured.stream().filter(factor -> factor.likely().toMillis() >= least).toList(),
                measured.stream().filter(factor -> factor.likely().toMillis() < least).toList(),
                unknown().stream().filter(Factor::pause).toList(),
                sum.stream().toList());
    }

    /// The steps of the pause, each in the order of the run.
    ///
    /// @param weighty each at least a fiftieth of the whole
    /// @param light all others that were ever measured
    /// @param unknown never measured
    /// @param sums of all that were measured; none or one
    public record Pause(
            List<Factor> weighty, List<Factor> light, List<Factor> unknown, List<Span> sums) {

        public Pause {
            weighty = List.copyOf(weighty);
            light = List.copyOf(light);
            unknown = List.copyOf(unknown);
            sums = List.copyOf(sums);
        }

        public Optional<Span> sum() {
            return sums.stream().findFirst();
        }

        public Optional<Span> sumOfLight() {
            return Estimate.sum(light);
        }
    }

    private static Optional<Span> sum(List<Factor> factors) {
        return factors.stream().flatMap(factor -> factor.span().stream()).reduce(Span::plus);
    }

    /// One step's part.
    ///
    /// @param step its name in the run
    /// @param pause whether writers are kept out meanwhile
    /// @param hop whether it is part of a hop, and so what a rehearsal measures
    /// @param samples how many earlier steps of its kind were looked at
    /// @param spans none or one
    public record Factor(
            String step, String title, boolean pause, boolean hop, int samples, List<Span> spans) {

        public Factor {
            spans = List.copyOf(spans);
        }

        public Optional<Span> span() {
            return spans.stream().findFirst();
        }

        boolean known() {
            return !spans.isEmpty();
        }

        Duration likely() {
            return span().map(Span::likely).orElse(Duration.ZERO);
        }
    }

    /// What a pack says.
    public record Declared(Span duration, Span downtime) {}

    /// An interval meant to hold nine times of ten.
    ///
    /// @param likely the median of what was seen
    public record Span(Duration low, Duration likely, Duration high) {

        public Span plus(Span other) {
            return new Span(low.plus(other.low), likely.plus(other.likely), high.plus(other.high));
        }
    }
}
