package belay.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Evidence;
import belay.api.Witness;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.step.SeeServed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A product with processes goes up, on a copy and in production.
class KioskUpgradeTest {

    private KioskRig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new KioskRig();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @Test
    void bothNodesServeTheNewReleaseAndNoAcknowledgedNoteIsLost() throws Exception {
        assertThat(rig.write("one", "before")).isTrue();

        var rehearsal = rehearsed();
        var client = new PollingClient(rig);
        var upgrade = upgraded();
        var keptOut = client.longestWait();

        assertThat(rehearsal.state()).as(KioskRig.failure(rehearsal)).isEqualTo(RunState.DONE);
        assertThat(upgrade.state()).as(KioskRig.failure(upgrade)).isEqualTo(RunState.DONE);
        assertThat(List.of(rig.release("one"), rig.release("two"))).containsExactly("3.0", "3.0");
        assertThat(rig.write("two", "after")).isTrue();
        assertThat(rig.get("one", "/notes")).isEqualTo("{\"count\":2}");
        assertThat(pause(upgrade).took()).isCloseTo(keptOut, A_SECOND);
        assertThat(pause(upgrade).starts()).isGreaterThan(Duration.ofSeconds(4));
        assertThat(upgrade.step("see-served").orElseThrow().outcome().as(SeeServed.Served.class))
                .isEqualTo(
                        new SeeServed.Served(
                                List.of(
                                        new SeeServed.Seen("one", "notes"),
                                        new SeeServed.Seen("two", "notes"))));
    }

    /// What a busy machine adds to the polls of either side.
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private Evidence.Pause pause(Run run) throws Exception {
        return new Witness(
                        rig.store.journal(), rig.world(rig.postgres, rig.host), "test", rig.home())
                .of(run)
                .pause()
                .orElseThrow();
    }

    private Run rehearsed() throws Exception {
        var plan = rig.plan("3.0");
        var id = rig.nextRun();
        rig.order(
                id,
                Purpose.TESTING,
                plan,
                rig.itinerary(id, Purpose.TESTING, plan).rehearsal(List.of()));
        return rig.carryOut(id, rig.store.journal(), rig.postgres, rig.host);
    }

    private Run upgraded() throws Exception {
        var plan = rig.plan("3.0");
        var id = rig.nextRun();
        rig.order(
                id,
                Purpose.PRODUCTION,
                plan,
                rig.itinerary(id, Purpose.PRODUCTION, plan).production());
        return rig.carryOut(id, rig.store.journal(), rig.postgres, rig.host);
    }
}
