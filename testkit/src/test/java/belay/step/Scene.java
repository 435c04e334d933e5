package belay.step;

import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.release.Command;
import belay.release.Files.Format;
import belay.release.Package;
import belay.release.Package.Source;
import belay.release.Packs;
import belay.release.ReleaseId;
import belay.run.Rehearsals.Rehearsal;
import belay.run.RunId;
import belay.system.ProductSystem;
import belay.system.ProductSystem.Configuration;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Home;
import belay.system.ProductSystem.Node;
import belay.system.ProductSystem.Policy;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import belay.system.SystemName;
import belay.testkit.FakeDatabases;
import belay.testkit.FakeHost;
import belay.testkit.FakeRegisters;
import belay.testkit.FakeSandboxes;
import belay.testkit.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The systems of the step tests, all in memory: a kiosk of two nodes with a home, a proxy and
/// configuration files, and notes, which are a database alone.
///
/// @param home the running release's, as its operator names it
public record Scene(Path home) {

    public static final Instant NOW = Instant.parse("2026-11-21T09:03:00Z");
    public static final Path BELAY = Path.of("/belay");
    static final Needs NEEDS = new Needs("15", 1 << 20, 1 << 20, Duration.ofMinutes(1));
    static final String DUMP = "/in/notes.sql";

    private static final String PACKAGES = "/packages/";
    private static final String CLIENTS = "/etc/clients.properties";
    private static final String DESCRIPTION = "/etc/belay/kiosk.yaml";

    /// The one fact of the kiosk's pack that is asked over HTTP.
    private static final String PAGE =
            """
              - name: notes
                http: {path: /notes}
                take: /count
                holds: at-least
            """;

    /// Gone where production's server is down.
    static final String SERVER_RUNS = "server 5432 runs";

    /// Its home is a directory.
    public static Scene withDirectory() {
        return new Scene(Path.of("/opt/kiosk"));
    }

