package belay.release;

import belay.problem.Answer;
import belay.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A file of JSON that a vendor publishes, and where in it things stand.
///
/// Refusals name the file, and the line and column in it; these are looked for only then.
final class JsonFile {

    static final int LARGEST = 8 << 20;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_KEYS = 5;
    private static final int LONGEST_VALUE = 200;

    private final String source;
    private final byte[] bytes;
    private final JsonNode tree;

    private JsonFile(String source, byte[] bytes, JsonNode tree) {
        this.source = source;
        this.bytes = bytes;
        this.tree = tree;
    }

    /// @param source as it is to be named in messages
    static Answer<JsonFile> read(String source, byte[] bytes) {
        if (bytes.length > LARGEST) {
            return Answer.refused(tooLarge(source));
        }
        try {
            return Answer.of(new JsonFile(source, bytes, JSON.readTree(bytes)));
        } catch (JacksonException notJson) {
            return Answer.refused(
                    Problem.of("IMPORT:NOT_JSON", "this file is not JSON")
                            .value(said(notJson))
                            .expected("one whole document of JSON")
                            .place(place(source, notJson.getLocation())));
        }
    }

    /// Without where the parser says that it began: what it knows of a place stands elsewhere.
    private static String said(JacksonException notJson) {
        return notJson.getOriginalMessage()
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("\\s*\\(start marker at .*", "");
    }

    static Problem tooLarge(String source) {
        return Problem.of("IMPORT:TOO_LARGE", "this file is too large to be a catalogue")
                .expected("at most " + LARGEST + " bytes")
                .place(source + ":1:1");
    }

    JsonNode tree() {
        return tree;
    }

    /// What the whole file is, where it is not what was said.
    <T> Answer<T> notA(String expected) {
        return Answer.refused(
                Problem.of("IMPORT:WRONG_FILE", "this file is not what was said")
                        .value(kind())
                        .expected(expected)
                        .advice(advice())
                        .place(source + ":1:1"));
    }

    /// @param pointer to the value that is wrong, such as `/edges/3`
    <T> Answer<T> wrong(String code, String reason, String pointer, String expected) {
        var value = tree.at(pointer);
        return Answer.refused(
                Problem.of("IMPORT:" + code, reason)
                        .value(shown(value))
                        .expected(expected)
                        .place(place(pointer)));
    }

    private static String shown(JsonNode value) {
        var text =
                value.isMissingNode()
                        ? "nothing"
                        : value.isString() ? value.asString() : "" + value;
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
    }

    private String kind() {
        if (tree.path("nodes").isArray() && tree.path("edges").isArray()) {
            return "a Cincinnati graph";
        }
        if (tree.path("stops").isArray()) {
            return "a list of stops";
        }
        if (tree.path("issues").isArray()) {
            return "a list of issues";
        }
        if (tree.path(0).has("to") && tree.path(0).has("from")) {
            return "a list of blocked hops";
        }
        if (tree.isObject()) {
            var keys = List.copyOf(tree.propertyNames());
            return keys.isEmpty()
                    ? "an object without keys"
                    : "an object with the keys "
                            + String.join(", ", keys.subList(0, Math.min(MOST_KEYS, keys.size())));
        }
        return tree.isArray()
                ? "a list of " + tree.size()
                : tree.isMissingNode()
                        ? "an empty file"
                        : "a " + tree.getNodeType().toString().toLowerCase(Locale.ROOT);
    }

    private String advice() {
        return switch (kind()) {
            case "a Cincinnati graph" -> "Bring it in as cincinnati";
            case "a list of stops" -> "Bring it in as stops";
            case "a list of issues" -> "Bring it in as issues";
            case "a list of blocked hops" -> "Name it with --blocked, beside its graph";
            default -> "";
        };
    }

    /// `file:line:column` of the value that a pointer leads to.
    String place(String pointer) {
        return places(at -> at.pathAsPointer().toString().equals(pointer), depth(pointer))
                .findFirst()
                .orElse(source + ":1:1");
    }

    /// `file:line:column` of each element of the list that a pointer leads to, in one reading.
    List<String> placesIn(String list) {
        return places(
                        at ->
                                at.inArray()
                                        && at.getParent().pathAsPointer().toString().equals(list),
                        depth(list) + 1)
                .toList();
    }

    private static int depth(String pointer) {
        return (int) pointer.chars().filter(letter -> letter == '/').count();
    }

    /// @param depth of the values that are looked for
    private Stream<String> places(Predicate<TokenStreamContext> wanted, int depth) {
        var places = Stream.<String>builder();
        try (var parser = JSON.createParser(bytes)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                var context = parser.streamReadContext();
                var at = token.isStructStart() ? context.getParent() : context;
                boolean value = token.isStructStart() || token.isScalarValue();
                if (value && at.getNestingDepth() == depth && wanted.test(at)) {
                    places.add(place(source, parser.currentTokenLocation()));
                }
            }
        } catch (JacksonException changed) {
            throw new IllegalStateException("it was read a moment ago", changed);
        }
        return places.build();
    }

    private static String place(String source, TokenStreamLocation at) {
        return source + ":" + Math.max(1, at.getLineNr()) + ":" + Math.max(1, at.getColumnNr());
    }
}
