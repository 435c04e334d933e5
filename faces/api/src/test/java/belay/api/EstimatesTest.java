package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Estimate.Span;
import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.Site;
import belay.run.Step;
import belay.run.Timings;
import belay.run.Undo;
import belay.step.Copy;
import belay.step.SeeServed;
import belay.step.Stage;
import belay.step.StartNode;
import belay.step.StartServerWork;
import belay.system.SystemName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

        assertThat(estimate.duration().map(Span::likely)).contains(Duration.ofSeconds(36));
        assertThat(estimate.downtime().map(Span::likely)).contains(Duration.ofSeconds(7));
        assertThat(estimate.unknown()).isEmpty();
    }

    @Test
    void aRehearsalTeachesTheFirstUpgrade() throws Fault {
        var estimate =
                new Estimates(timings(took(Purpose.TESTING, "Script", "script-1", 4)))
                        .of(SHOP, Purpose.PRODUCTION, UPGRADE);

        assertThat(estimate.downtime().map(Span::likely)).contains(Duration.ofSeconds(4));
        assertThat(estimate.unknown()).extracting(Estimate.Factor::step).doesNotContain("script-1");
    }

    @Test
    void theSameStepTeachesMoreThanOneOfItsKind() throws Fault {
        var timings =
                timings(
                        took(Purpose.PRODUCTION, "Script", "script-2", 100),
                        took(Purpose.PRODUCTION, "Script", "script-1", 4));

        assertThat(
                        new Estimates(timings)
                                .of(SHOP, Purpose.PRODUCTION, UPGRADE)
                                .downtime()
                                .map(Span::likely))
                .contains(Duration.ofSeconds(4));
    }

    @Test
    void whatWasSeenOnceMayTakeMuchLongerAndWhatWasSeenOftenMayNot() {
        var once = Spread.of(seconds(6));
        var often = Spread.of(seconds(6, 6, 6, 6, 6, 6, 6, 6, 6, 6));
        var uneven = Spread.of(seconds(3, 6, 6, 6, 12));

        assertThat(once.likely()).isEqualTo(Duration.ofSeconds(6));
        assertThat(once.low()).isLessThan(Duration.ofSeconds(3));
        assertThat(once.high()).isGreaterThan(Duration.ofSeconds(15));
        assertThat(often.low()).isGreaterThan(Duration.ofSeconds(4));
        assertThat(often.high()).isLessThan(Duration.ofSeconds(8));
        assertThat(uneven.low()).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(uneven.high()).isGreaterThanOrEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void whatTakesMillisecondsMayTakeSomeMore() {
        assertThat(Spread.of(List.of(Duration.ofMillis(2))).high())
                .isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void thePauseLastsUntilTheProductHasStartedForClientsWhateverIsDoneBetween() {
        var steps =
                List.of(
                        new Made("copy", "Copy", false, false),
                        new Made("fence", "Fence", true, false),
                        new Made("open", "Open", false, true),
                        new StartServerWork(new Place(Path.of("/servers/one"), 5433)),
                        new StartNode("start-one", CLIENTS),
                        new SeeServed("see-served", List.of(CLIENTS)),
                        new Made("prove", "Prove", false, false));

        assertThat(Estimates.pause(steps))
                .containsExactly("fence", "open", "start-server-work", "start-one", "see-served");
    }

    @Test
    void whatThePauseIsMadeOfIsToldByTheStepsThatWeigh() throws Fault {
        var pause =
                new Estimates(
                                timings(
                                        took(Purpose.TESTING, "Fence", "fence", 1),
                                        took(Purpose.TESTING, "Script", "script-1", 300)))
                        .of(SHOP, Purpose.PRODUCTION, UPGRADE)
                        .pause();

        assertThat(pause.weighty()).extracting(Estimate.Factor::step).containsExactly("script-1");
        assertThat(pause.light()).extracting(Estimate.Factor::step).containsExactly("fence");
        assertThat(pause.unknown()).extracting(Estimate.Factor::step).containsExactly("open");
        assertThat(pause.sum().map(Span::likely)).contains(Duration.ofSeconds(301));
    }

    private static final Stage CLIENTS =
            new Stage(0, "one", Map.of(), "", "", "/logs", "shop", true, new Copy.None());

    private static List<Duration> seconds(int... all) {
        return Arrays.stream(all).mapToObj(Duration::ofSeconds).toList();
    }

    @Test
    void whereNothingWasMeasuredNothingIsSaid() {
        var estimate = Estimates.nothingKnown(UPGRADE, List.of());

        assertThat(estimate.duration()).isEmpty();
        assertThat(estimate.downtime()).isEmpty();
        assertThat(estimate.unknown()).hasSize(5);
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
