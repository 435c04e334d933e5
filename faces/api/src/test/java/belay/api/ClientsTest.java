package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import belay.run.Carrier;
import belay.run.Heading;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.step.ReopenOldSide;
import belay.step.StepJson;
import belay.system.SystemName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which side serves is told by the last run that moved clients, whichever run is asked about.
class ClientsTest {

    private static final Instant START = Instant.parse("2026-11-21T09:03:12Z");
    private static final SystemName SHOP = new SystemName("shop");

    private final Run rehearsal = run("20261121-0903-aaaa", SHOP, Purpose.TESTING, 0, false);
    private final Run upgrade = run("20261121-0904-bbbb", SHOP, Purpose.PRODUCTION, 1, true);
    private final Run takenBack = run("20261121-0905-cccc", SHOP, Purpose.PRODUCTION, 2, false);

    @Test
    void anUpgradeHasLedClientsToItsTarget() {
        assertThat(Clients.of(upgrade, List.of(upgrade, rehearsal)))
                .isInstanceOf(Clients.Target.class);
    }

    @Test
    void anOlderRunTellsWhatTheNewestLeft() {
        assertThat(Clients.of(rehearsal, List.of(upgrade, rehearsal)))
                .isEqualTo(Clients.target(upgrade));
        assertThat(Clients.of(upgrade, List.of(takenBack, upgrade, rehearsal)))
                .isEqualTo(Clients.source(takenBack));
    }

    @Test
    void whatWasRolledBackStaysRolledBackWhateverCameAfterwards() {
        var rollback = rollback(3);
        var later = run("20261121-0907-eeee", SHOP, Purpose.PRODUCTION, 4, true);

        var told = Clients.of(upgrade, List.of(later, rollback, upgrade));

        assertThat(Clients.of(upgrade, List.of(rollback, upgrade)))
                .isEqualTo(new Clients.RolledBack(Clients.source(upgrade), rollback.id()));
        assertThat(told).isEqualTo(new Clients.RolledBack(Clients.target(later), rollback.id()));
        assertThat(NextStep.of(upgrade, told, 0, List.of())).isEmpty();
        assertThat(new Standing(upgrade, told, new Carrier.Nobody(), List.of()).word())
                .isEqualTo("rolled back");
    }

    @Test
    void ofTwoThatStandOnlyTheNewerCanBeRolledBackAndThenTheOlderAgain() {
        var later = run("20261121-0907-eeee", SHOP, Purpose.PRODUCTION, 4, true);
        var under = Clients.of(upgrade, List.of(later, upgrade));

        assertThat(under).isEqualTo(new Clients.Superseded(Clients.target(later), later.id()));
        assertThat(under.sentence()).contains("cannot be rolled back before run " + later.id());
        assertThat(NextStep.of(upgrade, under, 0, List.of())).isEmpty();
        assertThat(NextStep.of(later, Clients.of(later, List.of(later, upgrade)), 0, List.of()))
                .extracting(NextStep::command)
                .containsExactly("belay rollback " + later.id());

        var back = rollback(later.id(), 5);

        assertThat(Clients.of(upgrade, List.of(back, later, upgrade)))
                .isEqualTo(Clients.target(back));
    }

    @Test
    void whatHappensToAnotherSystemSaysNothing() {
        var other = run("20261121-0906-dddd", new SystemName("other"), Purpose.PRODUCTION, 3, true);

        assertThat(Clients.of(rehearsal, List.of(other, rehearsal)))
                .isEqualTo(Clients.source(rehearsal));
    }

    @Test
    void whatSomebodyFoundCountsForOlderRunsToo() {
        var nobody = new Clients.Nobody("it does not answer");
        var back = new Clients.RolledBack(Clients.source(upgrade), upgrade.id());

        assertThat(Clients.target(upgrade).seen(nobody)).isEqualTo(nobody);
        assertThat(back.seen(nobody)).isEqualTo(new Clients.RolledBack(nobody, upgrade.id()));
        assertThat(back.seen(Clients.target(rollback(3)))).isEqualTo(back);
        assertThat(new Clients.NotConcerned().seen(nobody)).isEqualTo(new Clients.NotConcerned());
    }

    private Run rollback(int later) {
        return rollback(upgrade.id(), later);
    }

    private static Run rollback(RunId forward, int later) {
        var reopen = Part.of(new ReopenOldSide(forward.text(), false), new StepJson());
        return run(
                new RunId("20261121-0906-ffff"),
                SHOP,
                Purpose.GO_BACK,
                later,
                true,
                List.of(
                        step(0, "FenceNewSide", false, true),
                        new StepRecord(
                                1,
                                reopen,
                                new StepState.Done(START, START, Outcome.NOTHING),
                                new UndoState.Kept(),
                                0,
                                0,
                                "")));
    }

    /// With a fence, taken away again where the run does not `commit`.
    private static Run run(
            String id, SystemName system, Purpose purpose, int later, boolean commit) {
        var fence = step(0, "FenceProduction", false, commit);
        var open = step(1, "OpenToClients", true, true);
        var steps =
                switch (purpose) {
                    case TESTING -> List.of(step(0, "CheckGates", false, true));
                    default -> commit ? List.of(fence, open) : List.of(fence);
                };
        return run(new RunId(id), system, purpose, later, commit, steps);
    }

    private static Run run(
            RunId id,
            SystemName system,
            Purpose purpose,
            int later,
            boolean commit,
            List<StepRecord> steps) {
        return new Run(
                new Order(
                        id,
                        system,
                        purpose,
                        "{}",
                        "9f2c".repeat(16),
                        "{}",
                        "ada",
                        Duration.ofSeconds(60),
                        steps.stream().map(StepRecord::part).toList()),
                commit ? RunState.DONE : RunState.UNDONE,
                1,
                new Heading.Forward(),
                commit,
                0,
                false,
                false,
                List.of(),
                START.plusSeconds(later),
                START.plusSeconds(later + 1),
                steps);
    }

    private static StepRecord step(int ordinal, String kind, boolean commits, boolean kept) {
        return new StepRecord(
                ordinal,
                new Part("step-" + ordinal, kind, kind, "{}", commits),
                new StepState.Done(START, START, Outcome.NOTHING),
                kept ? new UndoState.Kept() : new UndoState.Undone(START, ""),
                0,
                0,
                "");
    }
}
