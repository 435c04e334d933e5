package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.hosts.LocalHost;
import belay.outside.Databases;
import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Wish;
import belay.postgres.Postgres;
import belay.problem.Answer.Given;
import belay.release.Pack;
import belay.release.Packs;
import belay.run.Claim;
import belay.run.Driver;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Pace;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.RunState;
import belay.step.CountLosses;
import belay.step.Itinerary;
import belay.step.Moments;
import belay.step.Options;
import belay.step.ProveData;
import belay.step.StepJson;
import belay.step.UpgradeStep;
import belay.step.World;
import belay.store.Store;
import belay.system.ProductSystem;
import belay.system.ProductSystem.Route;
import belay.system.SystemFile;
import belay.testkit.Death;
import belay.testkit.DyingJournal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole way of `belay try`, on real servers and under real writers, while whoever carries it
/// out dies again and again.
class EveryStepDiesTest {

    private static final long ROWS = 5_000;
    private static final Duration WRITE_ON = Duration.ofMillis(300);

    /// Started, and then: before what it did is on record.
    private static final int ACTED = 3;

    /// That, after the step that is repeated is on record.
    private static final int NEXT_ACTED = 7;

    private Path home;
    private Postgres postgres;
    private LocalHost host;
    private Store store;
    private Shop shop;
    private Plan plan;
    private final RunIds ids = new RunIds(InstantSource.system(), new Random());

    @BeforeEach
    void setUp() throws Exception {
        home = Files.createTempDirectory("belay-dies");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = new Postgres(home);
        host = LocalHost.of(home.resolve("processes"), home.resolve("cache"));
        var server = postgres.embedded(new Place(home.resolve("store"), host.freePort()), "belay");
        store =
                Store.open(
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
                        "belay",
                        host.read(Path.of(server.passwordFile())));
        shop = new Shop(postgres, host, home.resolve("try"));
        shop.setUp(ROWS);
        plan = plan();
        shop.startWriters();
    }

    @AfterEach
    void tearDown() throws Exception {
        shop.stopWriters();
        store.close();
        for (var folder : List.of(home.resolve("servers"), home.resolve("try"), home)) {
            if (Files.isDirectory(folder)) {
                try (var servers = Files.list(folder)) {
                    for (var server : servers.filter(Files::isDirectory).toList()) {
                        if (Files.exists(server.resolve("data"))) {
                            postgres.remove(new Place(server, 0));
                        }
                    }
                }
            }
        }
        host.remove(home);
    }

    @Test
    void whoDiesBetweenActingAndRecordingInEveryStepLosesNothing() throws Exception {
        var rehearsal = dyingInTheJournal(Purpose.TESTING, List.of());
        var upgrade = dyingInTheJournal(Purpose.PRODUCTION, List.of());
        Thread.sleep(WRITE_ON);
        shop.stopWriters();

        assertThat(rehearsal.state()).isEqualTo(RunState.DONE);
        assertThat(upgrade.state()).isEqualTo(RunState.DONE);
        assertThat(shop.orders().acknowledged()).isPositive();
        assertThat(shop.orders().lost()).isZero();
        assertThat(proved(upgrade).proof().holds()).isTrue();
    }

    @Test
    void whoDiesInsideEveryKindOfActLosesNothingAndTheWayBackLosesWhatItSays() throws Exception {
        var deadly = new Deadly();
        var upgrade = dyingOutside(Purpose.PRODUCTION, List.of(), deadly);
        Thread.sleep(WRITE_ON);
        var back = dyingOutside(Purpose.GO_BACK, List.of(upgrade), deadly);
        Thread.sleep(WRITE_ON);
        shop.stopWriters();

        assertThat(deadly.seen())
                .contains(
                        "takeBackup",
                        "follow",
                        "fence",
                        "drain",
                        "promote",
                        "run",
                        "open",
                        "rewrite");
        assertThat(back.state()).isEqualTo(RunState.DONE);
        var losses = back.step("count-losses").orElseThrow().outcome().as(CountLosses.Losses.class);
        assertThat(losses.transactions()).isPositive();
        assertThat(shop.orders().lost()).isEqualTo(losses.transactions());
    }

