package belay.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.run.Purpose;
import belay.system.ProductSystem.Route;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long a start is waited for, and what is asked of each release.
class NodesTest {

    private Flow rehearsal;

    @BeforeEach
    void layOut() throws Exception {
        var scene = Scene.withDirectory();
        var plan = scene.kiosk(Route.PHYSICAL);
        rehearsal = Flow.of("rehearsal", Purpose.TESTING, plan, scene.production(plan));
    }

    @Test
    void aCommandThatDoesNotSayInTimeWhetherItIsReadyIsAskedAgain() throws Exception {
        var before = rehearsal.until("start-current");
        before.around().put(FakeKiosk.SILENT, "2");

        var started = rehearsal.act(before.outcomes(), before.around()).as(StartNode.Started.class);

        assertThat(started.seconds()).isPositive();
        assertThat(before.around().get(FakeKiosk.SILENT)).isEqualTo("0");
    }

    @Test
    void aCommandThatNeverSaysSoEndsTheStepWhenTheStartHasHadItsTime() throws Exception {
        var before = rehearsal.until("start-current");
        before.around().put(FakeKiosk.SILENT, "1000000");

        assertThatThrownBy(
                        () -> {
                            var _ = rehearsal.act(before.outcomes(), before.around());
                        })
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("NODE:NOT_READY")
                .hasMessageContaining("PT1S");
    }

    @Test
    void aTrialGetsTheOperatorsEnvironmentFileAndWhatThePackSetsGoesOverIt() throws Exception {
        var scene = Scene.withDirectory();
        var plan = Scene.withEnvironment(scene.kiosk(Route.PHYSICAL), "/etc/kiosk.env");
        var around = scene.production(plan);
        around.put("file /etc/kiosk.env", "COLOUR=hunter2\nDATABASE_PORT=5432\n");
        var flow = Flow.of("rehearsal", Purpose.TESTING, plan, around);
        var before = flow.until("start-current");

        var outcome = flow.act(before.outcomes(), before.around());

        var trial =
                before.around().below("process ").stream()
                        .filter(name -> !name.startsWith("process kiosk."))
                        .map(before.around()::get)
                        .toList();
        assertThat(trial)
                .isNotEmpty()
                .allSatisfy(words ->
                        assertThat(words)
                                .contains("COLOUR=hunter2")
                                .contains("DATABASE_PORT=")
                                .doesNotContain("DATABASE_PORT=5432"));
        assertThat(outcome.toString() + flow.order()).doesNotContain("hunter2");
    }

    @Test
    void theChecksOfEveryHopRunRightAfterItAndBeforeTheNext() {
        assertThat(rehearsal.steps())
                .extracting(UpgradeStep::name)
                .containsSubsequence(
                        List.of("hop-1-3", "check-hop-1", "see-hop-1", "hop-2-1", "run-checks"));
    }

    @Test
    void aCheckThatFailsAfterTheFirstHopEndsTheRunThere() throws Exception {
        var before = rehearsal.until("check-hop-1");
        var notes =
                before.around().below("server ").stream()
                        .filter(name -> name.endsWith(" db kiosk table public.note"))
                        .filter(name -> !name.startsWith("server 5432 "))
                        .findFirst()
                        .orElseThrow();
        before.around().put(notes, "id integer|text text");

        assertThatThrownBy(
                        () -> {
                            var _ = rehearsal.act(before.outcomes(), before.around());
                        })
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("CHECK:FAILED")
                .hasMessageContaining("notes are there");
    }
}
