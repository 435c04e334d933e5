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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is asked of the [Catalogue], as a command line or a line of JSON says it.
///
/// @param from what runs; several when nodes differ
/// @param wish what is wanted; its own `from` is not looked at
/// @param situation all else that is told of the system, e.g. `hosting`, `database`
/// @param asked the options as they were given, repeated by the answer
public record Question(
        String product, List<String> from, Wish wish, Situation situation, ObjectNode asked) {

    private static final int LONGEST = 100_000;
    private static final Set<String> OWN =
            Set.of(
                    "product",
                    "from",
                    "to",
                    "rulebook",
                    "track",
                    "need",
                    "accept",
                    "downgrade",
                    "hotfixes",
                    "intermediate",
                    "without",
                    "why-not",
                    "compare",
                    "data");

    public Question {
        from = List.copyOf(from);
    }

    /// Reads one line of a batch.
    public static Answer<Question> read(String line) {
        try {
            if (line.length() <= LONGEST
                    && PlanJson.mapper().readTree(line) instanceof ObjectNode options) {
                return of(options);
            }
        } catch (JacksonException wrong) {
            // told below: whatever is wrong with it, it is no object of JSON
        }
        return Answer.refused(
                Problem.of("QUESTION:NOT_JSON", "this line is no question")
                        .value(line.length() > 100 ? line.substring(0, 100) + "…" : line)
                        .expected("{\"product\": …, \"from\": …, \"to\": …}"));
    }

    /// @param options as keys: those of this record, written with `-` or `_`; every other one is a
    ///   fact about the system
    public static Answer<Question> of(ObjectNode options) {
        var named = new HashMap<String, JsonNode>();
        options.properties()
                .forEach(option -> named.put(option.getKey().replace('_', '-'), option.getValue()));
        var facts = new HashMap<String, String>();
        named.forEach((name, value) -> {
            if (!OWN.contains(name)) {
                facts.put(name, String.join(",", texts(value)).toLowerCase(Locale.ROOT));
            }
        });
        if (text(named, "product").isEmpty()) {
            return Answer.refused(
                    Problem.of("QUESTION:NO_PRODUCT", "the question names no product")
                            .expected("{\"product\": …}"));
        }
        return Answer.of(
                new Question(
                        text(named, "product"),
                        texts(named, "from"),
                        wish(named),
                        new Situation(facts, data(named)),
                        options.deepCopy()));
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
                text(named, "downgrade").equals("true"),
                texts(named, "hotfixes"),
                text(named, "intermediate"),
                texts(named, "why-not"),
                text(named, "compare").equals("true"),
                List.of(),
                Map.of());
    }

    private static Map<String, String> data(Map<String, JsonNode> named) {
        var data = new HashMap<String, String>();
        var node = named.get("data");
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
