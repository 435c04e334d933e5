package belay.system;

import belay.document.GivenFile;
import belay.document.Keys;
import belay.document.Problems;
import belay.document.Schema;
import belay.document.TextFile;
import belay.document.Yaml;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.PartReader;
import belay.release.ReleaseId;
import belay.release.Serving;
import belay.system.ProductSystem.Configuration;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Home;
import belay.system.ProductSystem.Node;
import belay.system.ProductSystem.Policy;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Retention;
import belay.system.ProductSystem.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads `system.yaml`: what the operator runs.
///
/// All that is wrong is told together. Secrets are named by their files; a secret in the file
/// itself is refused.
public final class SystemFile {

    private static final int LARGEST = 1 << 20;
    private static final int LONGEST = 253;
    private static final int POSTGRESQL = 5432;
    private static final String LOCAL = "local";
    private static final String ENVIRONMENT_FILE = "environment-file";
    private static final String HOST =
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
                    + "|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+"
                    + "|/[^\\x00-\\x20]*";
    private static final String ROLE = "[^\\x00-\\x1f]{1,63}";

    private final Keys keys;
    private final Path folder;
    private final Problems problems;
    private final PartReader parts;

    private SystemFile(Keys keys, Path folder, Problems problems) {
        this.keys = keys;
        this.folder = folder;
        this.problems = problems;
        var runtimes =
                keys.keys("runtimes").names().stream().collect(Collectors.toUnmodifiableSet());
        this.parts = new PartReader("SYSTEM", problems, runtimes, (_, written) -> written);
    }

    /// Reads one system.
    ///
    /// @param file as it is to be named in messages; relative paths in it count from its folder
    public static Answer<ProductSystem> read(Path file) {
        var problems = new Problems();
        try {
            var root = Yaml.read(file.toString(), GivenFile.read(file, LARGEST), problems);
            if (root.isEmpty()) {
                return new Answer.Refused<>(problems.all());
            }
            var folder = Optional.ofNullable(file.toAbsolutePath().getParent());
            refuseInlineSecrets(new Keys(root.get()), problems);
            Schema.load("SYSTEM", "system.schema.json").check(root.get(), problems);
            return new SystemFile(new Keys(root.get()), folder.orElse(Path.of("/")), problems)
                    .system();
        } catch (IOException missing) {
            return Answer.refused(
                    Problem.of("SYSTEM:NO_FILE", "there is no system here that can be read")
                            .value(file + ": " + TextFile.instead(file, missing))
                            .expected("a system.yaml")
                            .advice(
                                    Files.isRegularFile(file.resolve("system.yaml"))
                                            ? "name the file in it: " + file.resolve("system.yaml")
                                            : "write one as docs/system.md says")
                            .place(file.toString()));
        }
    }

    /// Told apart from other unknown keys, and without the value.
    private static void refuseInlineSecrets(Keys root, Problems problems) {
        var database = root.keys("database");
        for (var holder : List.of(database, database.keys("admin"))) {
            if (holder.has("password")) {
                problems.add(
                        holder.place("password"),
                        Problem.of("SYSTEM:INLINE_SECRET", "a password stands in the file itself")
                                .expected("password-file: FILE")
                                .advice("put it into a file that only Belay's user can read"));
            }
        }
    }

    private Answer<ProductSystem> system() {
        var name = keys.text("system");
        boolean named = SystemName.SHAPE.matcher(name).matches();
        parts.distinct(keys.mappings("facts"), "name", "fact");
        parts.distinct(keys.mappings("checks"), "name", "check");
        return problems.answer(
                new ProductSystem(
                        new SystemName(named ? name : "unnamed"),
                        keys.text("product"),
                        release(keys),
                        about(keys.keys("about")),
                        database(keys.keys("database")),
                        keys.has("home") ? List.of(new Home(path(keys, "home"))) : List.of(),
                        nodes(),
                        paths(keys.keys("secrets")),
                        runtimes(),
                        packages(),
                        keys.mappings("facts").stream().map(parts::fact).toList(),
                        keys.mappings("checks").stream().map(parts::check).toList(),
                        parts.patterns(keys, "caches"),
                        policy(keys.keys("policy"))));
    }

