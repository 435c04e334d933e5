package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.evidence.MadeUp;
import belay.outside.Databases.Place;
import belay.plan.PlanJson;
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
import belay.step.Copy;
import belay.step.FenceProduction;
import belay.step.OpenToClients;
import belay.step.Stage;
import belay.step.StartNode;
import belay.step.StepJson;
import belay.step.Switch;
import belay.step.SwitchClients;
import belay.step.UpgradeStep;
import belay.system.ProductSystem.Route;
import belay.system.SystemName;
import belay.testkit.FakeDatabases;
import belay.testkit.FakeHost;
import belay.testkit.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which side serves after an upgrade on the routes of one server, where both sides are databases
/// of it and only their names tell them apart.
class SideProbeTest {

    private static final Instant START = Instant.parse("2026-11-21T09:03:12Z");
    private static final String KEPT = "shop_before_k7q2";
    private static final String SILENCE = "the server answers no question about its databases";

    private final Surroundings around = new Surroundings();

    @BeforeEach
    void serves() {
        around.put("server 5432 runs", "");
        around.put("server 5432 db shop access", "all");
        around.put("listens 8080", "shop");
    }

    private void switched() {
        around.put("server 5432 db " + KEPT + " access", "nobody");
    }

    private Clients seen(Run run) throws Exception {
        return new SideProbe(new FakeDatabases(around), new FakeHost(around, new NoPrograms()))
                .seen(run, Clients.of(run, List.of()));
    }

    @ParameterizedTest
    @EnumSource(names = {"TEMPLATE", "LOGICAL"})
    void theTargetServesWhereTheOldDatabaseHasLostItsName(Route route) throws Exception {
        switched();

        assertThat(seen(upgrade(route, true))).isInstanceOf(Clients.Target.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEMPLATE", "LOGICAL"})
    void theTargetServesStillWhereTheOldDatabaseWasRemovedSince(Route route) throws Exception {
        assertThat(seen(upgrade(route, true))).isInstanceOf(Clients.Target.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEMPLATE", "LOGICAL"})
    void theSourceServesWhereItHasItsNameStill(Route route) throws Exception {
        assertThat(seen(upgrade(route, false))).isInstanceOf(Clients.Source.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEMPLATE", "LOGICAL"})
    void noSideIsCalledServingWhereOnlyOneOfTwoQuestionsIsAnswered(Route route) throws Exception {
        switched();
        around.put("server 5432 no remains", SILENCE);

        assertThat(seen(upgrade(route, true))).isEqualTo(new Clients.Nobody(SILENCE));
        assertThat(seen(upgrade(route, false))).isEqualTo(new Clients.Nobody(SILENCE));
    }

    @ParameterizedTest
    @EnumSource(names = {"TEMPLATE", "LOGICAL"})
    void noSideIsCalledServingWhereTheServerIsGone(Route route) throws Exception {
        switched();
        around.remove("server 5432 runs");

        assertThat(seen(upgrade(route, true))).isInstanceOf(Clients.Nobody.class);
    }

    @Test
    void aDatabaseThatLetsNobodyInServesNobody() throws Exception {
        around.put("server 5432 db shop access", "nobody");

        assertThat(seen(upgrade(Route.TEMPLATE, false))).isInstanceOf(Clients.KeptOut.class);
    }

    @Test
    void anOpenDatabaseWhoseProductDoesNotListenServesNobody() throws Exception {
        switched();
        around.remove("listens 8080");

        assertThat(seen(upgrade(Route.TEMPLATE, true)))
                .isEqualTo(
                        new Clients.Nobody(
                                "the new side is open, and no node of the product listens"));
    }

    @Test
    void aSideIsNamedWithTheAddressAtWhichTheProductReachesIt() {
        var server = new Copy.Server(new Place(Path.of("/belay/servers/shop"), 6432));
        var run = upgrade(Route.PHYSICAL, server, true);

        assertThat(Clients.source(run).sentence())
                .isEqualTo("Clients are served by the old side, release 1.4, at 127.0.0.1:5432.");
        assertThat(Clients.target(run).sentence())
                .isEqualTo("Clients are served by the new side, release 2.3, at 127.0.0.1:6432.");
    }

    /// @param commit whether clients were let in to the target; else the fence was taken away again
    private static Run upgrade(Route route, boolean commit) {
        return upgrade(route, new Copy.None(), commit);
    }

    /// @param after the data of the new side
    private static Run upgrade(Route route, Copy after, boolean commit) {
        var stage =
                new Stage(
                        0,
                        "one",
                        Map.of("http", 8080),
                        "",
                        "",
                        "/belay/logs",
                        "shop.one",
                        true,
                        after);
        var steps =
                List.of(
                        new FenceProduction(route),
                        new SwitchClients(
                                new Switch(
                                        stage,
                                        new Copy.Named("shop_belay_k7q2"),
                                        KEPT,
                                        "",
                                        "",
                                        "")),
                        new OpenToClients(new Copy.None(), "20261121-0903-k7q2", false),
                        new StartNode("start-one", stage));
        var records = new ArrayList<StepRecord>();
        for (var step : steps) {
            records.add(record(records.size(), step, commit));
        }
        return new Run(
                new Order(
                        new RunId("20261121-0903-k7q2"),
                        new SystemName("shop"),
                        Purpose.PRODUCTION,
                        PlanJson.write(MadeUp.plan("1.4", "2.3")),
                        "9f2c".repeat(16),
                        "{}",
                        "ada",
                        Duration.ofSeconds(60),
                        records.stream().map(StepRecord::part).toList()),
                commit ? RunState.DONE : RunState.UNDONE,
                1,
                new Heading.Forward(),
                commit,
                0,
                false,
                false,
                List.of(),
                START,
                START.plusSeconds(1),
                records);
    }

    private static StepRecord record(int ordinal, UpgradeStep step, boolean commit) {
        var part = Part.of(step, new StepJson());
        return new StepRecord(
                ordinal,
                part,
                new StepState.Done(START, START, Outcome.NOTHING),
                commit ? new UndoState.Kept() : new UndoState.Undone(START, ""),
                0,
                0,
                "");
    }
}
