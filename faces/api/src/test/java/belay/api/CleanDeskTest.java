package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.evidence.MadeUp;
import belay.outside.Databases;
import belay.outside.Databases.Place;
import belay.outside.Databases.Remains;
import belay.outside.Databases.Slot;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.problem.Answer.Given;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Part;
import belay.run.Picker;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.Timings;
import belay.run.Watches;
import belay.step.FollowProduction;
import belay.step.Moments;
import belay.step.Options;
import belay.step.StepJson;
import belay.step.World;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.SystemName;
import belay.testkit.FakeHost;
import belay.testkit.FakeJournal;
import belay.testkit.FakeRegisters;
import belay.testkit.FakeSandboxes;
import belay.testkit.Orders;
import belay.testkit.Surroundings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What may stop production is asked of every server at once, and nobody waits for one that is
/// gone.
@Timeout(30)
class CleanDeskTest {

    private static final Instant NOW = Instant.parse("2026-11-21T09:03:00Z");
    private static final Remains HALF_FULL =
            new Remains(List.of(new Slot("belay_slot", false, 50)), List.of(), List.of(), 100, "");

    private final Journal journal = new FakeJournal(() -> NOW, _ -> false);

    private interface Server {
        Remains remains(DatabaseSettings production) throws Exception;
    }

    @Test
    void productionsAreAskedSideBySide() throws Exception {
        follows("shop", 5432);
        follows("bank", 5433);
        follows("wiki", 5434);
        var meeting = new CyclicBarrier(3);

        var alarms =
                desk(
                                _ -> {
                                    meeting.await();
                                    return HALF_FULL;
                                },
                                Duration.ofSeconds(20))
                        .alarms();

        assertThat(alarms)
                .hasSize(3)
                .allMatch(alarm -> alarm.contains("slot belay_slot keeps 0 MB"));
    }

    @Test
    void oneThatDoesNotAnswerIsToldAndNotWaitedFor() throws Exception {
        follows("shop", 5432);
        follows("bank", 5433);

        var alarms =
                desk(
                                production -> {
                                    if (production.port() == 5432) {
                                        new CountDownLatch(1).await();
                                    }
                                    return HALF_FULL;
                                },
                                Duration.ofSeconds(1))
                        .alarms();

        assertThat(alarms)
                .hasSize(2)
                .anyMatch(alarm -> alarm.startsWith("bank: slot belay_slot"))
                .anyMatch(alarm ->
                        alarm.startsWith("shop: cannot ask")
                                && alarm.endsWith("it has not answered within 1 s"));
    }

    @Test
    void oneWhoseRunAnotherVersionHasMadeIsToldAndTheOthersAreAsked() throws Exception {
        follows("shop", 5432);
        follows("bank", "{\"later\": 1}");

        var alarms = desk(_ -> HALF_FULL, Duration.ofSeconds(20)).alarms();

        assertThat(alarms)
                .hasSize(2)
                .anyMatch(alarm -> alarm.startsWith("shop: slot belay_slot"))
                .anyMatch(alarm ->
                        alarm.startsWith("bank: cannot ask")
                                && alarm.contains("another version of Belay has made run"));
    }

    /// A run that follows its production.
    private void follows(String system, int port) throws Exception {
        follows(system, PlanJson.write(at(port, MadeUp.plan("1.4", "2.3"))));
    }

    private void follows(String system, String plan) throws Exception {
        var codec = new StepJson();
        var step = new FollowProduction(new Place(Path.of("/belay/servers/" + system), 7_000));
        var order =
                new Order(
                        Orders.runId(),
                        new SystemName(system),
                        Purpose.PRODUCTION,
                        plan,
                        "9f2c".repeat(16),
                        new Options("", "", false, false, List.of(), List.of()).json(),
                        "ada",
                        Duration.ofSeconds(60),
                        List.of(Part.of(step, codec)));
        assertThat(journal.create(order)).isInstanceOf(Given.class);
        var claim = journal.pickUp(order.id(), new Picker("here", 1, NOW)).orElseThrow();
        journal.started(claim, 0, Journal.Flush.LATER);
    }

    private static Plan at(int port, Plan plan) {
        var tree = PlanJson.mapper().readTree(PlanJson.write(plan));
        ((tools.jackson.databind.node.ObjectNode) tree.at("/system/database")).put("port", port);
        return PlanJson.read(tree.toString());
    }

    private CleanDesk desk(Server server, Duration answersWithin) {
        return new CleanDesk(
                Path.of("/belay"), new Following(server), new StepJson(), answersWithin);
    }

    private final class Following implements Records {

        private final Server server;

        Following(Server server) {
            this.server = server;
        }

        @Override
        public boolean exist() {
            return true;
        }

        @Override
        public Journal journal() {
            return journal;
        }

        @Override
        public Timings timings() {
            return journal.timings();
        }

        @Override
        public World world() {
            var around = new Surroundings();
            var sandboxes = new FakeSandboxes(around, new NoPrograms());
            var registers = new FakeRegisters(around);
            return new World(
                    databases(),
                    sandboxes,
                    sandboxes,
                    new FakeHost(around, new NoPrograms()),
                    registers.backups(),
                    registers.rehearsals(),
                    registers.waivers(),
                    new Moments(),
                    () -> NOW);
        }

        private Databases databases() {
            return (Databases)
                    Proxy.newProxyInstance(
                            Databases.class.getClassLoader(),
                            new Class<?>[] {Databases.class},
                            (_, method, arguments) -> {
                                assertThat(method.getName()).isEqualTo("remains");
                                return server.remains((DatabaseSettings) arguments[0]);
                            });
        }

        @Override
        public Watches watches() {
            throw new IllegalStateException("nobody watches here");
        }

        @Override
        public void work(RunId run) {}
    }
}