    private static List<ReleaseId> release(Keys holder) {
        var release = holder.text("release");
        return release.isBlank() || release.length() > 100
                ? List.of()
                : List.of(new ReleaseId(release));
    }

    /// Several values of a fact are parted by commas, as in [belay.release.Situation].
    private static Map<String, String> about(Keys about) {
        var facts = new HashMap<String, String>();
        for (var name : about.names()) {
            facts.put(
                    name, String.join(",", Keys.scalars(about.at(name))).toLowerCase(Locale.ROOT));
        }
        return facts;
    }

    private DatabaseSettings database(Keys database) {
        var admin = database.keys("admin");
        if (!admin.text("user").isEmpty() && admin.text("user").equals(database.text("user"))) {
            problems.add(
                    admin.place("user"),
                    Problem.of("SYSTEM:SAME_ROLE", "Belay and the product cannot share a role")
                            .value(admin.text("user"))
                            .advice(
                                    "make a role for Belay: at promotion the product's is kept out and"
                                            + " Belay's is not"));
        }
        var promote = database.keys("promote");
        return new DatabaseSettings(
                database.text("kind", "postgresql"),
                matching(
                        database,
                        "host",
                        "127.0.0.1",
                        HOST,
                        "a host name, an address or a socket's folder"),
                database.number("port", POSTGRESQL),
                matching(database, "name", "", ROLE, "the name of a database"),
                matching(admin, "user", "", ROLE, "the name of a role"),
                path(admin, "password-file"),
                matching(database, "user", "", ROLE, "the name of a role"),
                path(database, "password-file"),
                route(database, promote),
                promotion(promote),
                path(database, "directory"),
                promote.number("port", 0));
    }

    /// Names are changed on production's own server, addresses lead to another one: how clients are
    /// led says which routes there are.
    private Route route(Keys database, Keys promote) {
        var route =
                switch (database.text("route")) {
                    case "physical" -> Route.PHYSICAL;
                    case "template" -> Route.TEMPLATE;
                    case "logical" -> Route.LOGICAL;
                    default -> Route.AUTO;
                };
        boolean another = route == Route.PHYSICAL;
        return switch (promote.text("by")) {
            case "rename" -> {
                if (another) {
                    refuseWay(promote, "rename", "route: template or logical");
                }
                yield route == Route.AUTO ? Route.TEMPLATE : route;
            }
            case "configuration" -> {
                if (!another && route != Route.AUTO) {
                    refuseWay(promote, "configuration", "route: physical");
                } else if (!promote.has("configurations") && !promote.has("hook")) {
                    refuseWay(promote, "configuration", "configurations or a hook");
                }
                yield route == Route.AUTO ? Route.PHYSICAL : route;
            }
            default -> route;
        };
    }

    private void refuseWay(Keys promote, String by, String expected) {
        problems.add(
                promote.place("by"),
                Problem.of("SYSTEM:PROMOTE", "clients cannot be led to the new side like this")
                        .value("by: " + by)
                        .expected(expected)
                        .advice(
                                "leave `by` out, or change what it needs; see docs/system.md, promote"));
    }

    private Promotion promotion(Keys promote) {
        return new Promotion(
                promote.mappings("configurations").stream()
                        .map(file ->
                                new Configuration(
                                        path(file, "file"),
                                        PartReader.format(file),
                                        file.textMap("set")))
                        .toList(),
                parts.commands(promote, "hook"));
    }

    private List<Node> nodes() {
        var shared = serving(keys);
        var sharedPorts = ports(keys);
        if (!keys.has("nodes")) {
            return List.of(
                    new Node(
                            "main",
                            LOCAL,
                            sharedPorts,
                            shared,
                            List.of(),
                            Map.of(),
                            path(keys, ENVIRONMENT_FILE)));
        }
        parts.distinct(keys.mappings("nodes"), "name", "node");
        return keys.mappings("nodes").stream()
                .map(node -> node(node, sharedPorts, shared))
                .toList();
    }

