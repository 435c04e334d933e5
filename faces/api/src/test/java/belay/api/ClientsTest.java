package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

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
    void whatHappensToAnotherSystemSaysNothing() {
        var other = run("20261121-0906-dddd", new SystemName("other"), Purpose.PRODUCTION, 3, true);

        assertThat(Clients.of(rehearsal, List.of(other, rehearsal)))
                .isEqualTo(Clients.source(rehearsal));
    }

    @Test
    void whatSomebodyFoundCountsForOlderRunsToo() {
        var nobody = new Clients.Nobody("it does not answer");
        var back = new Clients.RolledBack("1.4", upgrade.id());

        assertThat(Clients.target(upgrade).seen(nobody)).isEqualTo(nobody);
        assertThat(back.seen(nobody)).isEqualTo(nobody);
        assertThat(back.seen(Clients.target(upgrade))).isEqualTo(back);
        assertThat(new Clients.NotConcerned().seen(nobody)).isEqualTo(new Clients.NotConcerned());
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
        return new Run(
                new Order(
                        new RunId(id),
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
