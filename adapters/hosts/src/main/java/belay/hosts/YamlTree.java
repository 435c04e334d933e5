package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
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

/// Where the settings of a YAML text stand. Nothing is constructed from it: no tags, one document.
/// An alias (`*name`) is a value by itself and is never followed: what it stands for is a setting
/// elsewhere.
final class YamlTree {

    /// Keys that are no words are refused here, where their line is known.
    private static final LoadSettings ALL_KEYS =
            LoadSettings.builder().setAllowNonScalarKeys(true).build();

    private final String text;
    private final boolean wide;
    private final SequencedMap<String, Leaf> leaves = new LinkedHashMap<>();
    private final Optional<MappingNode> root;

    /// A setting with its value.
    ///
    /// @param colon behind the colon, or behind the key where `{a}` has none
    /// @param end of the value, before any comment
    /// @param column of the key
    /// @param in the mapping it stands in
    /// @param above the settings it lies in, outermost first
    record Leaf(
            Node key,
            Node value,
            int colon,
            int end,
            int column,
            MappingNode in,
            List<Above> above) {

        boolean dotted() {
            return key instanceof ScalarNode name && name.getValue().contains(".");
        }

        /// The anchor of the value with a blank behind it, which stays when the value changes.
        String anchor() {
            return value.getAnchor().map(anchor -> "&" + anchor + " ").orElse("");
        }

        boolean braced() {
            return in.getFlowStyle() == FlowStyle.FLOW;
        }
    }

    /// @param in the mapping that the setting stands in
    record Above(Node key, MappingNode mapping, MappingNode in) {}

    /// Where a setting can be added.
    ///
    /// @param rest of the key, below the mapping
    /// @param braces its settings where the mapping is written in braces, `open` their beginning
    record Spot(String rest, int column, int end, int open, Optional<List<Braces.Span>> braces) {}

