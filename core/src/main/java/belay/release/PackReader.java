package belay.release;

import belay.document.Keys;
import belay.document.Node;
import belay.document.Place;
import belay.document.Problems;
import belay.problem.Answer;
import belay.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes a pack of a document whose form was checked, and checks what a schema cannot.
final class PackReader {

    private static final String HOST =
            "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}";
    private static final String COORDINATES = "[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+){3,4}";

    private static final int MOST_NAMED = 20;
    private static final int LONGEST_HOST = 253;

    private final Keys pack;
    private final Path directory;
    private final Problems problems;
    private final PartReader parts;
    private final PackFiles packFiles;
    private final Optional<Scheme> scheme;
    private List<Release> releases = List.of();

    PackReader(Keys pack, Path directory, Problems problems) {
        this.pack = pack;
        this.directory = directory;
        this.problems = problems;
        var runtimes =
                pack.mappings("serving").stream()
                        .flatMap(serving -> serving.keys("runtime").names().stream())
                        .collect(Collectors.toSet());
        this.packFiles = new PackFiles(directory, new Words("PACK", problems, runtimes));
        this.parts = new PartReader("PACK", problems, runtimes, packFiles::sql);
        this.scheme = Scheme.find(pack.text("scheme"));
    }

    /// Empty where not even the scheme is known, so that no version can be read.
    Optional<Pack> pack() {
        return scheme.map(this::pack);
    }

    private Pack pack(Scheme known) {
        releases = releases(known);
        parts.distinct(pack.mappings("facts"), "name", "fact");
        parts.distinct(pack.mappings("checks"), "name", "check");
        return new Pack(
                pack.text("product"),
                pack.text("title", pack.text("product")),
                known,
                directory,
                packFiles.hash(pack.place()),
                pack.mappings("detect").stream().flatMap(keys -> detection(keys).stream()).toList(),
                releases,
                pack.mappings("rules").stream().flatMap(keys -> clause(keys).stream()).toList(),
                knowledge(),
                issues(),
                ranged("serving", keys -> new Served(keys.textMap("runtime"), parts.serving(keys))),
                ranged("files", parts::files),
                pack.mappings("hops").stream().map(this::recipe).toList(),
                ranged("after-copy", this::script),
                ranged("neutralise", this::script),
                ranged("facts", parts::fact),
                ranged("checks", parts::check),
                parts.patterns(pack, "volatile-tables"));
    }

    private <T> List<Ranged<T>> ranged(String key, Function<Keys, T> read) {
        return pack.mappings(key).stream()
                .map(keys -> new Ranged<>(range(keys, "for"), read.apply(keys)))
                .toList();
    }

    // Releases and their packages

    private List<Release> releases(Scheme known) {
        var packages = packagesApart(known);
        var read = new ArrayList<Release>();
        var places = new HashMap<Version, Place>();
        for (var keys : pack.mappings("releases")) {
            version(known, keys, "release")
                    .ifPresent(version -> {
                        refuseDuplicate(places, version, keys);
                        read.add(release(keys, version, packages));
                    });
        }
        packages.forEach((version, keys) -> unknownRelease(keys, version, places));
        read.sort(
                Comparator.comparing((Release release) -> release.version().track())
                        .thenComparing(Release::version, Version.withinTrack()));
        return List.copyOf(read);
    }

    private Release release(Keys keys, Version version, Map<Version, Keys> packages) {
        var found = new ArrayList<Package>();
        if (keys.has("package")) {
            found.add(packageOf(keys.keys("package")));
        } else if (packages.containsKey(version)) {
            found.add(packageOf(packages.getOrDefault(version, keys)));
        }
        return new Release(version, keys.text("date"), state(keys), found, source(keys));
    }

    private Map<Version, Keys> packagesApart(Scheme known) {
        var packages = new HashMap<Version, Keys>();
        for (var keys : pack.mappings("packages")) {
            version(known, keys, "release")
                    .filter(version -> packages.putIfAbsent(version, keys) != null)
                    .ifPresent(version ->
                            problems.add(
                                    keys.place("release"),
                                    problem("DUPLICATE", "this release has two packages")
                                            .value(version.toString())));
        }
        return packages;
    }

    private void unknownRelease(Keys keys, Version version, Map<Version, Place> known) {
        if (!known.containsKey(version)) {
            problems.add(
                    keys.place("release"),
                    problem("UNKNOWN_RELEASE", "a package of a release that the pack does not have")
                            .value(version.toString())
                            .advice("add the release under releases"));
        }
    }

