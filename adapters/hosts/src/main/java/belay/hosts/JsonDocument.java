package belay.hosts;

import belay.outside.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON, changed as text so that its layout stays. Arrays are one value.
final class JsonDocument implements Document {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private String text;
    private Braced root;

    JsonDocument(String text) throws Fault {
        this.text = text.isBlank() ? "{}\n" : text;
        this.root = read(this.text);
    }

    /// An object as it stands in the text.
    private record Braced(int open, int close, List<Member> members) {

        List<Braces.Span> spans() {
            return members.stream().map(Member::span).toList();
        }
    }

    /// @param begin of the value
    /// @param inner the value where it is an object with members
    private record Member(
            String name, Braces.Span span, int begin, JsonNode value, Optional<Braced> inner) {}

    /// The member that a key names, and the objects around it, outermost first.
    private record Found(List<Braced> objects, List<Integer> indexes, Member member) {}

    /// @param rest of the key, below `object`
    private record Spot(Braced object, String rest) {}

    private static Braced read(String text) throws Fault {
        try {
            if (!(JSON.readTree(text) instanceof ObjectNode)) {
                throw Documents.unreadable(1, "it is not a JSON object");
            }
            try (JsonParser parser = JSON.createParser(text)) {
                parser.nextToken();
                return object(parser, text);
            }
        } catch (JacksonException wrong) {
            throw Documents.unreadable(
                    "line "
                            + wrong.getLocation().getLineNr()
                            + ", column "
                            + wrong.getLocation().getColumnNr()
                            + ": "
                            + wrong.getOriginalMessage());
        }
    }

    private static Braced object(JsonParser parser, String text) {
        int open = offset(parser);
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int key = offset(parser);
            boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
            int begin = offset(parser);
            Optional<Braced> inner = Optional.empty();
            int end;
            if (isObject) {
                Braced below = object(parser, text);
                end = below.close() + 1;
                inner = Optional.of(below).filter(one -> !one.members().isEmpty());
            } else {
                parser.skipChildren();
                parser.finishToken();
                end = (int) parser.currentLocation().getCharOffset();
            }
            members.add(
                    new Member(
                            name,
                            new Braces.Span(key, end),
                            begin,
                            JSON.readTree(text.substring(begin, end)),
                            inner));
        }
        return new Braced(open, offset(parser), List.copyOf(members));
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private void become(String changed) throws Fault {
        text = changed;
        root = read(changed);
    }

    @Override
    public SequencedMap<String, Value> values() {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        collect("", root, values);
        return values;
    }

    private static void collect(String path, Braced object, Map<String, Value> values) {
        for (Member one : object.members()) {
            String key = path + one.name();
            if (one.inner().isPresent()) {
                collect(key + ".", one.inner().get(), values);
            } else {
                values.put(key, value(one.value()));
            }
        }
    }

    private static Value value(JsonNode node) {
        String raw = JSON.writeValueAsString(node);
        return new Value(node.isString() ? node.stringValue() : raw, raw, raw);
    }

    @Override
    public void put(String key, Value value) throws Fault {
        Optional<Found> found = find(root, key, List.of(), List.of());
        if (found.isPresent()) {
            Member member = found.get().member();
            become(
                    text.substring(0, member.begin())
                            + value.raw()
                            + text.substring(member.span().end()));
            return;
        }
        Spot spot = spot(root, key);
        List<String> parts = List.of(spot.rest().split("\\.", -1));
        String setting = quoted(parts.getLast()) + ": " + value.raw();
        for (String part : parts.subList(0, parts.size() - 1).reversed()) {
            setting = quoted(part) + ": {" + setting + "}";
        }
        become(Braces.add(text, spot.object().open(), spot.object().spans(), setting));
    }

    private static String quoted(String name) {
        return JSON.writeValueAsString(name);
    }

    /// A name may hold dots itself.
    private static Optional<Found> find(
            Braced object, String key, List<Braced> above, List<Integer> indexes) {
        List<Braced> objects = new ArrayList<>(above);
        objects.add(object);
        for (int i = 0; i < object.members().size(); i++) {
            Member one = object.members().get(i);
            List<Integer> at = new ArrayList<>(indexes);
            at.add(i);
            if (one.name().equals(key)) {
                return Optional.of(new Found(objects, at, one));
            }
            if (key.startsWith(one.name() + ".") && one.inner().isPresent()) {
                Optional<Found> below =
                        find(
                                one.inner().get(),
                                key.substring(one.name().length() + 1),
                                objects,
                                at);
                if (below.isPresent()) {
                    return below;
                }
            }
        }
        return Optional.empty();
    }

    private static Spot spot(Braced object, String key) {
        for (Member one : object.members()) {
            if (key.startsWith(one.name() + ".") && one.inner().isPresent()) {
                return spot(one.inner().get(), key.substring(one.name().length() + 1));
            }
        }
        return new Spot(object, key);
    }

    /// An object that becomes empty goes too.
    @Override
    public void remove(String key) throws Fault {
        Optional<Found> found = find(root, key, List.of(), List.of());
        if (found.isEmpty()) {
            return;
        }
        int depth = found.get().objects().size() - 1;
        while (depth > 0 && found.get().objects().get(depth).members().size() == 1) {
            depth--;
        }
        become(
                Braces.remove(
                        text,
                        found.get().objects().get(depth).spans(),
                        found.get().indexes().get(depth)));
    }

    /// An empty object gives way to settings below it.
    @Override
    public void settle(SequencedMap<String, Value> wanted) {
        Documents.dropEmptyAbove(wanted);
    }

    /// What was text stays text; else what is JSON is taken as such.
    @Override
    public Value value(String words, @Nullable Value like) {
        boolean wasText = like != null && like.raw().startsWith("\"");
        if (!wasText) {
            try {
                JsonNode node = JSON.readTree(words);
                if (!node.isMissingNode()
                        && !(node instanceof ObjectNode inner && !inner.isEmpty())) {
                    return value(node);
                }
            } catch (JacksonException notJson) {
                // Then it is text.
            }
        }
        return value(JSON.getNodeFactory().stringNode(words));
    }

    @Override
    public String text() {
        return text;
    }
}
