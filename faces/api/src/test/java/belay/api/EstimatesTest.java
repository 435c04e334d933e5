package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Estimate.Span;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.Site;
import belay.run.Step;
import belay.run.Timings;
import belay.run.Undo;
import belay.system.SystemName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimatesTest {

    private static final SystemName SHOP = new SystemName("shop");

    private static final List<Made> UPGRADE =
            List.of(
                    new Made("copy", "Copy", false, false),
                    new Made("fence", "Fence", true, false),
                    new Made("script-1", "Script", false, false),
                    new Made("open", "Open", false, true),
                    new Made("prove", "Prove", false, false));

    @Test
    void addsUpWhatStepsTookAndCountsThePauseApart() throws Fault {
        var estimate =
                new Estimates(
                                timings(
                                        took(Purpose.PRODUCTION, "Copy", "copy", 10, 30, 20),
                                        took(Purpose.PRODUCTION, "Fence", "fence", 1, 3),
                                        took(Purpose.PRODUCTION, "Script", "script-1", 4),
                                        took(Purpose.PRODUCTION, "Open", "open", 1),
                                        took(Purpose.PRODUCTION, "Prove", "prove", 9)))
                        .of(SHOP, Purpose.PRODUCTION, UPGRADE);

        assertThat(estimate.duration()).contains(span(25, 36, 47));
        assertThat(estimate.downtime()).contains(span(6, 7, 8));
        assertThat(estimate.unknown()).isEmpty();
    }

    @Test
    void aRehearsalTeachesTheFirstUpgrade() throws Fault {
        var estimate =
                new Estimates(timings(took(Purpose.TESTING, "Script", "script-1", 4)))
                        .of(SHOP, Purpose.PRODUCTION, UPGRADE);

        assertThat(estimate.downtime()).contains(span(4, 4, 4));
        assertThat(estimate.unknown()).extracting(Estimate.Factor::step).doesNotContain("script-1");
    }

    @Test
    void theSameStepTeachesMoreThanOneOfItsKind() throws Fault {
        var timings =
                timings(
                        took(Purpose.PRODUCTION, "Script", "script-2", 100),
                        took(Purpose.PRODUCTION, "Script", "script-1", 4));

        assertThat(new Estimates(timings).of(SHOP, Purpose.PRODUCTION, UPGRADE).downtime())
                .contains(span(4, 4, 4));
    }

    @Test
    void whereNothingWasMeasuredNothingIsSaid() {
        var estimate = Estimates.nothingKnown(UPGRADE, List.of());

        assertThat(estimate.duration()).isEmpty();
        assertThat(estimate.downtime()).isEmpty();
        assertThat(estimate.unknown()).hasSize(5);
    }

    private static Span span(long low, long likely, long high) {
        return new Span(
                Duration.ofSeconds(low), Duration.ofSeconds(likely), Duration.ofSeconds(high));
    }

    private record Took(Purpose purpose, String kind, String step, List<Integer> seconds) {}

    private static Took took(Purpose purpose, String kind, String step, Integer... seconds) {
        return new Took(purpose, kind, step, List.of(seconds));
    }

    private static Timings timings(Took... all) {
        return (_, purpose, kind, limit) ->
                List.of(all).stream()
                        .filter(took -> took.purpose() == purpose && took.kind().equals(kind))
                        .flatMap(took ->
                                took.seconds().stream()
                                        .map(seconds ->
                                                new Timings.Timing(
                                                        new RunId("20261121-0903-k7q2"),
                                                        took.step(),
                                                        Duration.ofSeconds(seconds),
                                                        0,
                                                        "")))
                        .limit(limit)
                        .toList();
    }

    /// A step that is only looked at.
    private record Made(String name, String kind, boolean opensPause, boolean commits)
            implements Step {

        @Override
        public String title() {
            return name;
        }

        @Override
        public Outcome act(Site site) {
            return Outcome.NOTHING;
        }

        @Override
        public Undo undo() {
            return new Undo.Nothing("it does nothing");
        }
    }
}
