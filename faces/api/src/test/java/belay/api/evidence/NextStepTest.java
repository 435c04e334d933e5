package belay.api.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Clients;
import belay.api.Evidence;
import belay.api.NextStep;
import belay.api.Words;
import belay.plan.PlanJson;
import belay.run.Order;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is offered next can be done, and pasted.
class NextStepTest {

    private static final String OPTIONS =
            "{\"acceptedLoss\":false,\"current\":[],\"forecasts\":[],\"keep\":false,"
                    + "\"packDirectory\":\"\",\"systemFile\":\"/etc/my shop/system.yaml\"}";

    @Test
    void anUpgradeNamesTheSystemAndTheTargetThatWereRehearsed() {
        var next = next(MadeUp.done(), Purpose.TESTING, RunState.DONE);

        assertThat(next).containsExactly("belay upgrade '/etc/my shop/system.yaml' --to 2.3");
    }

    @Test
    void whatFailedAfterTheOpeningIsCorrectedOrRolledBack() {
        assertThat(next(MadeUp.done(), Purpose.PRODUCTION, RunState.FAILED))
                .containsExactly(
                        "belay resume " + MadeUp.done().run().id(),
                        "belay rollback " + MadeUp.done().run().id());
    }

    @Test
    void nothingIsOfferedOfASystemThatIsGone() {
        var gone = MadeUp.done().seen(new Clients.Removed("/belay/try/system.yaml"));

        assertThat(NextStep.of(MadeUp.done(), List.of()))
                .extracting(NextStep::command)
                .containsExactly("belay rollback " + MadeUp.done().run().id());
        assertThat(NextStep.of(gone, List.of())).isEmpty();
        assertThat(new EvidencePage().html(gone))
                .contains("/belay/try/system.yaml is gone")
                .doesNotContain("belay rollback")
                .doesNotContain("The old side is kept");
    }

    @Test
    void aRollbackGoesFromTheNewReleaseToTheOldOneOnEveryFace() {
        var rollback = ordered(MadeUp.done(), Purpose.GO_BACK, RunState.DONE);
        var plan = rollback.plan().orElseThrow();

        assertThat(Words.way(Purpose.PRODUCTION, plan)).isEqualTo("1.4 → 2.3");
        assertThat(Words.way(Purpose.GO_BACK, plan)).isEqualTo("2.3 → 1.4");
        assertThat(new EvidencePage().html(rollback))
                .contains("shop: 2.3 → 1.4")
                .doesNotContain("compulsory stop");
    }

    private static List<String> next(Evidence evidence, Purpose purpose, RunState state) {
        return NextStep.of(ordered(evidence, purpose, state), List.of()).stream()
                .map(NextStep::command)
                .toList();
    }

    private static Evidence ordered(Evidence evidence, Purpose purpose, RunState state) {
        var run = evidence.run();
        var was = run.order();
        var order =
                new Order(
                        was.id(),
                        was.system(),
                        purpose,
                        PlanJson.write(evidence.plan().orElseThrow()),
                        was.planHash(),
                        OPTIONS,
                        was.by(),
                        was.pauseLimit(),
                        was.parts());
        return new Evidence(
                evidence.at(),
                evidence.by(),
                new Run(
                        order,
                        state,
                        run.epoch(),
                        run.heading(),
                        state == RunState.FAILED,
                        run.anews(),
                        run.cancel(),
                        run.halt(),
                        run.pickers(),
                        run.created(),
                        run.since(),
                        run.steps()),
                evidence.plans(),
                evidence.pauses(),
                List.of(),
                evidence.backups(),
                evidence.facts(),
                evidence.proofs(),
                evidence.losses(),
                evidence.problems(),
                evidence.log(),
                evidence.directory(),
                evidence.clients());
    }
}