    private Run dyingInTheJournal(Purpose purpose, List<Run> forward) throws Exception {
        var run = create(purpose, forward);
        int lastBreath = ACTED;
        int deaths = 0;
        while (!store.journal().find(run).orElseThrow().state().over()) {
            try {
                carryOut(run, new DyingJournal(store.journal(), lastBreath), postgres, host);
            } catch (Death expected) {
                lastBreath = NEXT_ACTED;
                deaths++;
            }
        }
        var ended = store.journal().find(run).orElseThrow();
        assertThat(deaths).isGreaterThanOrEqualTo(ended.steps().size());
        assertThat(KillAt.STEPS)
                .containsAll(ended.steps().stream().map(step -> step.part().name()).toList());
        return ended;
    }

    private Run dyingOutside(Purpose purpose, List<Run> forward, Deadly deadly) throws Exception {
        var run = create(purpose, forward);
        while (!store.journal().find(run).orElseThrow().state().over()) {
            try {
                carryOut(run, store.journal(), deadly.databases(postgres), deadly.host(host));
            } catch (Death expected) {
                assertThat(deadly.seen()).isNotEmpty();
            }
        }
        return store.journal().find(run).orElseThrow();
    }

    private void carryOut(RunId run, Journal journal, Databases databases, Host machine)
            throws Fault, InterruptedException {
        // Whoever takes over has lost what the dead one held in memory.
        var world =
                new World(
                        databases,
                        machine,
                        store.backups(),
                        store.rehearsals(),
                        new Moments(),
                        InstantSource.system());
        Claim claim = journal.pickUp(run, store.thisProcess()).orElseThrow();
        new Driver(journal, new StepJson(), world, Pace.DEFAULT).carryOut(claim);
    }

    private RunId create(Purpose purpose, List<Run> forward) throws Exception {
        var id = ids.next();
        var itinerary = new Itinerary(id, purpose, plan, home, host);
        List<UpgradeStep> steps =
                switch (purpose) {
                    case TESTING -> itinerary.rehearsal(List.of());
                    case PRODUCTION ->
                            // Whether it was rehearsed is not what is tried here.
                            itinerary.production(Route.PHYSICAL).stream().skip(1).toList();
                    case GO_BACK -> itinerary.goBack(forward.getFirst());
                    case BACKUP, RESTORE -> throw new IllegalArgumentException();
                };
        var codec = new StepJson();
        var order =
                new Order(
                        id,
                        plan.system().name(),
                        purpose,
                        PlanJson.write(plan),
                        plan.hash(),
                        new Options("", "", false, true, List.of()).json(),
                        "test",
                        Duration.ofMinutes(2),
                        steps.stream().map(step -> Part.of(step, codec)).toList());
        assertThat(store.journal().create(order)).isInstanceOf(Given.class);
        return id;
    }

    private static ProveData.Proved proved(Run run) {
        return run.step("prove-data").orElseThrow().outcome().as(ProveData.Proved.class);
    }

    private Plan plan() {
        var pack = ((Given<Pack>) Packs.read(Path.of("../packs/shop"))).value();
        var system = ((Given<ProductSystem>) SystemFile.read(shop.system())).value();
        return ((Proposal.Planned) Planner.plan(pack, system, Wish.to("1.4", "2.3"))).plan();
    }

    /// A world in which every kind of act, once done for the first time, kills whoever did it.
    private static final class Deadly {

        private final Set<String> seen = new HashSet<>();

        synchronized Set<String> seen() {
            return Set.copyOf(seen);
        }

        Databases databases(Databases real) {
            return proxy(Databases.class, real);
        }

        Host host(Host real) {
            return proxy(Host.class, real);
        }

        private <T> T proxy(Class<T> type, T real) {
            InvocationHandler handler =
                    (proxy, method, arguments) -> {
                        try {
                            var result = method.invoke(real, arguments);
                            if (method.getName().equals("under")) {
                                return databases((Databases) result);
                            }
                            if (!method.getName().equals("endpoint")) {
                                dieOnce(method.getName());
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    };
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
        }

        private synchronized void dieOnce(String act) {
            if (seen.add(act)) {
                throw new Death("after " + act);
            }
        }
    }
}
