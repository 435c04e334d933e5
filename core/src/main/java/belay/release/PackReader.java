package belay.release;

import belay.document.Keys;
import belay.document.Node;
import belay.document.Problems;
import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes a pack of a document whose form was checked, and checks what a schema cannot.
final class PackReader {

    private final Keys pack;
    private final Path directory;
    private final Problems problems;
    private final PartReader parts;
    private final Set<String> scripts = new HashSet<>();
    private final PackFiles packFiles;
    private final Optional<Scheme> scheme;

    PackReader(Keys pack, Path directory, Problems problems) {
        this.pack = pack;
        this.directory = directory;
        this.problems = problems;
        var runtimes =
                pack.mappings("serving").stream()
                        .flatMap(serving -> serving.keys("runtime").names().stream())
                        .collect(Collectors.toSet());
        this.packFiles = new PackFiles(directory, new Words("PACK", problems, runtimes));
        this.parts = new PartReader("PACK", problems, runtimes, packFiles);
        this.scheme = Scheme.find(pack.text("scheme"));
    }

    /// Empty where not even the scheme is known, so that no version can be read.
    Optional<Pack> pack() {
        return scheme.map(this::pack);
    }

    private Pack pack(Scheme known) {
        var imported =
                pack.has("import")
                        ? Imported.read(pack, known, problems, packFiles)
                        : Imported.NOTHING;
        var releases =
                new ReleaseReader(pack, directory, problems, parts)
                        .releases(known, imported.releases());
        var stated = new Stated(pack, known, releases, parts.words(), problems);
        var rules = new RuleReader(pack, stated, parts, problems);
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
                Stream.concat(imported.clauses().stream(), rules.clauses(releases).stream())
                        .toList(),
                new KnowledgeReader(pack, stated, parts).knowledge(imported),
                imported.issuesBeside(issues(known, releases, stated)),
                ranged(
                        stated,
                        "serving",
                        keys -> new Served(keys.textMap("runtime"), parts.serving(keys))),
                ranged(stated, "files", parts::files),
                pack.mappings("hops").stream().map(keys -> recipe(stated, keys)).toList(),
                ranged(stated, "after-copy", this::script),
                ranged(stated, "neutralise", this::script),
                ranged(stated, "facts", parts::fact),
                ranged(stated, "checks", parts::check),
                parts.patterns(pack, "volatile-tables"),
                parts.patterns(pack, "caches"),
                pack.number("strip", 0));
    }

    private <T> List<Ranged<T>> ranged(Stated stated, String key, Function<Keys, T> read) {
        return pack.mappings(key).stream()
                .map(keys -> new Ranged<>(stated.range(keys, "for"), read.apply(keys)))
                .toList();
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
                        parts.words().inside(home.place("file"), home.text("file")),
                        group(home),
                        home.text("match").equals("last")
                                ? Detection.Match.LAST
                                : Detection.Match.FIRST));
    }

    private String group(Keys keys) {
        return parts.words().pattern(keys.place("pattern"), keys.text("pattern"), 1);
    }

    // Issues

    private List<Issue> issues(Scheme known, List<Release> releases, Stated stated) {
        parts.distinct(pack.mappings("issues"), "id", "issue");
        return pack.mappings("issues").stream()
                .map(keys ->
                        new Issue(
                                keys.text("id"),
                                stated.range(keys, "affects"),
                                keys.has("from") ? List.of(stated.range(keys, "from")) : List.of(),
                                keys.has("package") ? Keys.scalars(keys.at("package")) : List.of(),
                                stated.conditions(keys),
                                fixed(known, releases, keys),
                                stated.grounds(keys)))
                .toList();
    }

    private List<ReleaseId> fixed(Scheme known, List<Release> releases, Keys keys) {
        var nodes =
                keys.at("fixed") instanceof Node.Text text
                        ? List.<Node>of(text)
                        : keys.list("fixed");
        return nodes.stream().flatMap(node -> fixed(known, releases, node).stream()).toList();
    }

    private Optional<ReleaseId> fixed(Scheme known, List<Release> releases, Node node) {
        if (problems.malformed(node.place())) {
            return Optional.empty();
        }
        var version =
                problems.note(
                        node.place(),
                        known.read(Keys.text(node)).then(found -> Answer.of(Optional.of(found))),
                        Optional.<Version>empty());
        if (version.isPresent()
                && !pack.flag("open")
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

    private Recipe recipe(Stated stated, Keys keys) {
        boolean passing = keys.has("through");
        parts.exactlyOne(keys, List.of("to", "through"));
        parts.distinct(keys.mappings("checks"), "name", "check");
        return new Recipe(
                stated.range(keys, passing ? "through" : "to"),
                passing,
                stated.range(keys, "from"),
                keys.text("on").equals("downgrade"),
                keys.mappings("migrate").stream()
                        .flatMap(action -> action(action).stream())
                        .toList(),
                keys.mappings("changes").stream()
                        .flatMap(change -> change(change).stream())
                        .toList(),
                keys.mappings("checks").stream()
                        .map(check -> new Ranged<>(stated.range(check, "for"), parts.check(check)))
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

    /// Named by the pack, by its file or by its place, so that reports and marks can tell scripts
    /// apart.
    private Action.Sql script(Keys keys) {
        var written = keys.text("sql");
        var place = keys.place("sql");
        var text = packFiles.text(place, written);
        if (text.isBlank() && problems.none()) {
            problems.add(place, problem("EMPTY", "there is no SQL in it").value(written));
        }
        if (keys.has("name")) {
            var name = keys.text("name");
            if (!scripts.add(name)) {
                problems.add(
                        keys.place("name"),
                        problem("DUPLICATE", "two scripts have the same name").value(name));
            }
            return new Action.Sql(name, text);
        }
        return new Action.Sql(
                PackFiles.isName(written) ? written : "pack.yaml:" + place.line(), text);
    }

    private Optional<Change> change(Keys keys) {
        var kinds =
                List.of(
                        "columns",
                        "columns-added",
                        "columns-widened",
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
            case "columns-widened" -> Change.Kind.COLUMNS_WIDENED;
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
            case "columns", "columns-widened" -> once(keys, key, keys.texts(key));
            case "columns-added" -> columnsAdded(keys);
            case "columns-renamed" -> renamed(keys, keys.textMap("columns-renamed"));
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
        return once(keys, "columns-added", keys.texts("columns-added"));
    }

    private List<String> renamed(Keys keys, Map<String, String> columns) {
        once(keys, "columns-renamed", List.copyOf(columns.values()));
        return columns.entrySet().stream()
                .map(renamed -> renamed.getKey() + "=" + renamed.getValue())
                .toList();
    }

    private List<String> once(Keys keys, String key, List<String> columns) {
        var seen = new HashSet<String>();
        columns.stream()
                .filter(column -> !seen.add(column))
                .distinct()
                .forEach(column ->
                        problems.add(
                                keys.place(key),
                                problem("DUPLICATE", "this column is named twice").value(column)));
        return columns;
    }

    private static Problem problem(String kind, String reason) {
        return Problem.of("PACK:" + kind, reason);
    }
}