    /// Its home is a link, which is looked at on the disk when the steps are laid out.
    static Scene withLink(Path folder) {
        try {
            var link = folder.resolve("current");
            if (!java.nio.file.Files.exists(link)) {
                java.nio.file.Files.createDirectories(folder.resolve("kiosk-1.0"));
                java.nio.file.Files.createSymbolicLink(link, folder.resolve("kiosk-1.0"));
            }
            return new Scene(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static World world(Surroundings around) {
        var programs = new FakeKiosk(around);
        var sandboxes = new FakeSandboxes(around, programs);
        var registers = new FakeRegisters(around);
        return new World(
                new FakeDatabases(around),
                sandboxes,
                sandboxes,
                new FakeHost(around, programs),
                registers.backups(),
                registers.rehearsals(),
                registers.waivers(),
                new Moments(),
                () -> NOW);
    }

    // Systems and their plans

    private static final Path PACKS = Path.of("src/test/resources/belay/step");

    private static Plan plan(Path pack, ProductSystem system, String to) {
        var read = Answer.given(Packs.read(pack));
        return switch (Planner.plan(read, system, Wish.to("1.0", to))) {
            case Proposal.Planned(var plan, _) -> plan;
            case Proposal.Refused(var problems) ->
                    throw new IllegalStateException(problems.toString());
            case Proposal.Unreachable(var problems, _) ->
                    throw new IllegalStateException(problems.toString());
            case Proposal.NothingToDo _ -> throw new IllegalStateException("nothing to do");
        };
    }

    public Plan kiosk(Route route) {
        var clients =
                new Configuration(
                        CLIENTS, Format.PROPERTIES, Map.of("database.port", "{database.port}"));
        var proxy =
                new Command(
                        List.of("/opt/proxy", "{database.port}", "{database.name}"),
                        Map.of(),
                        "",
                        "");
        return kiosk(route, new Promotion(List.of(clients), List.of(proxy)));
    }

    Plan kiosk(Route route, Promotion promotion) {
        return plan(
                PACKS.resolve("kiosk"),
                system(
                        "kiosk",
                        route,
                        promotion,
                        List.of(new Home(home.toString())),
                        List.of(
                                new Node("one", "local", Map.of("http", 8081), List.of()),
                                new Node("two", "local", Map.of("http", 8082), List.of()))),
                "3.0");
    }

    /// The same, and clients may know the port of the new side beforehand.
    Plan kioskAt(int port) {
        var system = kiosk(Route.PHYSICAL).system();
        return plan(PACKS.resolve("kiosk"), with(system, "", port, system.policy()), "3.0");
    }

    /// The same without a page that says what it holds: whether clients are served is seen by a
    /// login with its role. Its facts are asked while clients wait.
    ///
    /// @param folder for its pack
    Plan kioskWithoutPages(Route route, Path folder) {
        var policy = Policy.DEFAULT;
        var before =
                new Policy(
                        policy.pauseLimit(),
                        policy.rehearsalHolds(),
                        policy.keepOldFor(),
                        policy.window(),
                        policy.keepBackups(),
                        true);
        try {
            var text = java.nio.file.Files.readString(PACKS.resolve("kiosk/pack.yaml"));
            java.nio.file.Files.writeString(folder.resolve("pack.yaml"), text.replace(PAGE, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return plan(folder, with(kiosk(route).system(), "/etc/kiosk/password", 0, before), "3.0");
    }

    private static ProductSystem with(
            ProductSystem system, String userPasswordFile, int port, Policy policy) {
        var database = system.database();
        return new ProductSystem(
                system.name(),
                system.product(),
                system.release(),
                system.about(),
                new DatabaseSettings(
                        database.kind(),
                        database.host(),
                        database.port(),
                        database.name(),
                        database.admin(),
                        database.adminPasswordFile(),
                        database.user(),
                        userPasswordFile,
                        database.route(),
                        database.promote(),
                        database.directory(),
                        port),
                system.homes(),
                system.nodes(),
                system.secrets(),
                system.runtimes(),
                system.packages(),
                system.facts(),
                system.checks(),
                system.caches(),
                policy);
    }

    public static Plan notes(Route route) {
        return plan(
                PACKS.resolve("notes"),
                system("notes", route, new Promotion(List.of(), List.of()), List.of(), List.of()),
                "2.0");
    }

    private static ProductSystem system(
            String product, Route route, Promotion promotion, List<Home> homes, List<Node> nodes) {
        return new ProductSystem(
                new SystemName(product),
                product,
                List.of(),
                Map.of(),
                new DatabaseSettings(
                        "postgresql",
                        "127.0.0.1",
                        5432,
                        "kiosk",
                        "belay",
                        "",
                        "kiosk",
                        "",
                        route,
                        promotion,
                        "",
                        0),
                homes,
                nodes,
                Map.of(),
                Map.of(),
                homes.isEmpty()
                        ? Map.of()
                        : Map.of(
                                new ReleaseId("2.0"), PACKAGES + "2.0",
                                new ReleaseId("3.0"), PACKAGES + "3.0"),
                List.of(),
                List.of(),
                List.of(),
                Policy.DEFAULT);
    }

    /// To the release that runs, as of a backup of it.
    public static Plan restoring(Plan plan) {
        var hop =
                new Hop(
                        plan.from(),
                        new Hop.Because("restore", "backup"),
                        "backup",
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        plan.runtimes(),
                        List.of(),
                        plan.current(),
                        plan.currentFiles(),
                        List.of(),
                        plan.facts(),
                        List.of(),
                        "");
        return with(plan, hop);
    }

    /// The same by one hop.
    static Plan with(Plan plan, Hop hop) {
        return new Plan(
                plan.system(),
                plan.packHash(),
                plan.from(),
                hop.release(),
                List.of(hop),
                plan.current(),
                plan.currentFiles(),
                plan.runtimes(),
                plan.afterCopy(),
                plan.neutralise(),
                plan.identity(),
                plan.facts(),
                plan.checks(),
                plan.volatileTables(),
                plan.caches(),
                List.of(),
                plan.terms());
    }

    /// The same with an environment file for each node.
    static Plan withEnvironment(Plan plan, String file) {
        var system = plan.system();
        var nodes =
                system.nodes().stream()
                        .map(node ->
                                new Node(
                                        node.name(),
                                        node.host(),
                                        node.ports(),
                                        node.serving(),
                                        node.release(),
                                        node.about(),
                                        file))
                        .toList();
        var other =
                new ProductSystem(
                        system.name(),
                        system.product(),
                        system.release(),
                        system.about(),
                        system.database(),
                        system.homes(),
                        nodes,
                        system.secrets(),
                        system.runtimes(),
                        system.packages(),
                        system.facts(),
                        system.checks(),
                        system.caches(),
                        system.policy());
        return new Plan(
                other,
                plan.packHash(),
                plan.from(),
                plan.to(),
                plan.hops(),
                plan.current(),
                plan.currentFiles(),
                plan.runtimes(),
                plan.afterCopy(),
                plan.neutralise(),
                plan.identity(),
                plan.facts(),
                plan.checks(),
                plan.volatileTables(),
                plan.caches(),
                List.of(),
                plan.terms());
    }

    /// The same by its first hop alone, whose package a program makes.
    static Plan madeBy(Plan plan, String program) {
        var hop = plan.hops().getFirst();
        var command = new Command(List.of(program), Map.of(), "{package}", "");
        return with(
                plan,
                new Hop(
                        hop.release(),
                        hop.because(),
                        hop.kind(),
                        hop.kindBecause(),
                        hop.before(),
                        hop.after(),
                        List.of(
                                new Package(
                                        new Source.Made(command, Duration.ofMinutes(1)), "", 0)),
                        hop.runtimes(),
                        hop.actions(),
                        hop.serving(),
                        new belay.release.Files(List.of("data/**"), List.of(), List.of()),
                        hop.changes(),
                        hop.facts(),
                        hop.checks(),
                        hop.oneWay()));
    }

    static Options options(Plan plan) {
        var kiosk = plan.system().product().equals("kiosk");
        return new Options(
                "/packs",
                kiosk ? DESCRIPTION : "",
                false,
                true,
                kiosk ? List.of(new Package(new Source.Local(PACKAGES + "1.0"), "", 0)) : List.of(),
                List.of());
    }

    // What is there before anything is done

    /// Production as its operator made it, and a rehearsal of `plan`.
    public Surroundings production(Plan plan) throws Fault {
        var around = new Surroundings();
        var server = "server 5432 ";
        around.put(server + "at", "/var/lib/postgresql");
        around.put(server + "runs", "");
        around.put(server + "work archive", "");
        around.put(server + "work jobs", "");
        for (var role : List.of("belay", "kiosk", "reports")) {
            around.put(server + "role " + role, "login");
        }
        var database = server + "db kiosk ";
        around.put(database + "access", "all");
        around.put(database + "changes", "3");
        around.put(database + "table public.job", "id integer");
        around.put(database + "table public.lease", "holder text\nproduction");
        around.put(database + "table public.note", "id integer|text text\n1|one\n2|two");
        around.put(database + "table public.version", "release text\n1.0");
        around.put(database + "unlogged public.session", "id integer\n9");
        around.put("file " + DUMP, dump());
        if (plan.system().home().isPresent()) {
            machine(around);
        }
        new FakeRegisters(around)
                .rehearsals()
                .put(
                        new Rehearsal(
                                new RunId("20261120-0903-k7q2"),
                                plan.system().name(),
                                plan.rehearsalHash(),
                                NOW,
                                true,
                                "{}"));
        return around;
    }

    private static String dump() {
        return """
        TABLE public.lease
        holder text
        production
        TABLE public.note
        id integer|text text
        1|one
        2|two
        TABLE public.version
        release text
        1.0
        """;
    }

    private void machine(Surroundings around) {
        around.put("proxy", "5432/kiosk");
        around.put("file " + CLIENTS, "database.port=5432\nmine=1\n");
        around.put("file " + DESCRIPTION, "database.port=5432\n");
        for (var release : List.of("1.0", "2.0", "3.0")) {
            release(around, PACKAGES + release, release);
        }
        var real = home;
        if (java.nio.file.Files.isSymbolicLink(home)) {
            real = home.resolveSibling("kiosk-1.0");
            around.put("link " + home, real.toString());
        }
        release(around, real.toString(), "1.0");
        around.put("file " + real + "/conf/kiosk.properties", "database.port=5432\nmine=yes\n");
        around.put("file " + real + "/data/shelf.txt", "what people put here");
        for (var node : List.of("one", "two")) {
            int port = node.equals("one") ? 8081 : 8082;
            around.put(
                    "process kiosk." + node + ".server",
                    real
                            + "/bin/kiosk "
                            + node
                            + " "
                            + port
                            + " DATABASE_NAME=kiosk DATABASE_PORT=5432");
            around.put("listens " + port, "kiosk." + node + ".server");
        }
    }

    private static void release(Surroundings around, String folder, String release) {
        around.put("file " + folder + "/version.txt", "Kiosk " + release + "\n");
        around.put("file " + folder + "/bin/kiosk", "the program");
        around.put("file " + folder + "/conf/kiosk.properties", "database.port=0\n");
    }
}
