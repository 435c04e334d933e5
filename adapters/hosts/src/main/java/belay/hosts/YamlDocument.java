package belay.hosts;

import belay.outside.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// YAML, changed as text so that comments, order and layout stay. Sequences are one value.
final class YamlDocument implements Document {

    private String text;
    private YamlTree tree;

    YamlDocument(String text) throws Fault {
        this.text = text;
        this.tree = new YamlTree(text);
    }

    private void become(String changed) throws Fault {
        text = changed;
        tree = new YamlTree(changed);
    }

    @Override
    public SequencedMap<String, Value> values() {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        tree.leaves().forEach((path, leaf) -> values.put(path, tree.value(leaf)));
        return values;
    }

    @Override
    public void put(String key, Value value) throws Fault {
        YamlTree.Leaf leaf = tree.leaves().get(key);
        if (leaf == null) {
            add(key, value);
            return;
        }
        String written =
                leaf.braced()
                        ? " " + leaf.anchor() + YamlValues.inBraces(value)
                        : YamlValues.behindColon(leaf.anchor() + value.raw(), leaf.column());
        boolean alone = leaf.braced() && text.charAt(leaf.colon() - 1) != ':';
        become(
                text.substring(0, leaf.colon())
                        + (alone ? ":" : "")
                        + written
                        + text.substring(leaf.end()));
    }

    /// Below the last setting of the mapping that lies deepest on the key's way. A file whose names
    /// have dots in them (`server.port: 1`) gets more of these.
    private void add(String key, Value value) throws Fault {
        Optional<YamlTree.Spot> found = tree.spot(key);
        if (found.isPresent() && found.get().braces().isPresent()) {
            addInBraces(found.get(), found.get().braces().get(), value);
            return;
        }
        String rest = found.map(YamlTree.Spot::rest).orElse(key);
        int column = found.map(YamlTree.Spot::column).orElse(0);
        int at = found.map(spot -> endOfLine(spot.end())).orElse(text.length());
        boolean flat =
                column == 0 && tree.leaves().values().stream().anyMatch(YamlTree.Leaf::dotted);
        var added = new StringBuilder();
        Deque<String> parts =
                new ArrayDeque<>(flat ? List.of(rest) : List.of(rest.split("\\.", -1)));
        while (parts.size() > 1) {
            added.append(" ".repeat(column))
                    .append(YamlValues.name(parts.removeFirst()))
                    .append(":\n");
            column += 2;
        }
        added.append(" ".repeat(column))
                .append(YamlValues.name(parts.removeFirst()))
                .append(":")
                .append(YamlValues.behindColon(value.raw(), column))
                .append("\n");
        String before = text.substring(0, at);
        String gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        become(before + gap + added + text.substring(at));
    }

    private void addInBraces(YamlTree.Spot spot, List<Braces.Span> settings, Value value)
            throws Fault {
        // Whoever reads the file as JSON wants the new name quoted as the others are.
        boolean quoted = text.charAt(settings.getFirst().begin()) == '"';
        List<String> parts =
                Stream.of(spot.rest().split("\\.", -1))
                        .map(part -> quoted ? TomlText.quoted(part) : YamlValues.name(part))
                        .toList();
        String setting = parts.getLast() + ": " + YamlValues.inBraces(value);
        for (String part : parts.subList(0, parts.size() - 1).reversed()) {
            setting = part + ": {" + setting + "}";
        }
        become(Braces.add(text, spot.open(), settings, setting));
    }

    @Override
    public void remove(String key) throws Fault {
        YamlTree.Leaf leaf = tree.leaves().get(key);
        if (leaf != null) {
            YamlTree.Gone gone = tree.widest(leaf);
            become(
                    gone.braces().isPresent()
                            ? Braces.remove(text, gone.braces().get(), gone.index())
                            : text.substring(0, startOfLine(gone.begin()))
                                    + text.substring(endOfLine(gone.end())));
        }
    }

    /// An empty mapping gives way to settings below it.
    @Override
    public void settle(SequencedMap<String, Value> wanted) {
        Documents.dropEmptyAbove(wanted);
    }

    /// A line that begins with `#` within a value is none, and belongs to it.
    @Override
    public List<Remark> remarks() {
        List<Remark> remarks = new ArrayList<>();
        Deque<Map.Entry<String, YamlTree.Leaf>> left = new ArrayDeque<>(tree.leaves().entrySet());
        for (int at = 0; at < text.length(); at = endOfLine(at)) {
            while (!left.isEmpty() && left.getFirst().getValue().end() <= at) {
                left.removeFirst();
            }
            remark(at, left).ifPresent(remarks::add);
        }
        return remarks;
    }

    /// @param left the settings that end behind the beginning of this line
    private Optional<Remark> remark(int at, Deque<Map.Entry<String, YamlTree.Leaf>> left) {
        String key = left.isEmpty() ? "" : left.getFirst().getKey();
        int colon = left.isEmpty() ? text.length() : left.getFirst().getValue().colon();
        int end = left.isEmpty() ? text.length() : left.getFirst().getValue().end();
        int from = colon >= endOfLine(at) ? at : end;
        String words = text.substring(from, Math.max(from, endOfLine(at))).strip();
        return words.startsWith("#") ? Optional.of(new Remark(key, "", words)) : Optional.empty();
    }

    @Override
    public void remark(Remark remark) throws Fault {
        YamlTree.Leaf leaf = tree.leaves().get(remark.before());
        int at = leaf == null || leaf.braced() ? text.length() : startOfLine(leaf.colon() - 1);
        int column = leaf == null || leaf.braced() ? 0 : leaf.column();
        String gap = at == 0 || text.charAt(at - 1) == '\n' ? "" : "\n";
        become(
                text.substring(0, at)
                        + gap
                        + " ".repeat(column)
                        + remark.text()
                        + "\n"
                        + text.substring(at));
    }

    private int startOfLine(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private int endOfLine(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    @Override
    public Value value(String words, @Nullable Value like) {
        return YamlValues.value(words, like);
    }

    @Override
    public String text() {
        return text;
    }
}
