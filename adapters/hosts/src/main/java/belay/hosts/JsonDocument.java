package belay.hosts;

import belay.outside.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON. Order is kept; once something is changed, the file is indented anew. Arrays are one value.
final class JsonDocument implements Document {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private final String original;
    private final ObjectNode root;
    private boolean changed;

    JsonDocument(String text) throws Fault {
        original = text;
        root = text.isBlank() ? JSON.createObjectNode() : parse(text);
    }

    private static ObjectNode parse(String text) throws Fault {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException wrong) {
            throw Documents.unreadable(wrong.getOriginalMessage());
        }
        throw Documents.unreadable("it is not a JSON object");
    }

    @Override
    public SequencedMap<String, Value> values() {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        collect("", root, values);
        return values;
    }

    private static void collect(String path, ObjectNode object, Map<String, Value> values) {
        for (Map.Entry<String, JsonNode> one : object.properties()) {
            String key = path + one.getKey();
            if (one.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                collect(key + ".", inner, values);
            } else {
                values.put(key, value(one.getValue()));
            }
        }
    }

    private static Value value(JsonNode node) {
        String raw =
                JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(node);
        return new Value(node.isString() ? node.stringValue() : raw, raw, raw);
    }

    @Override
    public void put(String key, Value value) throws Fault {
        Spot spot = spot(root, key);
        ObjectNode into = spot.object();
        List<String> parts =
                into.has(spot.rest())
                        ? List.of(spot.rest())
                        : List.of(spot.rest().split("\\.", -1));
        for (String part : parts.subList(0, parts.size() - 1)) {
            into = into.putObject(part);
        }
        try {
            into.set(parts.getLast(), JSON.readTree(value.raw()));
        } catch (JacksonException wrong) {
            throw Documents.unreadable(wrong.getOriginalMessage());
        }
        changed = true;
    }

    /// @param rest what of the key is left below `object`
    private record Spot(ObjectNode object, String rest) {}

    /// A name may hold dots itself.
    private static Spot spot(ObjectNode object, String key) {
        if (!object.has(key)) {
            for (Map.Entry<String, JsonNode> one : object.properties()) {
                if (key.startsWith(one.getKey() + ".")
                        && one.getValue() instanceof ObjectNode inner) {
                    return spot(inner, key.substring(one.getKey().length() + 1));
                }
            }
        }
        return new Spot(object, key);
    }

    @Override
    public void remove(String key) {
        remove(root, key);
    }

    /// An object that becomes empty goes too.
    private void remove(ObjectNode object, String key) {
        if (object.remove(key) != null) {
            changed = true;
            return;
        }
        for (Map.Entry<String, JsonNode> one : List.copyOf(object.properties())) {
            if (key.startsWith(one.getKey() + ".") && one.getValue() instanceof ObjectNode inner) {
                remove(inner, key.substring(one.getKey().length() + 1));
                if (inner.isEmpty()) {
                    object.remove(one.getKey());
                }
                return;
            }
        }
    }

    /// What was text stays text; else what is JSON is taken as such.
    @Override
    public Value value(String text, @Nullable Value like) {
        boolean wasText = like != null && like.raw().startsWith("\"");
        if (!wasText) {
            try {
                JsonNode node = JSON.readTree(text);
                if (!node.isMissingNode()
                        && !(node instanceof ObjectNode inner && !inner.isEmpty())) {
                    return value(node);
                }
            } catch (JacksonException notJson) {
                // Then it is text.
            }
        }
        return value(JSON.getNodeFactory().stringNode(text));
    }

    @Override
    public String text() {
        return changed ? JSON.writeValueAsString(root) + "\n" : original;
    }
}
