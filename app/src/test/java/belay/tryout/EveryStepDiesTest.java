package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.step.CountLosses;
import belay.step.ProveData;
import belay.testkit.Death;
import belay.testkit.DyingJournal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole way of `belay try`, on real servers and under real writers, while whoever carries it
/// out dies again and again.
class EveryStepDiesTest {

    private static final Duration WRITE_ON = Duration.ofMillis(300);

    /// Started, and then: before what it did is on record.
    private static final int ACTED = 3;

    /// That, after the step that is repeated is on record.
    private static final int NEXT_ACTED = 7;

    private Rig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @Test
    void whoDiesBetweenActingAndRecordingInEveryStepLosesNothing() throws Exception {
        var rehearsal = dyingInTheJournal(Purpose.TESTING, List.of());
        var upgrade = dyingInTheJournal(Purpose.PRODUCTION, List.of());
        Thread.sleep(WRITE_ON);
        rig.shop.stopWriters();

        assertThat(rehearsal.state()).isEqualTo(RunState.DONE);
        assertThat(upgrade.state()).isEqualTo(RunState.DONE);
        assertThat(rig.shop.orders().acknowledged()).isPositive();
        assertThat(rig.shop.orders().lost()).isZero();
        assertThat(proved(upgrade).proof().holds()).isTrue();
    }

    @Test
    void whoDiesInsideEveryKindOfActLosesNothingAndTheWayBackLosesWhatItSays() throws Exception {
        var deadly = new Deadly();
        var upgrade = dyingOutside(Purpose.PRODUCTION, List.of(), deadly);
        Thread.sleep(WRITE_ON);
        var back = dyingOutside(Purpose.GO_BACK, List.of(upgrade), deadly);
        Thread.sleep(WRITE_ON);
        rig.shop.stopWriters();

        assertThat(deadly.seen())
                .contains(
                        "takeBackup",
                        "follow",
                        "fence",
                        "drain",
                        "promote",
                        "run",
                        "open",
                        "rewrite");
        assertThat(back.state()).isEqualTo(RunState.DONE);
        var losses = back.step("count-losses").orElseThrow().outcome().as(CountLosses.Losses.class);
        assertThat(losses.transactions()).isPositive();
        // What the fence cut off between the commit and its acknowledgement is on no writer's list.
        assertThat(losses.transactions() - rig.shop.orders().lost())
                .isBetween(0L, (long) Writers.COUNT);
    }

    private Run dyingInTheJournal(Purpose purpose, List<Run> forward) throws Exception {
        var run = rig.order(purpose, rig.plan, forward);
        int lastBreath = ACTED;
        int deaths = 0;
        while (!rig.run(run).state().over()) {
            try {
                rig.carryOut(
                        run,
                        new DyingJournal(rig.store.journal(), lastBreath),
                        rig.postgres,
                        rig.host);
            } catch (Death expected) {
                lastBreath = NEXT_ACTED;
                deaths++;
            }
        }
        var ended = rig.run(run);
        assertThat(deaths).isGreaterThanOrEqualTo(ended.steps().size());
        assertThat(KillAt.STEPS)
                .containsAll(ended.steps().stream().map(step -> step.part().name()).toList());
        return ended;
    }

    private Run dyingOutside(Purpose purpose, List<Run> forward, Deadly deadly) throws Exception {
        var run = rig.order(purpose, rig.plan, forward);
        while (!rig.run(run).state().over()) {
            try {
                rig.carryOut(
                        run,
                        rig.store.journal(),
                        deadly.databases(rig.postgres),
                        deadly.host(rig.host));
            } catch (Death expected) {
                assertThat(deadly.seen()).isNotEmpty();
            }
        }
        return rig.run(run);
    }

    private static ProveData.Proved proved(Run run) {
        return run.step("prove-data").orElseThrow().outcome().as(ProveData.Proved.class);
    }
}
