package belay.plan;

import belay.document.Sha256;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The one way in which the records of core, and what is built from them, become JSON and come
/// back.
///
/// A duration is ISO text, nothing is ever null, and a key that is not known or is missing refuses
/// the whole.
public final class PlanJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(
                            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                            DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                            DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(
                            DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
                            DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .changeDefaultPropertyInclusion(
                            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
                    .build();

    private PlanJson() {}

    /// For records of other rooms that hold core's, such as an engine's steps.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// The same text for the same plan, in every process.
    public static String write(Plan plan) {
        return canonical(plan);
    }

    /// The plan that [#write] wrote.
    ///
    /// @throws tools.jackson.core.JacksonException if it is anything else
    public static Plan read(String json) {
        return MAPPER.readValue(json, Plan.class);
    }

    /// Keys in alphabetical order, because Java's immutable maps have another one in every process.
    public static String canonical(Object value) {
        return MAPPER.writeValueAsString(sorted(MAPPER.valueToTree(value)));
    }

    static String hash(Plan plan) {
        return Sha256.hex(canonical(plan));
    }

    static String rehearsalHash(Plan plan) {
        ObjectNode tree = MAPPER.valueToTree(plan);
        tree.remove(List.of("terms", "warnings"));
        ((ObjectNode) tree.get("system")).remove(List.of("about", "policy"));
        return Sha256.hex(MAPPER.writeValueAsString(sorted(tree)));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> list.add(sorted(element)));
            return list;
        }
        if (node.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            node.propertyNames().stream()
                    .sorted()
                    .forEach(name -> object.set(name, sorted(node.required(name))));
            return object;
        }
        return node;
    }
}
