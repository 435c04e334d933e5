package belay.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.system.ProductSystem.Route;
import belay.testkit.Surroundings;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What leads clients is told the truth both ways.
class SwitchTest {

    private static final String PROXY = "proxy";
    private static final String BEFORE = "5432/kiosk";

    private Flow upgrade;

    @BeforeEach
    void layOut() throws Exception {
        var scene = Scene.withDirectory();
        var plan = scene.kiosk(Route.PHYSICAL);
        upgrade = Flow.of("upgrade", Purpose.PRODUCTION, plan, scene.production(plan));
    }

    @Test
    void theHookOfARollbackGetsTheOldSidesAddress() throws Exception {
        var upgraded = upgrade.whole();
        assertThat(upgraded.around().get(PROXY)).isNotEqualTo(BEFORE);

        var back = upgrade.back("rollback", upgraded).whole();

        assertThat(back.around().get(PROXY)).isEqualTo(BEFORE);
    }

    @Test
    void aHookThatFailsOnTheWayBackEndsTheRollbackBeforeAnybodyIsLetIn() throws Exception {
        var rollback = upgrade.back("rollback", upgrade.whole());
        var before = rollback.until("switch-back");
        before.around().put(FakeKiosk.BROKEN, "");

        assertThatThrownBy(() -> act(rollback, before.outcomes(), before.around()))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SWITCH:HOOK")
                .hasMessageContaining("exit code 3: the proxy is broken");
        assertThat(before.around().get("server 5432 role kiosk")).startsWith("shut by ");
    }

    @Test
    void aHookThatFailsWhereARunIsTakenBackIsTold() throws Exception {
        var switched = upgrade.until("open-to-clients");
        switched.around().put(FakeKiosk.BROKEN, "");
        var done = switched.outcomes().subList(0, upgrade.ordinal("switch-clients"));

        assertThatThrownBy(() -> upgrade.undo(done, Outcome.NOTHING, switched.around()))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SWITCH:HOOK");
    }

    @ParameterizedTest
    @EnumSource(names = {"PHYSICAL", "TEMPLATE", "LOGICAL"})
    void aRollbackToAnOldSideThatIsGoneEndsBeforeAnybodyIsKeptOut(Route route) throws Exception {
        var scene = Scene.withDirectory();
        var plan = scene.kiosk(route);
        var forward = Flow.of("upgrade", Purpose.PRODUCTION, plan, scene.production(plan));
        var rollback = forward.back("rollback", forward.whole());
        var around = rollback.start();
        if (route == Route.PHYSICAL) {
            around.remove("server 5432 runs");
        } else {
            around.below("server 5432 db ").stream()
                    .filter(fact -> fact.contains("_before_"))
                    .forEach(around::remove);
        }

        assertThatThrownBy(() -> act(rollback, List.of(), around))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("ROLLBACK:NO_OLD_SIDE");
        assertThat(rollback.steps().getFirst()).isInstanceOf(CheckWayBack.class);
    }

    private static void act(Flow flow, List<Outcome> done, Surroundings around)
            throws Fault, InterruptedException {
        var _ = flow.act(done, around);
    }
}
