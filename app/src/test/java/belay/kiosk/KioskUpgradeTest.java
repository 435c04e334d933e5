package belay.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
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
        var upgrade = upgraded();

        assertThat(rehearsal.state()).as(KioskRig.failure(rehearsal)).isEqualTo(RunState.DONE);
        assertThat(upgrade.state()).as(KioskRig.failure(upgrade)).isEqualTo(RunState.DONE);
        assertThat(List.of(rig.release("one"), rig.release("two"))).containsExactly("3.0", "3.0");
        assertThat(rig.write("two", "after")).isTrue();
        assertThat(rig.get("one", "/notes")).isEqualTo("{\"count\":2}");
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
