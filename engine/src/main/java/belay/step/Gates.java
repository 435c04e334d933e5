package belay.step;

import belay.outside.Carriage.Fate;
import belay.outside.Databases;
import belay.outside.Databases.Offer;
import belay.outside.Databases.Remains;
import belay.outside.Databases.Survey;
import belay.outside.Fault;
import belay.outside.Host.Invocation;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Command;
import belay.release.Files;
import belay.release.Package.Source;
import belay.release.Version;
import belay.run.Backups.Backup;
import belay.run.Purpose;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Home;
import belay.system.ProductSystem.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Everything that must be so before a run may start. Changes nothing.
public final class Gates {

    /// The gate that only a rehearsal opens.
    public static final String REHEARSAL = "rehearsal";

    private static final Files NOTHING_CARRIED = new Files(List.of(), List.of(), List.of());

    private final World world;
    private final Plan plan;
    private final Purpose purpose;
    private final Path directory;
    private final Obstacles obstacles;
    private final List<Finding> findings = new ArrayList<>();

    private Gates(World world, Plan plan, Purpose purpose, Path directory) {
        this.world = world;
        this.obstacles = new Obstacles(world, plan, purpose);
        this.plan = plan;
        this.purpose = purpose;
        this.directory = directory;
    }

    /// @param directory where copies and backups will be put
    /// @return one finding for each gate, in the order in which they were looked at
    public static List<Finding> check(World world, Plan plan, Purpose purpose, Path directory) {
        var gates = new Gates(world, plan, purpose, directory);
        gates.look("database", gates::database);
        if (purpose != Purpose.RESTORE) {
            gates.look("hops", gates::hops);
        }
        gates.look("tests", gates::tests);
        gates.look("home", gates::home);
        gates.look("configuration", gates::configuration);
        if (purpose == Purpose.RESTORE) {
            gates.look("address", gates::address);
        } else {
            gates.look("packages", gates::packages);
        }
        gates.look("runtimes", gates::runtimes);
        gates.look(
                "environment",
                () -> gates.findings.addAll(new EnvironmentFiles(world.host(), plan).findings()));
        gates.look("terms", () -> gates.findings.addAll(gates.obstacles.findings()));
        if (purpose != Purpose.RESTORE) {
            gates.look("waivers", () -> gates.findings.addAll(gates.obstacles.answeredInVain()));
        }
        if (purpose == Purpose.PRODUCTION) {
            gates.look(REHEARSAL, gates::rehearsal);
        }
        return List.copyOf(gates.findings);
    }

