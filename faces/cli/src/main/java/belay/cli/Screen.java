package belay.cli;

import belay.api.Words;
import belay.plan.PlanJson;
import belay.problem.Problem;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.JsonNodeFactory;

/// Says one command's results and troubles, as text or as JSON.
final class Screen {

    private final Terminal terminal;
    private final Root root;

    Screen(Terminal terminal, Root root) {
        this.terminal = terminal;
        this.root = root;
    }

    Terminal terminal() {
        return terminal;
    }

    boolean json() {
        return root.format() == Root.Format.json;
    }

    boolean debug() {
        return root.debug();
    }

    /// The result, in the form that was asked for.
    void result(JsonNode json, List<String> text) {
        if (json()) {
            terminal.out().println(writer().writeValueAsString(json));
        } else {
            text.forEach(this::line);
        }
    }

    /// One line of a result that comes bit by bit.
    void line(String text) {
        terminal.out().println(plain(text));
    }

    /// One JSON value on one line.
    void jsonLine(JsonNode json) {
        terminal.out()
                .println(
                        writer().without(SerializationFeature.INDENT_OUTPUT)
                                .writeValueAsString(json));
    }

    /// For people who watch; no part of the result.
    void say(String text) {
        terminal.err().println(plain(text));
    }

    private ObjectWriter writer() {
        var writer = PlanJson.mapper().writer().with(SerializationFeature.INDENT_OUTPUT);
        return terminal.unicode() ? writer : writer.with(JsonWriteFeature.ESCAPE_NON_ASCII);
    }

    /// Belay's own signs where the reader has only ASCII.
    private String plain(String text) {
        return terminal.unicode()
                ? text
                : text.replace("→", "->")
                        .replace("…", "...")
                        .replace("✓", "ok")
                        .replace("✗", "!!")
                        .replace("·", "-")
                        .replace("–", "-");
    }

    /// A refusal or a failure: in JSON a result, else for people.
    void problems(List<Problem> problems) {
        if (json()) {
            var tree = JsonNodeFactory.instance.objectNode();
            tree.set("problems", PlanJson.mapper().valueToTree(problems));
            result(tree, List.of());
        } else {
            also(problems);
        }
    }

    /// Troubles beside a result, which tells of them itself where it is JSON.
    void also(List<Problem> problems) {
        if (!json()) {
            problems.forEach(problem -> block(problem).forEach(this::say));
        }
    }

    void stackTrace(Throwable thrown) {
        if (debug()) {
            thrown.printStackTrace(terminal.err());
        }
    }

    PrintStream err() {
        return terminal.err();
    }

    /// Code and reason, then what is known, one line each.
    static List<String> block(Problem problem) {
        var lines = new ArrayList<String>();
        lines.add(problem.code() + ": " + Words.oneLine(problem.reason()));
        add(lines, "found", problem.value());
        add(lines, "expected", problem.expected());
        add(lines, "do", problem.advice());
        add(lines, "place", problem.place());
        return lines;
    }

    private static void add(List<String> lines, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        var shown = value.lines().map(Words::visible).toList();
        lines.add("  " + Columns.padded(name, 9) + shown.getFirst());
        shown.stream().skip(1).forEach(line -> lines.add(" ".repeat(11) + line));
    }
}
