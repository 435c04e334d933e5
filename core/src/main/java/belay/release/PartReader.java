package belay.release;

import belay.document.Keys;
import belay.document.Node;
import belay.document.Place;
import belay.document.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads the parts that a pack and a system write alike: commands, requests, facts, checks,
/// serving, files.
///
/// The form has been checked by the schema; this checks what a schema cannot.
public final class PartReader {

    /// Makes SQL of a text: the text itself, or what the file holds that it names.
    public interface Scripts {

        /// The SQL that `written` stands for.
        String text(Place place, String written);

        /// Notes what is wrong with a file of the pack that a command names.
        ///
        /// @param program whether it is started, and not only handed over
        default void require(Place place, String file, boolean program) {}
    }

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final List<String> ASKED = List.of("sql", "http", "command");

    private static final String OF_PACK = "{pack}/";

    private final Words words;
    private final Scripts scripts;

    /// @param area begins the codes of its problems
    /// @param runtimes names of the runtimes that are declared
    public PartReader(String area, Problems problems, Set<String> runtimes, Scripts scripts) {
        this.words = new Words(area, problems, runtimes);
        this.scripts = scripts;
    }

    Words words() {
        return words;
    }

    public Command command(Keys keys) {
        return new Command(
                words(keys.at("command"), Set.of()),
                words.covert(keys.place("environment"), keys.textMap("environment"), Set.of()),
                words.open(keys.place("directory"), keys.text("directory")),
                words.open(keys.place("user"), keys.text("user")));
    }

    /// The command under `run` that makes a package: it starts in the directory that it fills.
    Command making(Keys keys) {
        var known = Set.of("package");
        return new Command(
                words(keys.at("run"), known),
                words.covert(keys.place("environment"), keys.textMap("environment"), known),
                "{package}",
                words.open(keys.place("user"), keys.text("user")));
    }

    /// Commands written as lists of words alone.
    public List<Command> commands(Keys keys, String key) {
        return keys.list(key).stream()
                .map(node -> new Command(words(node, Set.of()), Map.of(), "", ""))
                .toList();
    }

    /// Each word is one argument, whatever characters it holds.
    private List<String> words(Node node, Set<String> known) {
        var list = new ArrayList<String>();
        for (var element : Keys.elements(node)) {
            var word = words.open(element.place(), Keys.text(element), known);
            if (word.startsWith(OF_PACK) && word.indexOf('{', OF_PACK.length()) < 0) {
                scripts.require(element.place(), word.substring(OF_PACK.length()), list.isEmpty());
            }
            list.add(word);
        }
        if (list.isEmpty() || list.getFirst().isBlank()) {
            if (node instanceof Node.Sequence) {
                words.problems()
                        .add(
                                node.place(),
                                words.problem(
                                        "NO_PROGRAM", "the first word, the program, is empty"));
            }
            return List.of("-");
        }
        return list;
    }

    /// Requests, one after another; each may use what those before it captured.
    public List<Request> requests(Node node) {
        var elements = node instanceof Node.Mapping ? List.of(node) : Keys.elements(node);
        var captured = new HashSet<String>();
        var requests = new ArrayList<Request>();
        for (var element : elements) {
            requests.add(request(new Keys(element), captured));
        }
        return requests;
    }

    private Request request(Keys keys, Set<String> captured) {
        boolean sends = keys.has("form") || keys.has("body");
        if (keys.has("form") && keys.has("body")) {
            words.problems()
                    .add(
                            keys.place("body"),
                            words.problem("TOO_MANY", "a request has a form or a body, not both"));
        }
        var path = words.open(keys.place("path"), keys.text("path"), captured);
        var request =
                new Request(
                        keys.text("method", sends ? "POST" : "GET"),
                        keys.text("port", "http"),
                        path.startsWith("/") && !hasControls(path)
                                ? path
                                : malformedPath(keys, path),
                        words.covert(keys.place("headers"), keys.textMap("headers"), captured),
                        words.covert(keys.place("form"), keys.textMap("form"), captured),
                        words.covert(keys.place("body"), keys.text("body"), captured),
                        statuses(keys),
                        keys.textMap("capture"));
        keys.keys("capture").names().forEach(name -> captured.add(captureName(keys, name)));
        request.capture().values().forEach(from -> captureFrom(keys, from));
        return request;
    }