    /// What goes with a setting.
    ///
    /// @param braces its neighbours and itself, at `index`, where it stands in braces
    record Gone(int begin, int end, Optional<List<Braces.Span>> braces, int index) {}

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
            Optional<Node> node = new Compose(ALL_KEYS).composeString(text);
            if (node.isEmpty()) {
                return Optional.empty();
            }
            if (node.get() instanceof MappingNode mapping && hasSettings(mapping)) {
                return Optional.of(mapping);
            }
        } catch (YamlEngineException wrong) {
            throw Documents.unreadable(
                    String.valueOf(wrong.getMessage()).replaceAll("\\s*\n\\s*", " "));
        }
        throw Documents.unreadable(1, "it does not begin with `name: value`");
    }

    SequencedMap<String, Leaf> leaves() {
        return leaves;
    }

    private void collect(String path, MappingNode mapping, List<Above> above) throws Fault {
        for (NodeTuple one : mapping.getValue()) {
            if (!(one.getKeyNode() instanceof ScalarNode name)) {
                throw Documents.unreadable(lineOf(one.getKeyNode()), "a key is not a word");
            }
            String key = path + name.getValue();
            Node value = one.getValueNode();
            if (value instanceof MappingNode inner
                    && hasSettings(inner)
                    && !isAlias(value, start(name))) {
                List<Above> below = new ArrayList<>(above);
                below.add(new Above(name, inner, mapping));
                collect(key + ".", inner, below);
            } else {
                if (leaves.put(key, leaf(name, value, mapping, above)) != null) {
                    throw Documents.twice(key, lineOf(name));
                }
            }
        }
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private Leaf leaf(ScalarNode name, Node value, MappingNode in, List<Above> above) {
        int colon = colon(name);
        int end = Math.max(colon, contentEnd(value, colon));
        return new Leaf(
                name,
                value,
                colon,
                isSequence(value) ? endOfWords(end) : end,
                column(name),
                in,
                above);
    }

    /// In braces a key may stand alone.
    private int colon(Node name) {
        int at = end(name);
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.startsWith(":", at) ? at + 1 : end(name);
    }

    /// A comment behind the last line of a block belongs to it.
    private int endOfWords(int at) {
        int line = text.indexOf('\n', at);
        int end = line < 0 ? text.length() : line;
        return at + text.substring(at, end).stripTrailing().length();
    }

    private static boolean hasSettings(MappingNode mapping) {
        return !mapping.getValue().isEmpty();
    }

    /// Written in lines, not in braces.
    private static boolean isBlock(MappingNode mapping) {
        return mapping.getFlowStyle() == FlowStyle.BLOCK && hasSettings(mapping);
    }

    private static boolean isSequence(Node node) {
        return node instanceof SequenceNode sequence
                && sequence.getFlowStyle() == FlowStyle.BLOCK
                && !sequence.getValue().isEmpty();
    }

    /// A node that stands before the place where it is used was written there, under an anchor.
    private boolean isAlias(Node node, int from) {
        return start(node) < from;
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
                    && hasSettings(inner)) {
                return spot(key.substring(name.length() + 1), inner);
            }
        }
        return new Spot(
                key,
                column(mapping.getValue().getFirst().getKeyNode()),
                contentEnd(mapping),
                start(mapping),
                braces(mapping));
    }

    private Optional<List<Braces.Span>> braces(MappingNode mapping) {
        return isBlock(mapping)
                ? Optional.empty()
                : Optional.of(
                        mapping.getValue().stream()
                                .map(one ->
                                        new Braces.Span(
                                                start(one.getKeyNode()),
                                                Math.max(
                                                        colon(one.getKeyNode()),
                                                        contentEnd(
                                                                one.getValueNode(),
                                                                colon(one.getKeyNode())))))
                                .toList());
    }

    /// The setting, or the outermost one around it that has nothing else in it.
    Gone widest(Leaf leaf) {
        Node key = leaf.key();
        int end = leaf.end();
        MappingNode in = leaf.in();
        for (Above one : leaf.above().reversed()) {
            if (one.mapping().getValue().size() > 1) {
                break;
            }
            key = one.key();
            end = Math.max(end, contentEnd(one.mapping()));
            in = one.in();
        }
        List<Node> keys = in.getValue().stream().map(NodeTuple::getKeyNode).toList();
        return new Gone(start(key), end, braces(in), keys.indexOf(key));
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
            NodeTuple last = mapping.getValue().getLast();
            int colon = colon(last.getKeyNode());
            return Math.max(colon, contentEnd(last.getValueNode(), colon));
        }
        if (node instanceof SequenceNode sequence && isSequence(node)) {
            List<Node> all = sequence.getValue();
            int from = start(sequence) + 1;
            for (Node one : all.subList(0, all.size() - 1)) {
                from = contentEnd(one, from);
            }
            return Math.max(from, contentEnd(all.getLast(), from));
        }
        int end = end(node);
        if (node instanceof ScalarNode scalar && isLiteral(scalar)) {
            while (end > start(node) && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
        }
        return end;
    }

    /// @param from where the node, or the alias that stands for it, begins at the earliest
    private int contentEnd(Node node, int from) {
        return isAlias(node, from) ? from + alias(from).length() : contentEnd(node);
    }

    /// What stands from there to the end of the alias.
    private String alias(int from) {
        int at = text.indexOf('*', from) + 1;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && ",[]{}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private static boolean isLiteral(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED;
    }

    /// Its further lines are kept relative to the key, so that it can stand elsewhere.
    Value value(Leaf leaf) {
        String raw = text.substring(leaf.colon(), leaf.end()).replaceFirst("^[ \t]+", "");
        String dedented = raw.replace("\n" + " ".repeat(leaf.column()), "\n");
        String meaning = meaning(leaf.value(), leaf.colon());
        boolean scalar = leaf.value() instanceof ScalarNode && !isAlias(leaf.value(), leaf.colon());
        return new Value(
                scalar ? ((ScalarNode) leaf.value()).getValue() : meaning, meaning, dedented);
    }

    private String meaning(Node node, int from) {
        if (isAlias(node, from)) {
            return alias(from).strip();
        }
        int[] at = {start(node)};
        return switch (node) {
            case ScalarNode scalar -> YamlValues.meaning(scalar);
            case SequenceNode sequence ->
                    sequence.getValue().stream()
                            .map(one -> meaning(one, at))
                            .collect(Collectors.joining(", ", "[", "]"));
            case MappingNode mapping ->
                    mapping.getValue().stream()
                            .map(one ->
                                    meaning(one.getKeyNode(), at)
                                            + ": "
                                            + meaning(one.getValueNode(), at))
                            .collect(Collectors.joining(", ", "{", "}"));
            default ->
                    throw new IllegalStateException(
                            "a node of an unknown kind: " + node.getNodeType());
        };
    }

    /// @param at moved behind the node
    private String meaning(Node node, int[] at) {
        String meaning = meaning(node, at[0]);
        at[0] = Math.max(at[0], contentEnd(node, at[0]));
        return meaning;
    }
}
