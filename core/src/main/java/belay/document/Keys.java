package belay.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A mapping that is being read. What is missing or of another kind reads as empty: the schema has
/// told it already, and the rest can still be checked.
public final class Keys {

    private final Node node;

    public Keys(Node node) {
        this.node = node;
    }

    public Place place() {
        return node.place();
    }

    /// Where the value of `key` stands, else the mapping.
    public Place place(String key) {
        return at(key).place();
    }

    public boolean has(String key) {
        return entries().containsKey(key);
    }

    /// The keys in the order in which they were written.
    public List<String> names() {
        return List.copyOf(entries().keySet());
    }

    public Keys keys(String key) {
        return new Keys(at(key));
    }

    /// The literal text; empty if there is none.
    public String text(String key) {
        return text(at(key));
    }

    public String text(String key, String otherwise) {
        return has(key) && at(key) instanceof Node.Text text ? text.value() : otherwise;
    }

    public int number(String key, int otherwise) {
        var text = text(key);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    public boolean flag(String key) {
        return text(key).equals("true");
    }

    public List<Node> list(String key) {
        return elements(at(key));
    }

    public List<Keys> mappings(String key) {
        return list(key).stream().map(Keys::new).toList();
    }

    public List<String> texts(String key) {
        return list(key).stream().flatMap(Keys::scalar).toList();
    }

    /// The entries of the mapping under `key` whose values are text, in the order in which they
    /// were written.
    public Map<String, String> textMap(String key) {
        var map = new LinkedHashMap<String, String>();
        keys(key)
                .entries()
                .forEach((name, entry) ->
                        scalar(entry.value()).forEach(text -> map.put(name, text)));
        return map;
    }

    /// The value under `key`, else the mapping itself.
    public Node at(String key) {
        var entry = entries().get(key);
        return entry == null ? new Node.Nothing(node.place()) : entry.value();
    }

    public static List<Node> elements(Node node) {
        return node instanceof Node.Sequence sequence ? sequence.elements() : List.of();
    }

    public static String text(Node node) {
        return node instanceof Node.Text text ? text.value() : "";
    }

    /// The one text that stands there, or all of a list.
    public static List<String> scalars(Node node) {
        return node instanceof Node.Text text
                ? List.of(text.value())
                : elements(node).stream().flatMap(Keys::scalar).toList();
    }

    private static Stream<String> scalar(Node node) {
        return node instanceof Node.Text text ? Stream.of(text.value()) : Stream.empty();
    }

    private Map<String, Node.Entry> entries() {
        return node instanceof Node.Mapping mapping ? mapping.entries() : Map.of();
    }
}
