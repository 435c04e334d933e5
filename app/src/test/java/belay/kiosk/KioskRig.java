package belay.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Clients;
import belay.api.SideProbe;
import belay.dumps.StrangersFiles;
import belay.hosts.LocalHost;
import belay.outside.Databases;
import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Host.Invocation;
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
import belay.run.StepState;
import belay.step.Itinerary;
import belay.step.Moments;
import belay.step.Options;
import belay.step.StepJson;
import belay.step.UpgradeStep;
import belay.step.World;
import belay.store.Store;
import belay.system.ProductSystem;
import belay.system.ProductSystem.Route;
import belay.system.SystemFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A kiosk in production on this machine (a server, a home, two nodes that serve), a store, and
/// whatever carries runs out; all real, for one test.
public final class KioskRig {

    private static final String PASSWORD = "kiosk-of-the-tests";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Optional<Path> programs = Optional.empty();

    private final Path root;
    private final RunIds ids = new RunIds(InstantSource.system(), new Random());
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    public final Postgres postgres;
    public final LocalHost host;
    public final Store store;
    public final Endpoint production;
    public final Map<String, Integer> nodes;

    public KioskRig() throws Exception {
        root = Files.createTempDirectory("belay-kiosk");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = new Postgres(programs());
        host = LocalHost.of(root.resolve("processes"), root.resolve("cache"));
        var server = postgres.embedded(new Place(root.resolve("store"), host.freePort()), "belay");
        store =
                Store.open(
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
                        "belay",
                        host.read(Path.of(server.passwordFile())));
        production =
                postgres.embedded(new Place(root.resolve("production"), host.freePort()), "belay")
                        .database("kiosk");
        nodes = Map.of("one", host.freePort(), "two", host.freePort());
        makeDatabase();
        makeHome(root.resolve("homes/kiosk-1.0"), "1.0");
        makeHome(root.resolve("packages/2.0"), "2.0");
        makeHome(root.resolve("packages/3.0"), "3.0");
        Files.createDirectories(root.resolve("homes/kiosk-1.0/data"));
        Files.writeString(root.resolve("homes/kiosk-1.0/data/shelf.txt"), "what people put here\n");
        Files.createSymbolicLink(root.resolve("current"), root.resolve("homes/kiosk-1.0"));
        describe();
        start();
    }

    /// Unpacked once for all tests of this process.
    private static synchronized Path programs() throws IOException {
        if (programs.isEmpty()) {
            var folder = Files.createTempDirectory("belay-kiosk-programs");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            programs = Optional.of(folder);
        }
        return programs.orElseThrow();
    }

    private static void remove(Path folder) {
        try {
            LocalHost.of(folder.resolve("state"), folder.resolve("cache")).remove(folder);
        } catch (Fault left) {
            System.err.println("left behind: " + folder + ", " + left.problem());
        }
    }

    // Production as its operator made it

    private void makeDatabase() throws SQLException, IOException, Fault {
        Files.writeString(root.resolve("kiosk.password"), PASSWORD);
        Files.setPosixFilePermissions(
                root.resolve("kiosk.password"), PosixFilePermissions.fromString("rw-------"));
        for (var statement :
                List.of(
                        "CREATE ROLE kiosk LOGIN PASSWORD '" + PASSWORD + "'",
                        "CREATE ROLE reports LOGIN PASSWORD '" + PASSWORD + "'",
                        "GRANT kiosk TO reports",
                        "CREATE DATABASE kiosk OWNER kiosk")) {
            execute(production.database("postgres"), statement);
        }
    }

