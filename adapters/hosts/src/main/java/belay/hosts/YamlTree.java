package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Where the settings of a YAML text stand. Nothing is constructed from it: no tags, no anchors,
/// one document.
final class YamlTree {

    private final String text;
    private final boolean wide;
    private final SequencedMap<String, Leaf> leaves = new LinkedHashMap<>();
    private final Optional<MappingNode> root;

    /// A setting with its value.
    ///
    /// @param colon behind the colon
    /// @param end of the value, before any comment
    /// @param column of the key
    /// @param above the settings it lies in, outermost first
    record Leaf(
            Node key,
            Node value,
            int colon,
            int end,
            int column,
            boolean dotted,
            List<Above> above) {}

    record Above(Node key, MappingNode mapping) {}

    /// @param rest of the key, below the mapping
    record Spot(String rest, int column, int end) {}

    record Span(int begin, int end) {}

    YamlTree(String text) throws Fault {
        this.text = text;
        this.wide = text.codePointCount(0, text.length()) != text.length();
        this.root = root(text);
        if (root.isPresent()) {
            collect("", root.get(), List.of());
        }
    }

    private static Optional<MappingNode> root(String text) throws Fault {
        try {
            Optional<Node> node = new Compose(LoadSettings.builder().build()).composeString(text);
            if (node.isEmpty()) {
                return Optional.empty();
            }
            if (node.get() instanceof MappingNode mapping && isBlock(mapping)) {
                return Optional.of(mapping);
            }
        } catch (YamlEngineException wrong) {
            throw Documents.unreadable(
                    String.valueOf(wrong.getMessage()).replaceAll("\\s*\n\\s*", " "));
        }
        throw Documents.unreadable("it does not begin with `name: value`");
    }

    SequencedMap<String, Leaf> leaves() {
        return leaves;
    }

    private void collect(String path, MappingNode mapping, List<Above> above) throws Fault {
        for (NodeTuple one : mapping.getValue()) {
            if (!(one.getKeyNode() instanceof ScalarNode name)) {
                throw Documents.unreadable("a key is not a word");
            }
            String key = path + name.getValue();
            Node value = one.getValueNode();
            if (value instanceof MappingNode inner && isBlock(inner)) {
                requireNoAnchor(value);
                List<Above> below = new ArrayList<>(above);
                below.add(new Above(name, inner));
                collect(key + ".", inner, below);
            } else {
                requireNoAnchors(value);
                if (leaves.put(key, leaf(name, value, above)) != null) {
                    throw Documents.twice(key);
                }
            }
        }
    }

    private Leaf leaf(ScalarNode name, Node value, List<Above> above) {
        int colon = text.indexOf(':', end(name)) + 1;
        int end = Math.max(colon, contentEnd(value));
        return new Leaf(
                name,
                value,
                colon,
                isSequence(value) ? endOfWords(end) : end,
                column(name),
                name.getValue().contains("."),
                above);
    }

    /// A comment behind the last line of a block belongs to it.
    private int endOfWords(int at) {
        int line = text.indexOf('\n', at);
        int end = line < 0 ? text.length() : line;
        return at + text.substring(at, end).stripTrailing().length();
    }

    /// Written in lines, not in braces.
    private static boolean isBlock(MappingNode mapping) {
        return mapping.getFlowStyle() == FlowStyle.BLOCK && !mapping.getValue().isEmpty();
    }

    private static boolean isSequence(Node node) {
        return node instanceof SequenceNode sequence
                && sequence.getFlowStyle() == FlowStyle.BLOCK
                && !sequence.getValue().isEmpty();
    }

    private static void requireNoAnchors(Node node) throws Fault {
        requireNoAnchor(node);
        if (node instanceof SequenceNode sequence) {
            for (Node one : sequence.getValue()) {
                requireNoAnchors(one);
            }
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple one : mapping.getValue()) {
                requireNoAnchors(one.getKeyNode());
                requireNoAnchors(one.getValueNode());
            }
        }
    }

    private static void requireNoAnchor(Node node) throws Fault {
        if (node.getAnchor().isPresent()) {
            throw Documents.unreadable("it has an anchor, &" + node.getAnchor().get());
        }
    }

    /// The mapping deepest on the way of `key`, which has no setting of that name.
    Optional<Spot> spot(String key) {
        return root.map(mapping -> spot(key, mapping));
    }

    private Spot spot(String key, MappingNode mapping) {
        for (NodeTuple one : mapping.getValue()) {
            String name = one.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (key.startsWith(name + ".")
                    && one.getValueNode() instanceof MappingNode inner
                    && isBlock(inner)) {
                return spot(key.substring(name.length() + 1), inner);
            }
        }
        return new Spot(
                key, column(mapping.getValue().getFirst().getKeyNode()), contentEnd(mapping));
    }

    /// The setting, or the outermost one around it that has nothing else in it.
    Span widest(Leaf leaf) {
        int begin = start(leaf.key());
        for (Above one : leaf.above().reversed()) {
            if (one.mapping().getValue().size() > 1) {
                break;
            }
            begin = start(one.key());
        }
        return new Span(begin, leaf.end());
    }

    private int start(Node node) {
        return index(node.getStartMark());
    }

    private int end(Node node) {
        return index(node.getEndMark());
    }

    private static int column(Node node) {
        return node.getStartMark().map(Mark::getColumn).orElse(0);
    }

    /// The engine counts code points, Java counts chars.
    private int index(Optional<Mark> mark) {
        int points = mark.map(Mark::getIndex).orElse(0);
        return wide ? text.offsetByCodePoints(0, points) : points;
    }

    /// The engine's end of a block lies at the next word, behind comments.
    private int contentEnd(Node node) {
        if (node instanceof MappingNode mapping && isBlock(mapping)) {
            return contentEnd(mapping.getValue().getLast().getValueNode(), mapping);
        }
        if (node instanceof SequenceNode sequence && isSequence(node)) {
            return Math.max(start(sequence) + 1, contentEnd(sequence.getValue().getLast()));
        }
        int end = end(node);
        if (node instanceof ScalarNode scalar && isLiteral(scalar)) {
            while (end > start(node) && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
        }
        return end;
    }

    /// A key without a value ends at its colon.
    private int contentEnd(Node last, MappingNode mapping) {
        int colon = text.indexOf(':', end(mapping.getValue().getLast().getKeyNode())) + 1;
        return Math.max(colon, contentEnd(last));
    }

    private static boolean isLiteral(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED;
    }

    /// Its further lines are kept relative to the key, so that it can stand elsewhere.
    Value value(Leaf leaf) {
        String raw = text.substring(leaf.colon(), leaf.end()).replaceFirst("^[ \t]+", "");
        String dedented = raw.replace("\n" + " ".repeat(leaf.column()), "\n");
        String words =
                leaf.value() instanceof ScalarNode scalar
                        ? scalar.getValue()
                        : YamlValues.meaning(leaf.value());
        return new Value(words, YamlValues.meaning(leaf.value()), dedented);
    }
}