    public static boolean open(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.verdict() == Finding.Verdict.REFUSED);
    }

    @FunctionalInterface
    private interface Look {
        void at() throws Fault;
    }

    private void look(String gate, Look look) {
        try {
            look.at();
        } catch (Fault fault) {
            findings.add(Finding.refused(gate, fault.problem()));
        }
    }

    private void database() throws Fault {
        var settings = plan.system().database();
        if (purpose == Purpose.RESTORE
                && world.databases().down(world.databases().endpoint(settings))) {
            down();
            return;
        }
        var survey = world.databases().survey(settings);
        findings.add(
                Finding.ok(
                        "database",
                        "PostgreSQL "
                                + survey.version()
                                + ", "
                                + survey.bytes() / 1_000_000
                                + " MB, "
                                + survey.tables()
                                + " tables, "
                                + survey.sessions()
                                + " sessions"));
        identity();
        roles(survey);
        if (purpose == Purpose.RESTORE) {
            wholeServer(survey);
        } else {
            route(survey);
        }
        backup(survey);
        var remains = world.databases().remains(settings);
        space(survey, remains);
        slots(survey, remains);
        port();
    }

    /// What backups are for. What cannot be asked of production is told, and not taken for granted.
    private void down() throws Fault {
        var settings = plan.system().database();
        findings.add(
                Finding.warning(
                        "database",
                        "nothing listens at "
                                + world.databases().endpoint(settings)
                                + ": production is taken as shut, and no backup of it is taken;"
                                + " whatever else its server held is restored as the backup has it"));
        findings.add(
                Finding.warning(
                        "boot",
                        "nothing will start the restored server with its machine, and what starts"
                                + " the present one is still there: see to both by hand"));
        findings.addAll(
                Room.ofRestore(
                        world.host(),
                        plan,
                        directory,
                        world.backups().of(plan.system().name()).stream()
                                .mapToLong(Backup::bytes)
                                .max()
                                .orElse(0)));
        port();
    }

    private void backup(Survey survey) {
        if (!survey.noBackup().isEmpty()) {
            findings.add(Finding.refused("backup", Databases.noBackup(survey.noBackup())));
        }
    }

    /// What there is besides rows of tables, and what becomes of it.
    private void carriages(Offer chosen) throws Fault {
        for (var carriage : chosen.carriages()) {
            findings.add(
                    switch (carriage.fate()) {
                        case Fate.Carried() ->
                                Finding.ok("carried", carriage.thing() + ": comes along");
                        case Fate.Handled(var how) ->
                                Finding.ok("carried", carriage.thing() + ": " + how);
                        case Fate.LeftBehind(var why) ->
                                obstacles.finding(LeftBehind.obstacle(carriage.thing(), why));
                        case Fate.Refused(var why) ->
                                Finding.refused("route", refused(carriage.thing(), why));
                    });
        }
    }

    /// Who starts the new server when the machine starts.
    private void boot() throws Fault {
        var boot = world.databases().atBoot(plan.system().database());
        var present = boot.present();
        findings.add(
                switch (boot.manner()) {
                    case SYSTEMD ->
                            Finding.ok(
                                    "boot",
                                    "a unit of systemd for the new server is written and enabled; "
                                            + present
                                            + " goes on starting the old one, which stays fenced");
                    case POSTGRESQL_COMMON ->
                            Finding.ok(
                                    "boot",
                                    "the new server becomes a cluster under /etc/postgresql, started at boot; "
                                            + present
                                            + " goes on starting too, and stays fenced");
                    case UNKNOWN ->
                            Finding.warning(
                                    "boot",
                                    "nothing was found that starts the present server with its machine, so"
                                            + " nothing will start the new one");
                    case FORBIDDEN ->
                            obstacles.finding(
                                    LeftBehind.obstacle(
                                            LeftBehind.START_AT_BOOT,
                                            present
                                                    + " starts the present server, and Belay may not"
                                                    + " write one for the new: run Belay as root, or"
                                                    + " see to it by hand"));
                });
    }

    private static Problem refused(String thing, String why) {
        return Problem.of("CARRY:NOT_POSSIBLE", "this route cannot be taken with " + thing)
                .value(why)
                .advice("Choose another under database.route in system.yaml");
    }

    /// A restored server takes the place of the whole one, so nobody else may live there.
    private void wholeServer(Survey survey) {
        var hindrances =
                survey.offers().stream()
                        .filter(offer -> offer.route() == Route.PHYSICAL)
                        .flatMap(offer -> offer.hindrances().stream())
                        .toList();
        findings.add(
                hindrances.isEmpty()
                        ? Finding.ok("server", "the backup takes the place of the whole server")
                        : Finding.refused(
                                "server",
                                Problem.of(
                                                "RESTORE:NOT_POSSIBLE",
                                                "a restore replaces the whole server, and this one cannot be replaced")
                                        .value(String.join("; ", hindrances))
                                        .expected(
                                                "a server of this product alone, whose files Belay can read")
                                        .advice(
                                                "Move other databases to a server of their own first; old sides that upgrades have kept are listed by `belay clean`, and removed by `belay clean --yes`. Nothing was changed")));
    }

    private void identity() throws Fault {
        var system = plan.system();
        var signs =
                new ReleaseSigns(world.databases(), world.host())
                        .of(
                                plan.identity().stream()
                                        .filter(rule ->
                                                ReleaseSigns.tell(rule, system.home().isPresent()))
                                        .toList(),
                                world.databases().endpoint(system.database()),
                                system.home().map(Home::path).orElse(""));
        if (signs.isEmpty()) {
            findings.add(
                    Finding.refused(
                            "release",
                            Problem.of(
                                            "DETECT:NO_RULE",
                                            "nothing can tell which release runs, so no upgrade could be seen")
                                    .value("pack " + system.product())
                                    .expected("a rule under detect that works on this system")
                                    .advice(
                                            "Name the home in system.yaml, or let the pack say how the database tells its release")));
        }
        for (var sign : signs) {
            boolean told =
                    signs.stream()
                            .filter(other -> other.rule().ofDatabase() || !sign.rule().ofDatabase())
                            .anyMatch(other -> other.version().findAny().isPresent());
            findings.add(finding(sign, told));
        }
    }

    /// @param told whether another sign tells the release: then this one need not; a database is
    ///   made up for by a database alone, for it might be a stranger's
    private Finding finding(ReleaseSigns.Sign sign, boolean told) {
        return switch (sign.answer()) {
            case Answer.Given<Version>(var version) when sign.rule().is(version, plan.from()) ->
                    Finding.ok("release", "the " + sign.where() + " says " + version);
            case Answer.Given<Version>(var version) ->
                    Finding.refused(
                            "release",
                            Problem.of(
                                            "PLAN:STALE",
                                            "the system is no longer at the release of the plan")
                                    .value(version + " in the " + sign.where())
                                    .expected(plan.from().text())
                                    .advice("Plan again"));
            case Answer.Refused<Version>(var problems) when !told && sign.rule().ofDatabase() ->
                    Finding.refused(
                            "release",
                            Problem.of(
                                            "DATABASE:OTHER_PRODUCT",
                                            "this database does not say that it is one of "
                                                    + plan.system().product())
                                    .value(problems.getFirst().reason())
                                    .expected("an answer to " + sign.rule().by().source())
                                    .advice("Check database.name in system.yaml"));
            case Answer.Refused<Version>(var problems) when told ->
                    Finding.warning(
                            "release",
                            "the " + sign.where() + " tells none: " + problems.getFirst().reason());
            case Answer.Refused<Version>(var problems) ->
                    Finding.refused("release", problems.getFirst());
        };
    }

    /// A pack may know ways of which it cannot carry out a step: to be planned with, not run.
    private void hops() {
        for (var hop : plan.hops()) {
            if (hop.packages().isEmpty() && hop.actions().isEmpty() && hop.served().isEmpty()) {
                findings.add(
                        Finding.refused(
                                "hops",
                                Problem.of(
                                                "HOP:NOTHING_TO_DO",
                                                "the pack "
                                                        + plan.system().product()
                                                        + " has nothing to carry out the hop to "
                                                        + hop.release()
                                                        + " with")
                                        .value("no package, script, command or start")
                                        .expected("one of them")
                                        .advice(
                                                "Plan with this pack and upgrade by hand, or add to it what the hop does")));
            } else if (plan.system().home().isPresent()
                    && !hop.packages().isEmpty()
                    && hop.files().equals(NOTHING_CARRIED)) {
                findings.add(
                        Finding.refused(
                                "hops",
                                Problem.of(
                                                "HOP:NO_FILES",
                                                "the pack "
                                                        + plan.system().product()
                                                        + " does not say which files go along to the home of "
                                                        + hop.release())
                                        .value("nothing to carry, leave or merge")
                                        .expected("an entry under files")
                                        .advice(
                                                "Let the pack say under files what is carried over and merged; without it, configuration and data in the home stay behind")));
            }
        }
    }

    private void roles(Survey survey) {
        var settings = plan.system().database();
        if (settings.user().equals(settings.admin())) {
            findings.add(
                    Finding.refused(
                            "roles",
                            Problem.of(
                                            "ROLES:SAME",
                                            "Belay and the product log in as the same role, so one cannot be kept out without the other")
                                    .value(settings.user())
                                    .expected("a login role of Belay's own")
                                    .advice(
                                            "CREATE ROLE belay LOGIN SUPERUSER PASSWORD …, and name it under database.admin")));
        } else if (!survey.logins().contains(settings.user())) {
            findings.add(
                    Finding.refused(
                            "roles",
                            Problem.of(
                                            "ROLES:MISSING",
                                            "the product's role cannot log in, or does not exist")
                                    .value(settings.user())
                                    .expected("one of " + String.join(", ", survey.logins()))
                                    .advice(
                                            "Correct database.user in system.yaml; a role left shut by another run is opened by `belay resume` or `belay rollback`")));
        } else {
            findings.add(
                    Finding.ok(
                            "roles",
                            "kept out at the promotion: "
                                    + String.join(", ", survey.logins())
                                    + (settings.route() == Route.LOGICAL
                                            ? "; not the superusers among them, and a write of theirs ends"
                                                    + " the promotion"
                                            : "")));
        }
    }

    private void route(Survey survey) throws Fault {
        var routes = Routes.of(plan.system(), survey);
        findings.addAll(routes.findings());
        var chosen = routes.chosen();
        if (chosen.isPresent()) {
            carriages(chosen.get());
            if (chosen.get().route() == Route.PHYSICAL) {
                boot();
            }
            NewAddress.unled(plan, routes).ifPresent(findings::add);
        }
    }

    private void space(Survey survey, Remains remains) throws Fault {
        var route =
                Routes.of(plan.system(), survey).chosen().map(Offer::route).orElse(Route.PHYSICAL);
        findings.addAll(
                Room.findings(
                        world.host(),
                        plan,
                        directory,
                        purpose,
                        purpose == Purpose.RESTORE ? Route.PHYSICAL : route,
                        survey,
                        remains));
    }

    /// The port that clients will be led to, where the operator has named one.
    private void port() throws Fault {
        var settings = plan.system().database();
        int port = settings.promotedPort();
        if (port == 0) {
            return;
        }
        if (!world.host().listens(port)) {
            findings.add(Finding.ok("port", "the new side gets " + port));
            return;
        }
        var problem =
                Problem.of("PORT:TAKEN", "the port of the new side is taken")
                        .value(port + ", by " + whose(settings, port))
                        .expected("nobody listens at database.promote.port")
                        .advice(
                                "Name another port under database.promote in system.yaml, or end"
                                        + " what listens there: a server that Belay has left goes"
                                        + " with belay clean");
        findings.add(
                purpose == Purpose.TESTING
                        ? new Finding(
                                "port",
                                Finding.Verdict.WARNING,
                                "taken now: " + problem.value() + "; an upgrade is refused",
                                List.of(problem))
                        : Finding.refused("port", problem));
    }

    private String whose(DatabaseSettings settings, int port) throws Fault {
        if (port == settings.port()) {
            return "production itself";
        }
        for (var root :
                List.of(
                        directory.resolve("servers"),
                        settings.directory().isEmpty()
                                ? directory
                                : Path.of(settings.directory()))) {
            var ours = world.databases().serverAt(root, port);
            if (ours.isPresent()) {
                return "a server of Belay's at " + ours.get();
            }
        }
        return "a program that is not Belay's";
    }

    /// A slot that nobody reads keeps the log until the disk is full, and production stops.
    private void slots(Survey survey, Remains remains) throws Fault {
        boolean follows =
                purpose != Purpose.RESTORE
                        && Routes.of(plan.system(), survey)
                                .chosen()
                                .filter(offer -> offer.route() == Route.PHYSICAL)
                                .isPresent();
        if (remains.slotLimitBytes() < 0 && (follows || !remains.slots().isEmpty())) {
            findings.add(
                    Finding.warning(
                            "slots",
                            "max_slot_wal_keep_size is -1, no limit: production is followed by a"
                                    + " replication slot, and one that stops being read keeps WAL"
                                    + " until the disk is full; set a limit that leaves room on"
                                    + " the disk of pg_wal"));
        }
        for (var slot : SlotPressure.of(world, plan.system().database())) {
            findings.add(Finding.warning("slot " + slot.slot(), slot.words()));
        }
    }

    private void tests() {
        long checks =
                plan.checks().size()
                        + plan.hops().stream().mapToLong(hop -> hop.checks().size()).sum();
        int facts = plan.facts().size();
        findings.add(
                checks > 0
                        ? Finding.ok(
                                "tests",
                                checks
                                        + (checks == 1 ? " test, " : " tests, ")
                                        + facts
                                        + (facts == 1 ? " fact" : " facts"))
                        : Finding.refused("tests", RunChecks.none()));
    }

    private void home() throws Fault {
        var home = plan.system().home();
        if (home.isPresent()) {
            findings.add(
                    world.host().exists(Path.of(home.get().path()))
                            ? Finding.ok("home", home.get().path())
                            : Finding.refused(
                                    "home",
                                    Problem.of(
                                                    "HOME:MISSING",
                                                    "the home of the product is not there")
                                            .value(home.get().path())
                                            .expected("a directory or a link to one")
                                            .advice("Correct home.path in system.yaml")));
        }
    }

    /// What is written at the switch is tried before anybody is kept out for it.
    private void configuration() throws Fault {
        for (var file : plan.system().database().promote().configurations()) {
            world.host().requireRewritable(Path.of(file.file()), file.format(), file.set());
            findings.add(Finding.ok("configuration", file.file() + " can be rewritten"));
        }
    }

    private void packages() throws Fault {
        for (Hop hop : plan.hops()) {
            for (var part : hop.packages()) {
                if (part.source() instanceof Source.Operator) {
                    findings.add(
                            Finding.refused(
                                    "packages",
                                    Problem.of(
                                                    "PACKAGE:MISSING",
                                                    "the package of "
                                                            + hop.release()
                                                            + " is not to be had by Belay")
                                            .advice(
                                                    "Fetch it from the vendor and name it in system.yaml under packages")));
                } else if (part.source() instanceof Source.Local(var path)
                        && Path.of(path).isAbsolute()
                        && !world.host().exists(Path.of(path))) {
                    findings.add(
                            Finding.refused(
                                    "packages",
                                    Problem.of(
                                                    "PACKAGE:MISSING",
                                                    "the package of "
                                                            + hop.release()
                                                            + " is not there")
                                            .value(path)
                                            .advice(
                                                    "Correct its path under packages in system.yaml")));
                } else if (part.source() instanceof Source.Made(var command, _)) {
                    program(hop, command);
                }
            }
        }
    }

    /// Files of the pack were looked for when it was read.
    private void program(Hop hop, Command command) throws Fault {
        var words = command.words().stream().map(word -> inRuntimes(hop, word)).toList();
        var environment = new HashMap<String, String>();
        command.environment()
                .forEach((name, value) -> {
                    if (name.equals("PATH")) {
                        environment.put(name, inRuntimes(hop, value));
                    }
                });
        if (!words.getFirst().contains("{")
                && !world.host()
                        .finds(new Invocation(words, environment, Path.of("/"), command.user()))) {
            findings.add(
                    Finding.refused(
                            "packages",
                            Problem.of(
                                            "PACKAGE:NO_PROGRAM",
                                            "the program that makes the package of "
                                                    + hop.release()
                                                    + " is not installed")
                                    .value(words.getFirst())
                                    .advice(
                                            "Install it where Belay's PATH leads, or name the"
                                                    + " package in system.yaml under packages")));
        }
    }

    private String inRuntimes(Hop hop, String text) {
        var shown = text;
        for (var runtime : hop.runtimes().entrySet()) {
            shown =
                    shown.replace(
                            "{runtime." + runtime.getKey() + "}",
                            plan.system()
                                    .runtimes()
                                    .getOrDefault(runtime.getKey(), Map.of())
                                    .getOrDefault(runtime.getValue(), ""));
        }
        return shown;
    }

    private void runtimes() throws Fault {
        for (Hop hop : plan.hops()) {
            for (var runtime : hop.runtimes().entrySet()) {
                var directory =
                        plan.system()
                                .runtimes()
                                .getOrDefault(runtime.getKey(), Map.of())
                                .getOrDefault(runtime.getValue(), "");
                if (directory.isEmpty() || !world.host().exists(Path.of(directory))) {
                    findings.add(
                            Finding.refused(
                                    "runtimes",
                                    Problem.of(
                                                    "RUNTIME:MISSING",
                                                    hop.release()
                                                            + " needs "
                                                            + runtime.getKey()
                                                            + " "
                                                            + runtime.getValue())
                                            .value(directory)
                                            .expected("a directory")
                                            .advice(
                                                    "Name it in system.yaml under runtimes."
                                                            + runtime.getKey())));
                } else {
                    findings.add(
                            Finding.ok(
                                    "runtimes",
                                    hop.release() + ": " + runtime.getKey() + " at " + directory));
                }
            }
        }
    }

    private void rehearsal() throws Fault {
        var latest = world.rehearsals().latest(plan.rehearsalHash());
        var holds = plan.system().policy().rehearsalHolds();
        if (latest.isEmpty() || !latest.get().passed()) {
            findings.add(
                    Finding.refused(
                            REHEARSAL,
                            Problem.of(
                                            "REHEARSAL:NONE",
                                            "what this plan carries out has not passed a rehearsal")
                                    .value("plan " + plan.hash().substring(0, 12))
                                    .advice("Run `belay rehearse`, then start again")));
            return;
        }
        var age = Duration.between(latest.get().at(), world.clock().instant());
        findings.add(
                age.compareTo(holds) <= 0
                        ? Finding.ok(
                                REHEARSAL,
                                latest.get().run() + " passed " + age.toMinutes() + " minutes ago")
                        : Finding.refused(
                                REHEARSAL,
                                Problem.of("REHEARSAL:OLD", "the rehearsal of this plan is too old")
                                        .value(age.toHours() + " hours")
                                        .expected("at most " + holds.toHours() + " hours")
                                        .advice("Run `belay rehearse` again")));
    }

    /// The home in a backup names the database of then. Where nothing writes the new address into
    /// it, and nothing hands it to what is started, clients would be led to a product that is down.
    private void address() {
        var system = plan.system();
        var hop = plan.hops().getFirst();
        boolean told =
                system.home().isEmpty()
                        || NewAddress.toldAside(plan)
                        || hop.files().merge().stream()
                                .anyMatch(file -> NewAddress.names(file.set()));
        for (var node : system.nodes()) {
            var serving = node.serving().isEmpty() ? hop.serving() : node.serving();
            if (!told && serving.stream().anyMatch(one -> !NewAddress.isHanded(one))) {
                findings.add(
                        Finding.refused(
                                "address",
                                Problem.of(
                                                "RESTORE:NO_ADDRESS",
                                                "nothing says how "
                                                        + hop.release()
                                                        + " is led to the restored database")
                                        .value("node " + node.name())
                                        .expected(
                                                "{database.port} in a file of its home, in its command or in database.promote")
                                        .advice(
                                                "Name the file and the key under database.promote.configurations in system.yaml")));
            }
        }
    }

    /// All that is refused, as one problem for a run's log.
    static Fault refusal(List<Finding> findings) {
        var refused =
                findings.stream()
                        .filter(finding -> finding.verdict() == Finding.Verdict.REFUSED)
                        .flatMap(finding -> finding.problems().stream())
                        .toList();
        var first = refused.getFirst();
        return new Fault.Permanent(
                new Problem(
                        first.code(),
                        first.reason(),
                        first.value(),
                        first.expected(),
                        refused.size() == 1
                                ? first.advice()
                                : first.advice()
                                        + ". And: "
                                        + refused.stream()
                                                .skip(1)
                                                .map(Problem::toString)
                                                .collect(Collectors.joining("; ")),
                        first.place()));
    }
}
