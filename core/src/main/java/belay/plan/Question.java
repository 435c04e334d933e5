package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Situation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.node.ObjectNode;

/// What is asked of the [Catalogue], as a command line or a line of JSON says it.
///
/// @param from what runs; several when nodes differ
/// @param wish what is wanted; its own `from` is not looked at
/// @param situation all else that is told of the system, e.g. `hosting`, `database`
/// @param asked the options as they were given, repeated by the answer
public record Question(
        String product, List<String> from, Wish wish, Situation situation, ObjectNode asked) {

    /// Characters of a line.
    public static final int LONGEST = 100_000;

    private static final int SHOWN = 100;

    /// A release written as a number keeps its zeros: `4.10` is not `4.1`.
    private static final ObjectReader READER =
            PlanJson.mapper()
                    .reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private static final Set<String> TEXTS =
            Set.of(
                    "product",
                    "from",
                    "to",
                    "rulebook",
                    "track",
                    "need",
                    "accept",
                    "hotfixes",
                    "intermediate",
                    "without",
                    "why-not");
    private static final String DATA = "data";
    private static final Set<String> CHOICES = Set.of("downgrade", "compare");

    /// What the options of the command line are called.
    private static final Map<String, String> OTHER_NAMES =
            Map.of("allow", "accept", "hotfix", "hotfixes");

    public Question {
        from = List.copyOf(from);
    }

    /// Whether a key says something of the question itself, and is no fact about the system.
    public static boolean isOption(String key) {
        var name = named(key);
        return TEXTS.contains(name)
                || CHOICES.contains(name)
                || OTHER_NAMES.containsKey(name)
                || name.equals(DATA);
    }

    /// Keys are written with `-` or `_`, small or capital.
    private static String named(String key) {
        return key.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Reads one line of a batch.
    public static Answer<Question> read(String line) {
        if (line.length() > LONGEST) {
            return noQuestion(line, "it is too long, at most " + LONGEST + " characters");
        }
        try {
            return READER.readTree(line) instanceof ObjectNode options
                    ? of(options)
                    : noQuestion(line, "it is no object of JSON");
        } catch (JacksonException wrong) {
            return noQuestion(line, wrong.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    /// What an answer repeats of a line that is no question.
    static ObjectNode options(String line) {
        try {
            if (line.length() <= LONGEST && READER.readTree(line) instanceof ObjectNode options) {
                return options;
            }
        } catch (JacksonException wrong) {
            // repeated as the text that it is
        }
        return PlanJson.mapper().createObjectNode().put("asked", cut(line));
    }

    private static String cut(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static Answer<Question> noQuestion(String line, String why) {
        return Answer.refused(
                Problem.of("QUESTION:NOT_JSON", "this line is no question: " + why)
                        .value(cut(line))
                        .expected("{\"product\": …, \"from\": …, \"to\": …}"));
    }

    /// @param options as keys: those of a [Wish], written with `-` or `_`; every other one is a
    ///   fact about the system
    public static Answer<Question> of(ObjectNode options) {
        var named = new HashMap<String, JsonNode>();
        options.properties()
                .forEach(option -> {
                    var name = named(option.getKey());
                    named.put(OTHER_NAMES.getOrDefault(name, name), option.getValue());
                });
        var problems = new ArrayList<Problem>();
        named.forEach((name, value) -> check(name, value, problems));
        if (text(named, "product").isEmpty()) {
            problems.add(
                    Problem.of("QUESTION:NO_PRODUCT", "the question names no product")
                            .expected("{\"product\": …}"));
        }
        return problems.isEmpty()
                ? Answer.of(
                        new Question(
                                text(named, "product"),
                                texts(named, "from").stream()
                                        .filter(release -> !release.isEmpty())
                                        .toList(),
                                wish(named),
                                new Situation(facts(named), data(named)),
                                options.deepCopy()))
                : new Answer.Refused<>(problems);
    }

    private static void check(String name, JsonNode value, List<Problem> problems) {
        if (TEXTS.contains(name) && !isText(value)) {
            problems.add(
                    Problem.of("QUESTION:NOT_TEXT", name + " is no text")
                            .value(shown(value))
                            .expected("a text, or a list of them"));
        }
        if (CHOICES.contains(name) && !word(value).matches("true|false|")) {
            problems.add(
                    Problem.of("QUESTION:NOT_A_CHOICE", name + " is neither true nor false")
                            .value(shown(value))
                            .expected("true or false"));
        }
        if (name.equals(DATA) && !value.isObject()) {
            problems.add(
                    Problem.of("QUESTION:NOT_DATA", "data is no object")
                            .value(shown(value))
                            .expected("{\"SELECT …\": \"its first value\"}"));
        }
        if (name.equals("intermediate") && !word(value).matches("latest|plain|")) {
            problems.add(
                    Problem.of("QUESTION:INTERMEDIATE", "this is no release of a stop")
                            .value(shown(value))
                            .expected("latest or plain"));
        }
    }

    private static String word(JsonNode value) {
        return value.asString("").strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isText(JsonNode value) {
        return value.isArray() ? value.valueStream().allMatch(Question::isText) : !value.isObject();
    }

    private static String shown(JsonNode value) {
        return cut(value.toString());
    }

    /// What is null is not known.
    private static Map<String, String> facts(Map<String, JsonNode> named) {
        var facts = new HashMap<String, String>();
        named.forEach((name, value) -> {
            if (!isOption(name) && !value.isNull() && isText(value)) {
                facts.put(name, String.join(",", texts(value)).toLowerCase(Locale.ROOT));
            }
        });
        return facts;
    }

    private static Wish wish(Map<String, JsonNode> named) {
        return new Wish(
                "",
                text(named, "to"),
                Set.copyOf(texts(named, "without")),
                text(named, "rulebook"),
                text(named, "track").toLowerCase(Locale.ROOT),
                texts(named, "need"),
                Set.copyOf(texts(named, "accept")),
                text(named, "downgrade").equalsIgnoreCase("true"),
                texts(named, "hotfixes"),
                text(named, "intermediate").toLowerCase(Locale.ROOT),
                texts(named, "why-not"),
                text(named, "compare").equalsIgnoreCase("true"),
                List.of(),
                Map.of());
    }

    private static Map<String, String> data(Map<String, JsonNode> named) {
        var data = new HashMap<String, String>();
        var node = named.get(DATA);
        if (node != null && node.isObject()) {
            node.properties()
                    .forEach(entry -> data.put(entry.getKey(), entry.getValue().asString()));
        }
        return data;
    }

    private static String text(Map<String, JsonNode> named, String key) {
        return String.join(",", texts(named, key));
    }

    private static List<String> texts(Map<String, JsonNode> named, String key) {
        var node = named.get(key);
        return node == null ? List.of() : texts(node);
    }

    private static List<String> texts(JsonNode node) {
        if (node.isArray()) {
            var found = new ArrayList<String>();
            node.forEach(element -> found.addAll(texts(element)));
            return found;
        }
        return node.isNull() || node.isObject() ? List.of() : List.of(node.asString().strip());
    }
}