    private Node node(Keys node, Map<String, Integer> sharedPorts, List<Serving> shared) {
        var ports = new HashMap<>(sharedPorts);
        ports.putAll(ports(node));
        var own = serving(node);
        refuseOtherMachines(node);
        return new Node(
                node.text("name"),
                matching(node, "host", LOCAL, HOST, "local or a host name"),
                ports,
                own.isEmpty() ? shared : own,
                release(node),
                about(node.keys("about")),
                path(node.has(ENVIRONMENT_FILE) ? node : keys, ENVIRONMENT_FILE));
    }

    /// Its commands would run on this machine all the same.
    private void refuseOtherMachines(Keys node) {
        var host = node.text("host", LOCAL);
        if (!host.equals(LOCAL)) {
            problems.add(
                    node.place("host"),
                    Problem.of("SYSTEM:HOST", "Belay cannot reach nodes on other machines yet")
                            .value(host)
                            .expected(LOCAL)
                            .advice(
                                    "run Belay on that machine, or leave the node out and stop and start it by a hook"));
        }
    }

    private List<Serving> serving(Keys holder) {
        return holder.has("serving") ? List.of(parts.serving(holder.keys("serving"))) : List.of();
    }

    private Map<String, Integer> ports(Keys holder) {
        var ports = new HashMap<String, Integer>();
        var taken = new HashSet<Integer>();
        var written = holder.keys("ports");
        for (var name : written.names()) {
            int number = written.number(name, 0);
            if (number > 0 && !taken.add(number)) {
                problems.add(
                        written.place(name),
                        Problem.of("SYSTEM:DUPLICATE", "two ports have the same number")
                                .value(Integer.toString(number))
                                .expected("another number for each"));
            }
            ports.put(name, number);
        }
        return ports;
    }

    private Map<String, Map<String, String>> runtimes() {
        var runtimes = new HashMap<String, Map<String, String>>();
        var written = keys.keys("runtimes");
        written.names().forEach(name -> runtimes.put(name, paths(written.keys(name))));
        return runtimes;
    }

    private Map<ReleaseId, String> packages() {
        var packages = new HashMap<ReleaseId, String>();
        paths(keys.keys("packages"))
                .forEach((release, file) -> packages.put(new ReleaseId(release), file));
        return packages;
    }

    private static Policy policy(Keys policy) {
        return new Policy(
                duration(policy, "pause-limit", Policy.DEFAULT.pauseLimit()),
                duration(policy, "rehearsal-holds", Policy.DEFAULT.rehearsalHolds()),
                duration(policy, "keep-old-for", Policy.DEFAULT.keepOldFor()),
                policy.has("window")
                        ? List.of(duration(policy, "window", Duration.ZERO))
                        : List.of(),
                retention(policy.keys("keep-backups")),
                policy.text("facts").equals("before-opening"));
    }

    private static Retention retention(Keys kept) {
        return new Retention(
                kept.number("daily", Retention.DEFAULT.daily()),
                kept.number("weekly", Retention.DEFAULT.weekly()),
                kept.number("monthly", Retention.DEFAULT.monthly()));
    }

    private static Duration duration(Keys policy, String key, Duration otherwise) {
        return PartReader.duration(policy.text(key), otherwise);
    }

    private String matching(
            Keys holder, String key, String otherwise, String shape, String expected) {
        var text = holder.text(key, otherwise);
        if (holder.has(key)
                && !problems.malformed(holder.place(key))
                && (text.length() > LONGEST || !text.matches(shape))) {
            problems.add(
                    holder.place(key),
                    Problem.of("SYSTEM:WRONG_FORM", "this has another form: " + key)
                            .value(text)
                            .expected(expected));
        }
        return text;
    }

    private Map<String, String> paths(Keys holder) {
        var paths = new HashMap<String, String>();
        holder.names().forEach(name -> paths.put(name, path(holder, name)));
        return paths;
    }

    /// Absolute and without detours; empty where there is none.
    private String path(Keys holder, String key) {
        var text = holder.text(key);
        if (text.isEmpty()) {
            return "";
        }
        try {
            return folder.resolve(text).normalize().toString();
        } catch (InvalidPathException wrong) {
            problems.add(
                    holder.place(key),
                    Problem.of("SYSTEM:WRONG_FORM", "not a path: " + key)
                            .value(text)
                            .expected("the path of a file or folder"));
            return "";
        }
    }
}