    private String malformedPath(Keys keys, String path) {
        if (!words.problems().malformed(keys.place("path")) && keys.has("path")) {
            words.problems()
                    .add(
                            keys.place("path"),
                            words.problem("PATH", "not a path of a page").value(path));
        }
        return "/";
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c <= ' ' || c == 127);
    }

    private List<Integer> statuses(Keys keys) {
        return keys.texts("expect").stream()
                .filter(text -> text.matches("[1-5][0-9]{2}"))
                .map(Integer::valueOf)
                .toList();
    }

    private String captureName(Keys keys, String name) {
        if (!name.matches("[a-z][A-Za-z0-9_-]{0,62}")) {
            words.problems()
                    .add(
                            keys.place("capture"),
                            words.problem("NAME", "not a name for what is captured")
                                    .value(name)
                                    .expected("a letter, then letters, digits, '_' and '-'"));
        }
        return name;
    }

    private void captureFrom(Keys keys, String from) {
        if (!from.startsWith("/") && !from.matches("(header|cookie):[A-Za-z0-9_.-]+")) {
            words.problems()
                    .add(
                            keys.place("capture"),
                            words.problem("CAPTURE", "nothing can be captured from there")
                                    .value(from)
                                    .expected(
                                            "a JSON pointer such as /access_token, header:NAME or"
                                                    + " cookie:NAME"));
        }
    }

    /// The one question that stands under `sql`, `http` or `command`.
    private Question question(Keys keys) {
        if (!exactlyOne(keys, ASKED)) {
            return new Question.Sql("");
        }
        if (keys.has("take") && !keys.has("http")) {
            words.problems()
                    .add(
                            keys.place("take"),
                            words.problem("TOO_MANY", "take belongs to http")
                                    .value(keys.text("take")));
        }
        if (keys.has("sql")) {
            return new Question.Sql(scripts.text(keys.place("sql"), keys.text("sql")));
        }
        if (keys.has("command")) {
            return new Question.Run(command(keys));
        }
        return new Question.Http(requests(keys.at("http")), take(keys));
    }

    private String take(Keys keys) {
        var take = keys.text("take");
        if (!take.isEmpty() && !take.equals("status") && !take.startsWith("/")) {
            words.problems()
                    .add(
                            keys.place("take"),
                            words.problem("CAPTURE", "nothing can be taken from there")
                                    .value(take)
                                    .expected("a JSON pointer such as /total, or status"));
        }
        return take;
    }

    /// Whether exactly one of the keys is there; notes it if not.
    boolean exactlyOne(Keys keys, List<String> choices) {
        var there = choices.stream().filter(keys::has).toList();
        if (there.size() == 1) {
            return true;
        }
        words.problems()
                .add(
                        keys.place(),
                        words.problem(
                                        there.isEmpty() ? "MISSING_KEY" : "TOO_MANY",
                                        there.isEmpty()
                                                ? "a key is missing"
                                                : "only one of these keys can stand here")
                                .value(String.join(", ", there))
                                .expected("exactly one of " + String.join(", ", choices)));
        return false;
    }

    public Fact fact(Keys keys) {
        var holds =
                switch (keys.text("holds", "equal")) {
                    case "at-least" -> Fact.Holds.AT_LEAST;
                    case "answered" -> Fact.Holds.ANSWERED;
                    default -> Fact.Holds.EQUAL;
                };
        return new Fact(words.title(keys.place("name"), keys.text("name")), question(keys), holds);
    }

    public Check check(Keys keys) {
        return check(keys, words.title(keys.place("name"), keys.text("name")));
    }

    /// A check that is named elsewhere.
    Check check(Keys keys, String name) {
        return new Check(
                name,
                question(keys),
                words.pattern(keys.place("expect"), keys.text("expect"), Integer.MAX_VALUE));
    }

    /// Notes names that occur twice where they must not.
    public void distinct(List<Keys> all, String key, String what) {
        var seen = new HashSet<String>();
        for (var keys : all) {
            var name = keys.text(key);
            if (!name.isEmpty() && !seen.add(name + " for " + keys.text("for", "*"))) {
                words.problems()
                        .add(
                                keys.place(key),
                                words.problem("DUPLICATE", "there are two of this " + what)
                                        .value(name)
                                        .expected("a name of its own"));
            }
        }
    }

    public Serving serving(Keys keys) {
        var processes = processes(keys);
        return new Serving(
                commands(keys, "build"),
                processes,
                keys.mappings("ready").stream().map(ready -> readiness(ready, processes)).toList(),
                Words.duration(keys.text("start-within"), START),
                Words.duration(keys.text("stop-within"), STOP),
                patterns(keys, "failures"),
                patterns(keys, "warnings"));
    }

    private List<Serving.Process> processes(Keys keys) {
        distinct(keys.mappings("processes"), "name", "process");
        return keys.mappings("processes").stream()
                .map(process ->
                        new Serving.Process(
                                process.text("name"), command(process), commands(process, "stop")))
                .toList();
    }

    public List<String> patterns(Keys keys, String key) {
        var patterns = new LinkedHashSet<String>();
        for (var node : keys.list(key)) {
            patterns.add(words.pattern(node.place(), Keys.text(node), Integer.MAX_VALUE));
        }
        return List.copyOf(patterns);
    }

    private Readiness readiness(Keys keys, List<Serving.Process> processes) {
        if (!exactlyOne(keys, List.of("port", "http", "log", "command"))) {
            return new Readiness.PortOpen("");
        }
        if (keys.has("port")) {
            return new Readiness.PortOpen(keys.text("port"));
        }
        if (keys.has("command")) {
            return new Readiness.Says(command(keys));
        }
        if (keys.has("log")) {
            return new Readiness.LogLine(
                    process(keys, processes),
                    words.pattern(keys.place("log"), keys.text("log"), Integer.MAX_VALUE));
        }
        var http = keys.keys("http");
        return new Readiness.HttpAnswer(
                http.text("port", "http"),
                words.plain(http.place("path"), http.text("path")),
                http.number("status", 200),
                http.textMap("json"));
    }

    private String process(Keys keys, List<Serving.Process> processes) {
        var names = processes.stream().map(Serving.Process::name).toList();
        var name = keys.text("process", names.isEmpty() ? "" : names.getFirst());
        if (!names.contains(name)) {
            words.problems()
                    .add(
                            keys.place("process"),
                            words.problem("UNKNOWN_NAME", "no process has this name")
                                    .value(name)
                                    .expected("one of " + String.join(", ", names)));
        }
        return name;
    }

    public Files files(Keys keys) {
        return new Files(
                paths(keys, "carry"),
                paths(keys, "leave"),
                keys.mappings("merge").stream().map(this::merge).toList());
    }

    private List<String> paths(Keys keys, String key) {
        return keys.list(key).stream()
                .map(node -> words.inside(node.place(), Keys.text(node)))
                .toList();
    }

    private Files.Merge merge(Keys keys) {
        var moved = keys.textMap("moved");
        for (var key : moved.keySet()) {
            refuseCycle(keys, moved, key);
        }
        var values = new java.util.LinkedHashMap<String, Map<String, String>>();
        keys.keys("values")
                .names()
                .forEach(name -> values.put(name, keys.keys("values").textMap(name)));
        return new Files.Merge(
                words.inside(keys.place("file"), keys.text("file")),
                format(keys),
                moved,
                values,
                words.covert(keys.place("set"), keys.textMap("set"), Set.of()));
    }

    /// A key that was moved to a key that was moved again and so on must come to rest.
    private void refuseCycle(Keys keys, Map<String, String> moved, String start) {
        var seen = new LinkedHashSet<String>();
        var key = start;
        while (moved.containsKey(key) && seen.add(key)) {
            key = moved.get(key);
        }
        if (key.equals(start) && moved.containsKey(key)) {
            words.problems()
                    .add(
                            keys.keys("moved").place(start),
                            words.problem("CYCLE", "keys are moved round in a circle")
                                    .value(String.join(" → ", seen) + " → " + start));
        }
    }

    /// A time such as `30s`, or `otherwise` where there is none.
    public static Duration duration(String text, Duration otherwise) {
        return Words.duration(text, otherwise);
    }

    public static Files.Format format(Keys keys) {
        var written = keys.text("format").toUpperCase(Locale.ROOT);
        for (var format : Files.Format.values()) {
            if (format.name().equals(written)) {
                return format;
            }
        }
        return Files.Format.TEXT;
    }
}
