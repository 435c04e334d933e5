package belay.document;

import belay.problem.Problem;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The form of one kind of file, written down as JSON Schema for editors, and held here.
///
/// The descriptions in the schema are what a message says was expected.
public final class Schema {

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String area;
    private final JsonNode text;
    private final com.networknt.schema.Schema schema;

    private Schema(String area, JsonNode text) {
        this.area = area;
        this.text = text;
        this.schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(text);
    }

    /// Loads a schema of our own.
    ///
    /// @param area begins the codes of its problems, e.g. `PACK`
    /// @param resource beside `/belay/`
    public static Schema load(String area, String resource) {
        try (var stream = Schema.class.getResourceAsStream("/belay/" + resource)) {
            if (stream == null) {
                throw new IllegalStateException("missing from the jar: " + resource);
            }
            return new Schema(area, JsonMapper.shared().readTree(stream));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Notes what is wrong with the form of `root`.
    public void check(Node root, Problems problems) {
        for (var error : schema.validate(json(root))) {
            tell(error, root, problems);
        }
        reasons(root, problems);
    }

    /// A reason is what somebody will ask for when the data differs, or a release was left out.
    private void reasons(Node node, Problems problems) {
        switch (node) {
            case Node.Mapping(_, var entries) ->
                    entries.forEach((key, entry) -> {
                        if (key.equals("because")
                                && entry.value() instanceof Node.Text(var place, var text, _)
                                && Reason.unfilled(text)) {
                            problems.addMalformed(place, Reason.missing(area, text));
                        }
                        reasons(entry.value(), problems);
                    });
            case Node.Sequence(_, var elements) ->
                    elements.forEach(element -> reasons(element, problems));
            case Node.Text _, Node.Nothing _ -> {}
        }
    }

    private void tell(Error error, Node root, Problems problems) {
        var steps = steps(error);
        var node = at(root, steps);
        var key = steps.isEmpty() ? "" : steps.getLast();
        var expected = description(error);
        switch (error.getKeyword()) {
            case "additionalProperties", "unevaluatedProperties", "propertyNames" ->
                    unknownKey(error, node, problems);
            case "required" ->
                    problems.add(
                            node.place(),
                            Problem.of(area + ":MISSING_KEY", "a key is missing" + of(key))
                                    .expected("the key " + error.getProperty()));
            case "type" ->
                    problems.addMalformed(
                            node.place(),
                            Problem.of(area + ":WRONG_KIND", "this is no " + kind(error) + of(key))
                                    .value(node.words())
                                    .expected(expected)
                                    .advice(advice(node, key)));
            case "enum", "const" ->
                    problems.addMalformed(
                            node.place(),
                            Problem.of(
                                            area + ":NOT_ONE_OF",
                                            "this word is not known here" + of(key))
                                    .value(node.words())
                                    .expected(choices(error))
                                    .advice(Near.advice(node.words(), choiceList(error))));
            default ->
                    problems.addMalformed(
                            node.place(),
                            Problem.of(area + ":WRONG_FORM", "this has another form" + of(key))
                                    .value(node.words())
                                    .expected(expected));
        }
    }

    private void unknownKey(Error error, Node node, Problems problems) {
        var key = Optional.ofNullable(error.getProperty()).orElse("");
        var known = knownKeys(error);
        var place =
                node instanceof Node.Mapping mapping && mapping.entries().containsKey(key)
                        ? mapping.entries().get(key).key()
                        : node.place();
        problems.add(
                place,
                Problem.of(area + ":UNKNOWN_KEY", "this key is not known here")
                        .value(key)
                        .expected(known.isEmpty() ? "" : "one of " + String.join(", ", known))
                        .advice(Near.advice(key, known)));
    }

    private static String of(String key) {
        return key.isEmpty() || INTEGER.matcher(key).matches() ? "" : ": " + key;
    }

    /// People coming from other tools give a command as one string; nothing here would split it.
    private static String advice(Node node, String key) {
        boolean command = List.of("command", "run", "build", "stop", "hook").contains(key);
        return command && node instanceof Node.Text
                ? "write the words as a list, [\"bin/run\", \"--fast\"]: no shell is ever started"
                : "";
    }

    private static String kind(Error error) {
        var types = error.getSchemaNode();
        var type = types == null || types.isArray() ? "string" : types.asString();
        return switch (type) {
            case "object" -> "mapping";
            case "array" -> "list";
            case "integer" -> "whole number";
            case "boolean" -> "true or false";
            default -> "text";
        };
    }

    private List<String> knownKeys(Error error) {
        return new ArrayList<>(surroundings(error).path("properties").propertyNames());
    }

    private String description(Error error) {
        return surroundings(error).path("description").asString("");
    }

    private List<String> choiceList(Error error) {
        return surroundings(error).path("enum").valueStream().map(JsonNode::asString).toList();
    }

    private String choices(Error error) {
        var choices = choiceList(error);
        return choices.isEmpty() ? description(error) : "one of " + String.join(", ", choices);
    }

    /// The part of the schema that holds the keyword which failed.
    private JsonNode surroundings(Error error) {
        var fragment = error.getSchemaLocation().getFragment().toString();
        int keyword = fragment.lastIndexOf('/');
        return text.at(JsonPointer.compile(keyword <= 0 ? "" : fragment.substring(0, keyword)));
    }

    private static List<String> steps(Error error) {
        var path = error.getInstanceLocation();
        var steps = new ArrayList<String>();
        for (int i = 0; i < path.getNameCount(); i++) {
            steps.add(String.valueOf(path.getElement(i)));
        }
        return steps;
    }

    private static Node at(Node root, List<String> steps) {
        var node = root;
        for (var step : steps) {
            node =
                    switch (node) {
                        case Node.Mapping mapping -> {
                            var entry = mapping.entries().get(step);
                            yield entry == null ? node : entry.value();
                        }
                        case Node.Sequence sequence ->
                                sequence.elements().get(Integer.parseInt(step));
                        case Node.Text _, Node.Nothing _ -> node;
                    };
        }
        return node;
    }

    /// Scalars are text, but for whole numbers and true and false out of quotes, which a schema may
    /// ask for.
    static JsonNode json(Node node) {
        return switch (node) {
            case Node.Nothing _ -> JSON.nullNode();
            case Node.Text(_, var value, var quoted) -> {
                if (!quoted && INTEGER.matcher(value).matches()) {
                    yield JSON.numberNode(Long.parseLong(value));
                }
                yield !quoted && (value.equals("true") || value.equals("false"))
                        ? JSON.booleanNode(Boolean.parseBoolean(value))
                        : JSON.stringNode(value);
            }
            case Node.Sequence(_, var elements) -> {
                var array = JSON.arrayNode();
                elements.forEach(element -> array.add(json(element)));
                yield array;
            }
            case Node.Mapping(_, var entries) -> {
                var object = JSON.objectNode();
                entries.forEach((key, entry) -> object.set(key, json(entry.value())));
                yield object;
            }
        };
    }
}