    private void refuseDuplicate(Map<Version, Place> places, Version version, Keys keys) {
        var earlier = places.putIfAbsent(version, keys.place("release"));
        if (earlier != null) {
            problems.add(
                    keys.place("release"),
                    problem("DUPLICATE", "this release stands here twice")
                            .value(version.toString())
                            .advice("remove one; the first is at " + earlier));
        }
    }

    private static Release.State state(Keys keys) {
        return switch (keys.text("state")) {
            case "preview" -> Release.State.PREVIEW;
            case "withdrawn" -> Release.State.WITHDRAWN;
            default -> Release.State.RELEASED;
        };
    }

    private Package packageOf(Keys keys) {
        parts.exactlyOne(keys, List.of("maven", "url", "path", "operator"));
        return new Package(
                origin(keys),
                keys.text("sha256").toLowerCase(Locale.ROOT),
                keys.number("strip", 0));
    }

    private Package.Source origin(Keys keys) {
        if (keys.has("maven")) {
            return new Package.Source.Maven(
                    matching(keys, "maven", COORDINATES, "group:artifact:version:type"));
        }
        if (keys.has("url")) {
            return new Package.Source.Url(url(keys));
        }
        return keys.has("path") ? local(keys) : new Package.Source.Operator();
    }

    private Package.Source local(Keys keys) {
        var path = keys.text("path");
        int before = problems.count();
        parts.words().inside(keys.place("path"), path.startsWith("/") ? path.substring(1) : path);
        if (path.startsWith("/") || problems.count() > before) {
            return new Package.Source.Local(path);
        }
        var file = directory.resolve(path).normalize();
        if (!file.startsWith(directory) || !file.toFile().exists()) {
            problems.add(
                    keys.place("path"),
                    problem("NO_FILE", "the pack has no such file").value(path));
        }
        return new Package.Source.Local(file.toString());
    }

    /// A pack is a stranger's: it may send us to a public host by name, never to an address or a
    /// local name.
    private String url(Keys keys) {
        var text = keys.text("url");
        try {
            var url = new URI(text);
            if ("https".equals(url.getScheme())
                    && url.getRawUserInfo() == null
                    && url.getHost() != null
                    && url.getHost().length() <= LONGEST_HOST
                    && url.getHost().matches(HOST)) {
                return text;
            }
        } catch (URISyntaxException wrong) {
            // told below, together with every other form that is wrong
        }
        problems.add(
                keys.place("url"),
                problem("URL", "nothing is fetched from there")
                        .value(text)
                        .expected("https and a host name, without user or password"));
        return text;
    }

    private String matching(Keys keys, String key, String shape, String expected) {
        var text = keys.text(key);
        if (!text.matches(shape) || text.contains("..")) {
            problems.add(
                    keys.place(key),
                    problem("WRONG_FORM", "this has another form: " + key)
                            .value(text)
                            .expected(expected));
        }
        return text;
    }

    // Detection

    private Optional<Detection> detection(Keys keys) {
        if (!parts.exactlyOne(keys, List.of("database", "home", "dump", "manifest"))) {
            return Optional.empty();
        }
        if (keys.has("database")) {
            return Optional.of(new Detection.Database(keys.text("database"), group(keys)));
        }
        if (keys.has("dump")) {
            var dump = keys.keys("dump");
            return Optional.of(
                    new Detection.DumpRow(
                            dump.text("table"),
                            dump.textMap("where"),
                            dump.text("column"),
                            group(dump)));
        }
        if (keys.has("manifest")) {
            var manifest = keys.keys("manifest");
            return Optional.of(new Detection.DumpManifest(manifest.text("key"), group(manifest)));
        }
        var home = keys.keys("home");
        return Optional.of(
                new Detection.HomeFile(
                        parts.words().inside(home.place("file"), home.text("file")), group(home)));
    }

    private String group(Keys keys) {
        return parts.words().pattern(keys.place("pattern"), keys.text("pattern"), 1);
    }

    // Rules and issues

    private static final List<String> RULES =
            List.of(
                    "stop",
                    "via",
                    "skip",
                    "refuse",
                    "way",
                    "switch",
                    "downgrade",
                    "released-after",
                    "check",
                    "step",
                    "warn",
                    "one-way",
                    "gate",
                    "background");

