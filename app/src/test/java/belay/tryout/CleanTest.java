package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.clean.Cleaning;
import belay.clean.Leftover;
import belay.clean.Thing;
import belay.outside.Databases;
import belay.outside.Fault;
import belay.problem.Answer.Given;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.testkit.Death;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What runs leave behind is listed and goes, and nothing that anybody may still need does.
class CleanTest {

    private Rig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @Test
    void whatAnAbandonedRunHasLeftGoesAndProductionGoesOn() throws Exception {
        var run = rig.order(Purpose.PRODUCTION, rig.plan, List.of());
        rig.carryOut(run, rig.store.journal(), haltedAfter("follow", run), rig.host);
        assertThat(rig.run(run).state()).isEqualTo(RunState.HALTED);
        assertThat(of(run, "slot", "server")).hasSize(2).noneMatch(Leftover::removable);
        assertThat(rig.belay().alarms()).isEmpty();
        assertThat(sizeOfABackupThatIsRegisteredAs(1)).isGreaterThan(10 << 20);

        assertThat(rig.belay().abandon(run)).isInstanceOf(Given.class);
        assertThat(slots()).isEqualTo("0");
        var left = of(run, "server");
        assertThat(left).hasSize(1).allMatch(Leftover::removable);
        assertThat(left.getFirst().bytes()).isGreaterThan(10 << 20);

        assertThat(rig.belay().clean()).isNotEmpty().allMatch(one -> one.problems().isEmpty());
        assertThat(of(run, "slot", "server")).isEmpty();
        assertWritersGoOn();
    }

    @Test
    void aSideThatWasRolledBackGoesAfterItsTimeAlsoWhenWhoRemovesItDies() throws Exception {
        var upgrade = carry(rig.order(Purpose.PRODUCTION, rig.plan, List.of()));
        assertThat(upgrade.state()).isEqualTo(RunState.DONE);
        assertThat(of(upgrade.id(), "server", "old side", "backup"))
                .hasSize(3)
                .noneMatch(Leftover::removable);

        assertThat(carry(rig.order(Purpose.GO_BACK, rig.plan, List.of(upgrade))).state())
                .isEqualTo(RunState.DONE);
        assertThat(of(upgrade.id(), "server")).hasSize(1).noneMatch(Leftover::removable);
        assertThat(rig.belay().clean()).noneMatch(CleanTest::isServer);
        Files.writeString(
                rig.shop.system(),
                "policy: {keep-old-for: 1s, keep-backups: {daily: 0, weekly: 0, monthly: 0}}\n",
                StandardOpenOption.APPEND);
        await(() -> of(upgrade.id(), "server", "backup").stream().allMatch(Leftover::removable));

        var deadly = new Deadly();
        var world = rig.world(deadly.databases(rig.postgres), deadly.host(rig.host));
        int deaths = 0;
        for (boolean whole = false; !whole; ) {
            try {
                var _ = new Cleaning(world, rig.store.journal()).remove(rig.belay().leftovers());
                whole = true;
            } catch (Death expected) {
                deaths++;
            }
        }

        assertThat(deaths).isPositive();
        assertThat(of(upgrade.id(), "server", "backup")).isEmpty();
        assertWritersGoOn();
    }

    private static boolean isServer(Cleaning.Cleaned one) {
        return one.leftover().thing() instanceof Thing.Server(var place)
                && Files.exists(place.directory());
    }

    private List<Leftover> of(RunId run, String... kinds) throws Fault, InterruptedException {
        return rig.belay().leftovers().stream()
                .filter(one -> one.run().equals(run.text()))
                .filter(one -> List.of(kinds).contains(one.thing().kind()))
                .toList();
    }

    private long sizeOfABackupThatIsRegisteredAs(long bytes) throws Fault, InterruptedException {
        var system = rig.plan.system().name();
        var backups = rig.store.backups();
        backups.put(backups.of(system).getFirst().taking(bytes));
        return rig.belay().backups(system).getFirst().bytes();
    }

    private String slots() throws Fault {
        return rig.postgres.ask(
                rig.postgres.endpoint(rig.plan.system().database()),
                "SELECT count(*) FROM pg_replication_slots");
    }

    private Run carry(RunId run) throws Fault, InterruptedException {
        rig.carryOut(run, rig.store.journal(), rig.postgres, rig.host);
        return rig.run(run);
    }

    /// Somebody asks for a halt once `act` is done.
    private Databases haltedAfter(String act, RunId run) {
        return halting(rig.postgres, act, run);
    }

    private Databases halting(Databases real, String act, RunId run) {
        return (Databases)
                Proxy.newProxyInstance(
                        Databases.class.getClassLoader(),
                        new Class<?>[] {Databases.class},
                        (proxy, method, arguments) -> {
                            try {
                                var result = method.invoke(real, arguments);
                                if (method.getName().equals(act)) {
                                    var _ = rig.store.journal().halt(run, "test");
                                }
                                return method.getName().equals("under")
                                        ? halting((Databases) result, act, run)
                                        : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.holds()).isTrue();
    }

    private void assertWritersGoOn() throws Fault {
        long before = rig.shop.orders().acknowledged();
        long end = System.nanoTime() + 20_000_000_000L;
        while (rig.shop.orders().acknowledged() <= before && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(rig.shop.orders().acknowledged()).isGreaterThan(before);
    }
}
