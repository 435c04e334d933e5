package belay.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepState;
import belay.step.StepJson;
import belay.step.UpgradeStep;
import belay.system.ProductSystem.Route;
import belay.testkit.Death;
import belay.testkit.DyingJournal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A product of two nodes with a home, by each route, whose carrier dies in every step. In the
/// profile `soak`.
@EnabledIfSystemProperty(named = "belay.kills", matches = "\\d+")
class KioskDeathsTest {

    /// Started, and then: before what it did is on record.
    private static final int ACTED = 3;

    /// That, after the step that is repeated is on record.
    private static final int NEXT_ACTED = 7;

    private static final int NEVER = Integer.MAX_VALUE;

    private final StepJson codec = new StepJson();

    @SuppressWarnings("NullAway.Init") // each test begins with a rig
    private KioskRig rig;

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void whoDiesInEveryStepThatCanBeRepeatedEndsWithBothNodesOnOneRelease(Route route)
            throws Exception {
        rig = new KioskRig();
        assertThat(rig.write("one", "before")).isTrue();

        var upgrade = dying(upgrade(route));

        assertThat(upgrade.state()).as(KioskRig.failure(upgrade)).isEqualTo(RunState.DONE);
        assertServed("3.0", 1);
        assertThat(rig.write("two", "after")).isTrue();
        var back = dying(back(upgrade));
        assertThat(back.state()).as(KioskRig.failure(back)).isEqualTo(RunState.DONE);
        assertServed("1.0", 1);
        assertThat(rig.clientsPort()).isEqualTo(rig.production.port());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void whoDiesInAMigrationThatCannotBeRepeatedIsRolledBack(Route route) throws Exception {
        rig = new KioskRig();
        assertThat(rig.write("one", "before")).isTrue();
        var migrations =
                steps(rig.run(upgrade(route))).stream()
                        .filter(step -> step.anewFrom().isPresent())
                        .map(UpgradeStep::name)
                        .toList();
        assertThat(migrations).isNotEmpty();
        cancelAll();

        for (var migration : migrations) {
            var id = upgrade(route);
            dieAt(id, migration);
            var run = rig.carryOut(id, rig.store.journal(), rig.postgres, rig.host);

            assertThat(run.state()).as(migration).isEqualTo(RunState.UNDONE);
            assertServed("1.0", 1);
            assertThat(rig.clientsPort()).isEqualTo(rig.production.port());
        }
        assertThat(rig.write("two", "after")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aStartThatFailsOnceForClientsIsDoneAgainByResume(Route route) throws Exception {
        rig = new KioskRig();
        assertThat(rig.write("one", "before")).isTrue();
        var id = upgrade(route);
        dieAt(id, "open-to-clients");
        rig.failNextStart();

        var failed = rig.carryOut(id, rig.store.journal(), rig.postgres, rig.host);

        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(KioskRig.failure(failed)).startsWith("start-one").contains("NODE:FAILED");
        rig.store.journal().resume(id, "test");
        var again = rig.carryOut(id, rig.store.journal(), rig.postgres, rig.host);
        assertThat(again.state()).as(KioskRig.failure(again)).isEqualTo(RunState.DONE);
        assertServed("3.0", 1);
    }

    private void assertServed(String release, int notes) throws Exception {
        for (var node : List.of("one", "two")) {
            assertThat(rig.release(node)).as(node).isEqualTo(release);
            assertThat(rig.get(node, "/notes")).as(node).isEqualTo("{\"count\":" + notes + "}");
        }
    }

    /// Without gates: whether it was rehearsed is not asked.
    private RunId upgrade(Route route) throws Exception {
        var plan = rig.plan("3.0", route);
        var id = rig.nextRun();
        return rig.order(
                id,
                Purpose.PRODUCTION,
                plan,
                rig.itinerary(id, Purpose.PRODUCTION, plan).production().stream().skip(1).toList());
    }

    private RunId back(Run upgrade) throws Exception {
        var plan = belay.plan.PlanJson.read(upgrade.order().plan());
        var id = rig.nextRun();
        return rig.order(
                id,
                Purpose.GO_BACK,
                plan,
                rig.itinerary(id, Purpose.GO_BACK, plan).goBack(upgrade));
    }

    private void cancelAll() throws Fault {
        for (var run : rig.store.journal().history(10)) {
            if (!run.state().over()) {
                var _ = rig.store.journal().cancel(run.id(), "test");
            }
        }
    }

    private List<UpgradeStep> steps(Run run) {
        return run.order().parts().stream()
                .map(part -> (UpgradeStep) codec.read(part.step()))
                .toList();
    }

    /// Dies in each step that may be repeated, after it has acted and before that is on record.
    private Run dying(RunId id) throws Fault, InterruptedException {
        var steps = steps(rig.run(id));
        while (!rig.run(id).state().over() && rig.run(id).state() != RunState.FAILED) {
            try {
                rig.carryOut(
                        id,
                        new DyingJournal(rig.store.journal(), lastBreath(rig.run(id), steps)),
                        rig.postgres,
                        rig.host);
            } catch (Death expected) {
                assertThat(rig.run(id).state()).isEqualTo(RunState.RUNNING);
            }
        }
        return rig.run(id);
    }

    /// In the step that is next, or, where that one was begun, in the one behind it.
    private static int lastBreath(Run run, List<UpgradeStep> steps) {
        int next = 0;
        while (next < steps.size() && run.steps().get(next).state() instanceof StepState.Done) {
            next++;
        }
        boolean begun = next < steps.size() && run.steps().get(next).state().started();
        int breath = begun ? NEXT_ACTED : ACTED;
        int at = begun ? next + 1 : next;
        while (at < steps.size() && steps.get(at).anewFrom().isPresent()) {
            at++;
            breath += NEXT_ACTED - ACTED;
        }
        return at < steps.size() ? breath : NEVER;
    }

    /// Comes as far as this step, and dies when it has acted.
    private void dieAt(RunId id, String step) throws Fault, InterruptedException {
        var steps = steps(rig.run(id));
        int at = 0;
        while (!steps.get(at).name().equals(step)) {
            at++;
        }
        try {
            rig.carryOut(
                    id,
                    new DyingJournal(rig.store.journal(), ACTED + at * (NEXT_ACTED - ACTED)),
                    rig.postgres,
                    rig.host);
            throw new AssertionError("it lived on behind " + step);
        } catch (Death expected) {
            assertThat(rig.run(id).step(step).orElseThrow().state().started()).isTrue();
        }
    }
}