    private Optional<Clause> clause(Keys keys) {
        if (!parts.exactlyOne(keys, RULES)) {
            return Optional.empty();
        }
        for (var key : List.of("optional", "take")) {
            if (keys.has(key) && !keys.has("stop")) {
                problems.add(keys.place(key), problem("TOO_MANY", "only a stop can be " + key));
            }
        }
        keys.texts("rulebook").forEach(name -> rulebook(keys, name));
        return rule(keys)
                .map(rule ->
                        new Clause(
                                rule,
                                keys.texts("rulebook"),
                                conditions(keys),
                                keys.text("on").equals("downgrade")));
    }

    private void rulebook(Keys keys, String name) {
        if (pack.mappings("rulebooks").stream().noneMatch(book -> book.text("name").equals(name))) {
            problems.add(
                    keys.place("rulebook"),
                    problem("UNKNOWN_NAME", "no rulebook has this name").value(name));
        }
    }

    private Optional<Rule> rule(Keys keys) {
        var kind = RULES.stream().filter(keys::has).findFirst().orElseThrow();
        var hop = keys.keys(kind);
        var from = range(keys, "from");
        var to = range(keys, "to");
        var grounds = grounds(keys);
        return switch (kind) {
            case "stop" ->
                    Optional.of(
                            new Rule.Stop(
                                    range(keys, "stop"),
                                    keys.flag("optional"),
                                    keys.text("take").equals("first")
                                            ? Rule.Take.FIRST
                                            : Rule.Take.LATEST,
                                    preferred(keys),
                                    from,
                                    to,
                                    grounds));
            case "via" ->
                    Optional.of(
                            new Rule.Stop(
                                    range(keys, "via"),
                                    false,
                                    Rule.Take.LATEST,
                                    List.of(),
                                    from,
                                    to,
                                    grounds));
            case "skip" -> Optional.of(new Rule.Skip(range(keys, "skip"), from, to, grounds));
            case "refuse" ->
                    Optional.of(new Rule.Refuse(range(hop, "from"), range(hop, "to"), grounds));
            case "way" -> Optional.of(new Rule.Way(range(hop, "from"), range(hop, "to"), grounds));
            case "switch" ->
                    Optional.of(new Rule.Switch(range(hop, "from"), range(hop, "to"), grounds));
            case "downgrade" ->
                    Optional.of(new Rule.Downgrade(range(hop, "from"), range(hop, "to"), grounds));
            case "released-after" ->
                    Optional.of(
                            new Rule.ReleasedAfter(range(hop, "from"), range(hop, "to"), grounds));
            case "check" -> Optional.of(new Rule.CheckFirst(keys.text(kind), from, to, grounds));
            case "step" -> Optional.of(new Rule.StepAfter(keys.text(kind), from, to, grounds));
            case "warn" ->
                    Optional.of(new Rule.Warn(range(hop, "from"), range(hop, "to"), grounds));
            case "one-way" ->
                    Optional.of(new Rule.OneWay(range(hop, "from"), range(hop, "to"), grounds));
            case "gate" -> Optional.of(new Rule.Gate(keys.text(kind), from, to, grounds));
            default -> background(hop, grounds);
        };
    }

