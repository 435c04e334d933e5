package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Belay;
import belay.api.InProcess;
import belay.api.Records;
import belay.api.Shelf;
import belay.dumps.StrangersFiles;
import belay.hosts.LocalHost;
import belay.outside.Databases;
import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Wish;
import belay.postgres.Postgres;
import belay.postgres.PostgresSandboxes;
import belay.problem.Answer.Given;
import belay.release.Pack;
import belay.release.Packs;
import belay.run.Driver;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Pace;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.Timings;
import belay.run.Watches;
import belay.step.CheckGates;
import belay.step.Itinerary;
import belay.step.Moments;
import belay.step.Options;
import belay.step.RestoreCopy;
import belay.step.StepJson;
import belay.step.TakeBackup;
import belay.step.TryRestore;
import belay.step.UpgradeStep;
import belay.step.World;
import belay.store.Store;
import belay.system.ProductSystem;
import belay.system.ProductSystem.Route;
import belay.system.SystemFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// A shop under load, a store, and whatever carries runs out; all real, for one test.
final class Rig {

    /// A million in the profile `million`.
    private static final long ROWS = Long.getLong("belay.rows", 5_000);

    /// Between two orders of a writer: enough for orders to be in flight at every fence, and a
    /// processor is left for what is tested.
    private static final Duration THINK = Duration.ofMillis(50);

    private final Path home;
    private final RunIds ids = new RunIds(InstantSource.system(), new Random());
    final Postgres postgres;
    final LocalHost host;
    final Store store;
    final Shop shop;
    final Plan plan;
    private boolean backups = true;

    Rig() throws Fault, InterruptedException, IOException {
        this(Route.PHYSICAL);
    }

    /// @param route by which the data is copied
    Rig(Route route) throws Fault, InterruptedException, IOException {
        home = Files.createTempDirectory("belay-rig");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = new Postgres(home);
        host = LocalHost.of(home.resolve("processes"), home.resolve("cache"));
        var server = postgres.embedded(new Place(home.resolve("store"), host.freePort()), "belay");
        store =
                Store.open(
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
                        "belay",
                        host.read(Path.of(server.passwordFile())));
        Files.writeString(home.resolve("store.port"), server.port() + "\n");
        shop = new Shop(postgres, host, home.resolve("try"));
        shop.setUp(ROWS, Route.AUTO);
        plan = plan(Path.of("../packs/shop"), route);
        shop.startWriters(THINK);
    }

    /// For what does not depend on a backup: production's runs take none, and that of a rehearsal
    /// is not restored for trial.
    Rig withoutBackups() {
        backups = false;
        return this;
    }