    private void makeHome(Path home, String release) throws IOException, URISyntaxException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("version.txt"), "Kiosk " + release + "\n");
        Files.writeString(
                home.resolve("conf/kiosk.properties"),
                """
                # What makes one start fail, when it is there.
                fail.once=%s
                start.millis=1000
                database.port=0
                """
                        .formatted(root.resolve("fail-once")));
        var script = home.resolve("bin/kiosk");
        Files.writeString(
                script,
                """
                #!/bin/sh
                exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp %s:%s %s "$@"
                """
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                classes(Kiosk.class),
                                classes(org.postgresql.Driver.class),
                                Kiosk.class.getName()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path classes(Class<?> of) throws URISyntaxException {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void describe() throws IOException {
        Files.writeString(
                system(),
                """
                system: kiosk
                product: kiosk
                database:
                  port: %d
                  name: kiosk
                  admin: {user: belay, password-file: %s}
                  user: kiosk
                  password-file: kiosk.password
                  promote:
                    by: configuration
                    configurations:
                      - {file: clients.properties, format: properties, set: {database.port: "{database.port}"}}
                home: current
                nodes:
                  - {name: one, ports: {http: %d}}
                  - {name: two, ports: {http: %d}}
                packages: {"2.0": packages/2.0, "3.0": packages/3.0}
                """
                        .formatted(
                                production.port(),
                                production.passwordFile(),
                                nodes.get("one"),
                                nodes.get("two")));
        Files.writeString(
                root.resolve("clients.properties"), "database.port=" + production.port() + "\n");
    }

    private void start() throws Exception {
        for (var node : List.of("one", "two")) {
            host.start(
                    "kiosk." + node + ".server",
                    new Invocation(
                            List.of(
                                    root.resolve("current/bin/kiosk").toString(),
                                    root.resolve("current").toString(),
                                    node,
                                    String.valueOf(nodes.get(node))),
                            Map.of(
                                    "DATABASE_URL",
                                    url(production.port()),
                                    "DATABASE_USER",
                                    "kiosk",
                                    "DATABASE_PASSWORD",
                                    PASSWORD),
                            root,
                            ""),
                    root.resolve(node + ".log"));
            awaitServed(node);
        }
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/kiosk?connectTimeout=2&socketTimeout=10";
    }

    private void awaitServed(String node) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (release(node).isEmpty()) {
            assertThat(System.nanoTime()).as("node " + node + " serves").isLessThan(end);
            Thread.sleep(50);
        }
    }

    public Path home() {
        return root;
    }

    public Path system() {
        return root.resolve("system.yaml");
    }

    /// The pack's folder, which may be written to.
    public Path pack() throws IOException, URISyntaxException {
        var folder = root.resolve("packs/kiosk");
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            var source =
                    java.util.Objects.requireNonNull(KioskRig.class.getResource("pack/pack.yaml"));
            Files.copy(Path.of(source.toURI()), folder.resolve("pack.yaml"));
        }
        return folder;
    }

    public Plan plan(String to) throws Exception {
        return plan(to, Route.PHYSICAL);
    }

    public Plan plan(String to, Route route) throws Exception {
        var pack = ((Given<Pack>) Packs.read(pack())).value();
        var described = ((Given<ProductSystem>) SystemFile.read(system())).value().by(route);
        return ((Proposal.Planned) Planner.plan(pack, described, Wish.to("1.0", to))).plan();
    }

    /// The next start of any kiosk ends with an error.
    public void failNextStart() throws IOException {
        Files.writeString(root.resolve("fail-once"), "");
    }

    // What its clients see

    /// What a node says; empty where it does not serve.
    public String release(String node) throws InterruptedException {
        var health = get(node, "/health");
        return health.isEmpty() ? "" : health.replaceAll(".*\"release\":\"([^\"]*)\".*", "$1");
    }

    public String get(String node, String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(address(node, path)).GET(), 200);
    }

    /// @return whether the note was acknowledged
    public boolean write(String node, String text) throws InterruptedException {
        return !send(
                        HttpRequest.newBuilder(address(node, "/notes"))
                                .POST(BodyPublishers.ofString(text)),
                        201)
                .isEmpty();
    }

    private URI address(String node, String path) {
        return URI.create("http://127.0.0.1:" + nodes.get(node) + path);
    }

    private String send(HttpRequest.Builder request, int status) throws InterruptedException {
        try {
            var answer =
                    http.send(
                            request.timeout(Duration.ofSeconds(10)).build(),
                            BodyHandlers.ofString());
            return answer.statusCode() == status ? answer.body() : "";
        } catch (IOException notServed) {
            return "";
        }
    }

    /// As a client that knows the database itself.
    public Connection connect(int port, String role) throws SQLException {
        return DriverManager.getConnection(url(port), role, PASSWORD);
    }

    public void execute(Endpoint endpoint, String statement)
            throws SQLException, IOException, Fault {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:"
                                        + endpoint.port()
                                        + "/"
                                        + endpoint.database(),
                                endpoint.user(),
                                host.read(Path.of(endpoint.passwordFile())));
                var made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    /// Where clients find the database now.
    public int clientsPort() throws IOException {
        return Integer.parseInt(
                Files.readString(root.resolve("clients.properties"))
                        .replaceAll("(?s).*database.port=(\\d+).*", "$1"));
    }

    // Runs

    public World world(Databases databases, Host machine) {
        return new World(
                databases,
                new StrangersFiles(),
                new PostgresSandboxes(root.resolve("boxes"), root, host::fetch),
                machine,
                store.backups(),
                store.rehearsals(),
                store.waivers(),
                new Moments(),
                InstantSource.system());
    }

    public Itinerary itinerary(RunId run, Purpose purpose, Plan plan) {
        return new Itinerary(run, purpose, plan, root, host::freePort);
    }

    public RunId nextRun() {
        return ids.next();
    }

    /// Orders a run; whether it was rehearsed is not asked.
    public RunId order(RunId id, Purpose purpose, Plan plan, List<UpgradeStep> steps)
            throws Exception {
        return order(id, purpose, plan, steps, Duration.ofMinutes(3));
    }

    /// The same, with another pause limit.
    public RunId order(
            RunId id, Purpose purpose, Plan plan, List<UpgradeStep> steps, Duration pauseLimit)
            throws Exception {
        var codec = new StepJson();
        var order =
                new Order(
                        id,
                        plan.system().name(),
                        purpose,
                        PlanJson.write(plan),
                        plan.hash(),
                        new Options(
                                        pack().toString(),
                                        system().toString(),
                                        false,
                                        true,
                                        List.of(),
                                        List.of())
                                .json(),
                        "test",
                        pauseLimit,
                        steps.stream().map(step -> Part.of(step, codec)).toList());
        assertThat(store.journal().create(order)).isInstanceOf(Given.class);
        return id;
    }

    /// Carries a run as far as it goes.
    public Run carryOut(RunId run, Journal journal, Databases databases, Host machine)
            throws Fault, InterruptedException {
        var claim = journal.pickUp(run, store.thisProcess()).orElseThrow();
        new Driver(journal, new StepJson(), world(databases, machine), Pace.DEFAULT)
                .carryOut(claim);
        return run(run);
    }

    public Run run(RunId id) throws Fault {
        return store.journal().find(id).orElseThrow();
    }

    /// Which side serves, as somebody finds it who looks now.
    public Clients seen(Run run) throws Fault {
        return new SideProbe(postgres, host).seen(run, Clients.of(run, List.of()));
    }

    /// What ended it, in words.
    public static String failure(Run run) {
        for (var step : run.steps()) {
            if (step.state() instanceof StepState.Failed failed) {
                return step.part().name() + ": " + failed.problem();
            }
        }
        return "nothing failed";
    }

    public void close() throws Exception {
        for (var node : nodes.keySet()) {
            host.stop("kiosk." + node + ".server", Duration.ofSeconds(2));
        }
        store.close();
        for (var folder : List.of(root.resolve("servers"), root)) {
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
        host.remove(root);
    }
}