    private Optional<Rule> background(Keys keys, Grounds grounds) {
        var introduced = scheme.flatMap(known -> version(known, keys, "introduced"));
        var deprecated = scheme.flatMap(known -> version(known, keys, "deprecated"));
        return introduced.isEmpty() || deprecated.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Rule.Background(
                                keys.text("name"), introduced.get(), deprecated.get(), grounds));
    }

    private List<Range> preferred(Keys keys) {
        var take = keys.text("take", "latest");
        return take.equals("latest") || take.equals("first")
                ? List.of()
                : List.of(range(keys, "take"));
    }

    private List<Condition> conditions(Keys keys) {
        var conditions = new ArrayList<Condition>();
        addConditions(keys.keys("when"), false, conditions);
        addConditions(keys.keys("unless"), true, conditions);
        return conditions;
    }

    private void addConditions(Keys keys, boolean not, List<Condition> conditions) {
        for (var fact : keys.names()) {
            var values = Keys.scalars(keys.at(fact));
            if (fact.equals("sql")) {
                conditions.add(
                        new Condition.Data(
                                keys.text("sql"),
                                parts.words()
                                        .pattern(
                                                keys.place("expect"),
                                                keys.text("expect"),
                                                Integer.MAX_VALUE)));
            } else if (!fact.equals("expect")) {
                conditions.add(new Condition.Is(fact, values, not));
            }
        }
    }

    // What else is known

    private Known knowledge() {
        parts.distinct(pack.mappings("rulebooks"), "name", "rulebook");
        return new Known(
                pack.texts("aliases"),
                pack.mappings("rulebooks").stream()
                        .map(book ->
                                new Known.Rulebook(
                                        book.text("name"),
                                        book.text("title", book.text("name")),
                                        source(book),
                                        book.text("date", pack.text("date"))))
                        .toList(),
                pack.flag("open"),
                pack.text("track"),
                pack.mappings("package-kinds").stream()
                        .map(keys ->
                                new Known.Kind(
                                        keys.text("kind"),
                                        range(keys, "for"),
                                        range(keys, "from"),
                                        grounds(keys)))
                        .toList(),
                pack.mappings("features").stream()
                        .map(keys ->
                                new Known.Feature(
                                        keys.text("name"), range(keys, "in"), grounds(keys)))
                        .toList(),
                pack.mappings("requirements").stream().map(this::requirement).toList(),
                pack.mappings("estimate").stream().map(this::factor).toList(),
                List.of());
    }

    private Known.Requirement requirement(Keys keys) {
        return new Known.Requirement(
                keys.text("name"),
                range(keys, "for"),
                keys.text("version"),
                keys.flag("newer-serves"),
                keys.flag("reboot"),
                keys.text("install"),
                grounds(keys));
    }

    private Known.Factor factor(Keys keys) {
        return new Known.Factor(
                keys.text("name"),
                keys.flag("each-hop"),
                keys.flag("downtime"),
                Keys.scalars(keys.at("minutes")),
                keys.text("times", "1"),
                keys.text("over", "1"),
                grounds(keys));
    }

    private Grounds grounds(Keys keys) {
        return new Grounds(
                keys.text("because"), source(keys), keys.text("date", pack.text("date")));
    }

    private String source(Keys keys) {
        return keys.text("source", pack.text("source"));
    }

    private List<Issue> issues() {
        parts.distinct(pack.mappings("issues"), "id", "issue");
        return pack.mappings("issues").stream()
                .map(keys ->
                        new Issue(
                                keys.text("id"),
                                range(keys, "affects"),
                                keys.has("from") ? List.of(range(keys, "from")) : List.of(),
                                conditions(keys),
                                fixed(keys),
                                grounds(keys)))
                .toList();
    }

    private List<ReleaseId> fixed(Keys keys) {
        var nodes =
                keys.at("fixed") instanceof Node.Text text
                        ? List.<Node>of(text)
                        : keys.list("fixed");
        return nodes.stream().flatMap(node -> fixed(node).stream()).toList();
    }

    private Optional<ReleaseId> fixed(Node node) {
        if (scheme.isEmpty() || problems.malformed(node.place())) {
            return Optional.empty();
        }
        var version =
                problems.note(
                        node.place(),
                        scheme.get()
                                .read(Keys.text(node))
                                .then(found -> Answer.of(Optional.of(found))),
                        Optional.<Version>empty());
        if (version.isPresent()
                && releases.stream().noneMatch(r -> r.version().equals(version.get()))) {
            problems.add(
                    node.place(),
                    problem("DANGLING_FIX", "the pack has no release that could mend this")
                            .value(Keys.text(node))
                            .expected("a release of the pack"));
        }
        return version.map(Version::id);
    }

    // Hops

    private Recipe recipe(Keys keys) {
        boolean passing = keys.has("through");
        parts.exactlyOne(keys, List.of("to", "through"));
        parts.distinct(keys.mappings("checks"), "name", "check");
        return new Recipe(
                range(keys, passing ? "through" : "to"),
                passing,
                range(keys, "from"),
                keys.mappings("migrate").stream()
                        .flatMap(action -> action(action).stream())
                        .toList(),
                keys.mappings("changes").stream()
                        .flatMap(change -> change(change).stream())
                        .toList(),
                keys.mappings("checks").stream()
                        .map(check -> new Ranged<>(range(check, "for"), parts.check(check)))
                        .toList(),
                keys.text("one-way"));
    }

    private Optional<Action> action(Keys keys) {
        if (!parts.exactlyOne(keys, List.of("sql", "command", "start", "http"))) {
            return Optional.empty();
        }
        if (keys.has("sql")) {
            return Optional.of(script(keys));
        }
        if (keys.has("command")) {
            return Optional.of(new Action.Run(parts.command(keys)));
        }
        return Optional.of(
                keys.has("start")
                        ? new Action.Start()
                        : new Action.Http(parts.requests(keys.at("http"))));
    }

    /// Named by its file, else by its place, so that reports and marks can tell scripts apart.
    private Action.Sql script(Keys keys) {
        var written = keys.text("sql");
        var place = keys.place("sql");
        var text = packFiles.sql(place, written);
        if (text.isBlank() && problems.none()) {
            problems.add(place, problem("EMPTY", "there is no SQL in it").value(written));
        }
        return new Action.Sql(
                PackFiles.isName(written) ? written : "pack.yaml:" + place.line(), text);
    }

    private Optional<Change> change(Keys keys) {
        var kinds =
                List.of(
                        "columns",
                        "columns-added",
                        "columns-renamed",
                        "rows",
                        "dropped",
                        "added",
                        "renamed");
        var table =
                parts.words().pattern(keys.place("table"), keys.text("table"), Integer.MAX_VALUE);
        if (keys.has("table") && !table.contains(".")) {
            problems.add(
                    keys.place("table"),
                    problem("TABLE", "a table is named with its schema")
                            .value(table)
                            .expected("public." + table));
        }
        if (!parts.exactlyOne(keys, kinds)) {
            return Optional.empty();
        }
        var kind = kinds.stream().filter(keys::has).findFirst().orElseThrow();
        return Optional.of(
                new Change(table, kind(kind, keys), columns(kind, keys), keys.text("because")));
    }

    private static Change.Kind kind(String key, Keys keys) {
        return switch (key) {
            case "columns" -> Change.Kind.COLUMNS;
            case "columns-added" -> Change.Kind.COLUMNS_ADDED;
            case "columns-renamed" -> Change.Kind.RENAMED_COLUMNS;
            case "rows" ->
                    keys.text("rows").equals("added") ? Change.Kind.ROWS_ADDED : Change.Kind.ROWS;
            case "dropped" -> Change.Kind.TABLE_DROPPED;
            case "added" -> Change.Kind.TABLE_ADDED;
            default -> Change.Kind.TABLE_RENAMED;
        };
    }

    private List<String> columns(String key, Keys keys) {
        return switch (key) {
            case "columns" -> keys.texts("columns");
            case "columns-added" -> columnsAdded(keys);
            case "columns-renamed" ->
                    keys.textMap("columns-renamed").entrySet().stream()
                            .map(renamed -> renamed.getKey() + "=" + renamed.getValue())
                            .toList();
            case "renamed" -> List.of(keys.text("renamed"));
            default -> List.of();
        };
    }

    private List<String> columnsAdded(Keys keys) {
        if (keys.at("columns-added") instanceof Node.Text(var place, var text, _)
                && !text.equals("any")) {
            problems.add(
                    place,
                    problem("WRONG_FORM", "neither a list of columns nor any")
                            .value(text)
                            .expected("[column, …] or any"));
        }
        return keys.texts("columns-added");
    }

    // Versions and ranges

    private Optional<Version> version(Scheme known, Keys keys, String key) {
        if (!keys.has(key) || problems.malformed(keys.place(key))) {
            return Optional.empty();
        }
        return problems.note(
                keys.place(key),
                known.read(keys.text(key)).then(version -> Answer.of(Optional.of(version))),
                Optional.empty());
    }

    /// A range in which at least one release of the pack lies; all releases where it is left out.
    private Range range(Keys keys, String key) {
        if (!keys.has(key) || scheme.isEmpty() || problems.malformed(keys.place(key))) {
            return Range.every();
        }
        var range =
                problems.note(
                        keys.place(key), Range.read(scheme.get(), keys.text(key)), Range.every());
        if (!pack.flag("open")
                && releases.stream().noneMatch(release -> range.holds(release.version()))) {
            problems.add(
                    keys.place(key),
                    problem("UNKNOWN_RELEASE", "no release of the pack lies in this range")
                            .value(keys.text(key))
                            .expected(known()));
        }
        return range;
    }

    private String known() {
        return "one of "
                + releases.reversed().stream()
                        .map(release -> release.id().text())
                        .distinct()
                        .limit(MOST_NAMED)
                        .collect(Collectors.joining(", "))
                + (releases.size() > MOST_NAMED ? ", …" : "");
    }

    private static Problem problem(String kind, String reason) {
        return Problem.of("PACK:" + kind, reason);
    }
}