    /// To releases whose last hop also does `harm`, and whose pack says `also`.
    Plan harmful(String harm, String also, Route route) throws IOException {
        var folder = home.resolve("harmful");
        try (var files = Files.walk(Path.of("../packs/shop"))) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(Path.of("../packs/shop").relativize(file)));
            }
        }
        Files.writeString(
                folder.resolve("hops/2.3.sql"), "\n" + harm + "\n", StandardOpenOption.APPEND);
        var pack = folder.resolve("pack.yaml");
        Files.writeString(pack, Files.readString(pack).replace("\nfacts:\n", "\nfacts:\n" + also));
        return plan(folder, route);
    }

    private Plan plan(Path folder, Route route) {
        var pack = ((Given<Pack>) Packs.read(folder)).value();
        var system = ((Given<ProductSystem>) SystemFile.read(shop.system())).value().by(route);
        return ((Proposal.Planned) Planner.plan(pack, system, Wish.to("1.4", "2.3"))).plan();
    }

    void close() throws Fault, InterruptedException, IOException {
        shop.stopWriters();
        store.close();
        for (var folder : List.of(home.resolve("servers"), home.resolve("try"), home)) {
            if (Files.isDirectory(folder)) {
                try (var servers = Files.list(folder)) {
                    for (var server : servers.toList()) {
                        if (Files.exists(server.resolve("data"))) {
                            postgres.remove(new Place(server, 0));
                        }
                    }
                }
            }
        }
        host.remove(home);
    }

    /// The database that clients use now.
    Endpoint production() throws Fault {
        return shop.database();
    }

    /// The copy that a rehearsal has left.
    Endpoint kept(Run rehearsal) {
        return rehearsal.steps().stream()
                .map(step -> new StepJson().read(step.part().step()))
                .filter(RestoreCopy.class::isInstance)
                .map(step ->
                        postgres.endpoint(plan.system().database(), ((RestoreCopy) step).place()))
                .findFirst()
                .orElseThrow();
    }

    Path home() {
        return home;
    }

    World world(Databases databases, Host machine) {
        return new World(
                databases,
                new StrangersFiles(),
                new PostgresSandboxes(home.resolve("boxes"), home, host::fetch),
                machine,
                store.backups(),
                store.rehearsals(),
                store.waivers(),
                new Moments(),
                InstantSource.system());
    }

    /// The use cases, of which every run waits for the test to carry it out.
    Belay belay() {
        return new InProcess(
                new InProcess.Person("test", "test"),
                home,
                new Shelf(List.of(Path.of("../packs"))),
                postgres,
                new StrangersFiles(),
                new PostgresSandboxes(home.resolve("boxes"), home, host::fetch),
                host,
                new Waiting(),
                ids,
                List::of);
    }

    private final class Waiting implements Records {

        @Override
        public boolean exist() {
            return true;
        }

        @Override
        public Journal journal() {
            return store.journal();
        }

        @Override
        public Timings timings() {
            return store.timings();
        }

        @Override
        public World world() {
            return Rig.this.world(postgres, host);
        }

        @Override
        public Watches watches() {
            return store.watches();
        }

        @Override
        public void work(RunId run) {}
    }

    /// Orders a run of `what`; whether it was rehearsed is not asked.
    RunId order(Purpose purpose, Plan what, List<Run> forward) throws Fault {
        return order(purpose, what, forward, false);
    }

    /// The same, maybe with the copy kept.
    RunId order(Purpose purpose, Plan what, List<Run> forward, boolean keep) throws Fault {
        var id = ids.next();
        var itinerary = new Itinerary(id, purpose, what, home, host::freePort);
        List<UpgradeStep> steps =
                switch (purpose) {
                    case TESTING -> itinerary.rehearsal(List.of());
                    case PRODUCTION -> itinerary.production().stream().skip(1).toList();
                    case GO_BACK -> itinerary.goBack(forward.getFirst());
                    case BACKUP -> itinerary.backup();
                    case RESTORE, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION ->
                            throw new IllegalArgumentException();
                };
        var codec = new StepJson();
        var order =
                new Order(
                        id,
                        what.system().name(),
                        purpose,
                        PlanJson.write(what),
                        what.hash(),
                        new Options("", shop.system().toString(), keep, true, List.of(), List.of())
                                .json(),
                        "test",
                        Duration.ofMinutes(20),
                        steps.stream()
                                .filter(step -> backups || !(step instanceof TryRestore))
                                .filter(step ->
                                        backups
                                                || purpose != Purpose.PRODUCTION
                                                || !(step instanceof TakeBackup))
                                .map(step -> Part.of(step, codec))
                                .toList());
        assertThat(store.journal().create(order)).isInstanceOf(Given.class);
        return id;
    }

    /// Orders an upgrade or a rollback without gates and backup, for a process of Belay's own that
    /// carries it out.
    RunId order(Purpose purpose, List<Run> forward, Duration pauseLimit) throws Fault {
        var id = ids.next();
        var itinerary = new Itinerary(id, purpose, plan, home, host::freePort);
        List<UpgradeStep> steps =
                purpose == Purpose.GO_BACK
                        ? itinerary.goBack(forward.getFirst())
                        : itinerary.production();
        var codec = new StepJson();
        var order =
                new Order(
                        id,
                        plan.system().name(),
                        purpose,
                        PlanJson.write(plan),
                        plan.hash(),
                        new Options("", shop.system().toString(), false, true, List.of(), List.of())
                                .json(),
                        "test",
                        pauseLimit,
                        steps.stream()
                                .filter(step ->
                                        !(step instanceof CheckGates
                                                || step instanceof TakeBackup
                                                || step instanceof TryRestore))
                                .map(step -> Part.of(step, codec))
                                .toList());
        assertThat(store.journal().create(order)).isInstanceOf(Given.class);
        return id;
    }

    /// Belay as a user starts it, in this home and with this store.
    ProcessBuilder belay(String... words) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "belay.app.Main"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command);
        builder.environment().put("BELAY_HOME", home.toString());
        builder.environment().put("BELAY_PACKS", Path.of("../packs").toAbsolutePath().toString());
        return builder;
    }

    /// Kills every process of Belay that lives in this home. The longest of command lines hides its
    /// end, so they are known by their environment.
    void killBelay() throws Exception {
        var ours =
                ProcessHandle.allProcesses()
                        .filter(process -> process.info().command().orElse("").endsWith("/java"))
                        .filter(process ->
                                environment(process).contains("BELAY_HOME=" + home + "\0"))
                        .toList();
        for (var process : ours) {
            process.destroyForcibly();
            process.onExit().get(1, TimeUnit.MINUTES);
        }
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "environ"),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /// Carries a run as far as it goes. Whoever takes over has lost what the one before held in
    /// memory.
    void carryOut(RunId run, Journal journal, Databases databases, Host machine)
            throws Fault, InterruptedException {
        var claim = journal.pickUp(run, store.thisProcess()).orElseThrow();
        new Driver(journal, new StepJson(), world(databases, machine), Pace.DEFAULT)
                .carryOut(claim);
    }

    Run run(RunId id) throws Fault {
        return store.journal().find(id).orElseThrow();
    }
}
