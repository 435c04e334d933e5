package belay.hosts;

import belay.outside.Fault;
import belay.problem.Safe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// XML, changed as text so that comments, order and blanks stay.
///
/// Keys are paths: `server.port` for the text of an element, `server@port` for an attribute,
/// `server.property[name=timeout]` where elements of one name are told apart by `name`, `id` or
/// `key`.
final class XmlDocument implements Document {

    private final Set<String> whole;
    private String text;
    private XmlElement root;

    XmlDocument(String text, Set<String> whole) throws Fault {
        this.text = text;
        this.whole = whole;
        this.root = XmlScanner.scan(text);
    }

    private void become(String changed) throws Fault {
        text = changed;
        root = XmlScanner.scan(changed);
    }

    /// What a key stands for: an attribute, the text of an element, or a group of elements.
    private sealed interface Spot {

        record Attribute(XmlElement element, XmlElement.Attribute attribute) implements Spot {}

        record Text(XmlElement element) implements Spot {}

        record Group(List<XmlElement> elements) implements Spot {}
    }

    private SequencedMap<String, Spot> spots() {
        SequencedMap<String, Spot> spots = new LinkedHashMap<>();
        collect(root.name, root, spots);
        return spots;
    }

    private void collect(String path, XmlElement element, Map<String, Spot> spots) {
        for (XmlElement.Attribute one : element.settings()) {
            spots.put(path + "@" + one.name(), new Spot.Attribute(element, one));
        }
        if (element.children.isEmpty()
                && (element.settings().isEmpty() || !element.text().isEmpty())) {
            spots.put(path, new Spot.Text(element));
        }
        XmlShapes.groups(element)
                .forEach((name, group) -> {
                    if (whole.contains(path + "." + name)) {
                        spots.put(path + "." + name, new Spot.Group(group));
                    } else {
                        group.forEach(one -> collect(path + "." + one.step(), one, spots));
                    }
                });
    }

    @Override
    public SequencedMap<String, Value> values() {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        spots().forEach((key, spot) -> values.put(key, value(spot)));
        return values;
    }

    private Value value(Spot spot) {
        return switch (spot) {
            case Spot.Attribute(_, var attribute) -> value(attribute.value(), null);
            case Spot.Text(var element) ->
                    new Value(
                            element.text(),
                            element.text(),
                            text.substring(element.opened, element.closing));
            case Spot.Group(var elements) -> {
                String raw =
                        elements.stream()
                                .map(one -> text.substring(one.begin, one.end))
                                .collect(
                                        Collectors.joining(
                                                "\n" + margin(elements.getFirst().begin)));
                yield new Value(
                        raw,
                        elements.stream().map(XmlElement::meaning).collect(Collectors.joining()),
                        raw);
            }
        };
    }

    @Override
    public Value value(String words, @Nullable Value like) {
        return new Value(words, words, Xml.escaped(words));
    }

    @Override
    public void put(String key, Value value) throws Fault {
        Spot spot = spots().get(key);
        switch (spot) {
            case null -> add(key, value);
            case Spot.Attribute(_, var attribute) ->
                    replace(
                            attribute.valueBegin(),
                            attribute.valueEnd(),
                            Xml.escaped(value.text()));
            case Spot.Text(var element) -> replaceText(element, value.raw());
            case Spot.Group(var elements) -> {
                XmlElement first = elements.getFirst();
                removeAll(elements.subList(1, elements.size()));
                replace(first.begin, first.end, value.raw());
            }
        }
    }

    private void replace(int begin, int end, String with) throws Fault {
        become(text.substring(0, begin) + with + text.substring(end));
    }

    private void replaceText(XmlElement element, String raw) throws Fault {
        if (element.closesItself()) {
            int slash = text.lastIndexOf('/', element.end - 1);
            replace(slash, element.end, ">" + raw + "</" + element.name + ">");
        } else {
            replace(element.opened, element.closing, raw);
        }
    }

    /// Goes down as far as there are elements, then makes the rest of the way.
    private void add(String key, Value value) throws Fault {
        String path = root.name;
        XmlElement deepest = root;
        Optional<XmlElement> next = Optional.of(root);
        while (next.isPresent()) {
            deepest = next.get();
            path = deepest == root ? path : path + "." + deepest.step();
            String here = path;
            next =
                    deepest.children.stream()
                            .filter(one -> isOnTheWay(key, here + "." + one.step()))
                            .findFirst();
        }
        if (!isOnTheWay(key, path)) {
            throw Documents.unreadable(
                    "the key " + Safe.name(key) + " does not begin with " + root.name);
        }
        String rest = key.substring(path.length());
        if (rest.startsWith("@")) {
            int at = deepest.opened - (deepest.closesItself() ? 2 : 1);
            replace(at, at, " " + rest.substring(1) + "=\"" + Xml.escaped(value.text()) + "\"");
        } else if (rest.isEmpty()) {
            replaceText(deepest, value.raw());
        } else {
            insert(
                    deepest,
                    whole.contains(key) ? value.raw() : XmlSteps.made(rest.substring(1), value));
        }
    }

    private static boolean isOnTheWay(String key, String path) {
        return key.equals(path) || key.startsWith(path + ".") || key.startsWith(path + "@");
    }

    private void insert(XmlElement into, String element) throws Fault {
        String margin = margin(into.begin);
        if (into.children.isEmpty()) {
            String raw = "\n" + margin + "    " + element + "\n" + margin;
            replaceText(
                    into,
                    into.text().isEmpty() ? raw : text.substring(into.opened, into.closing) + raw);
        } else {
            XmlElement last = into.children.getLast();
            replace(last.end, last.end, "\n" + margin(last.begin) + element);
        }
    }

    /// The blanks before it, when nothing else stands there in its line.
    private String margin(int at) {
        String before = text.substring(text.lastIndexOf('\n', at - 1) + 1, at);
        return before.isBlank() ? before : "";
    }

    @Override
    public void remove(String key) throws Fault {
        Spot spot = spots().get(key);
        switch (spot) {
            case null -> {}
            case Spot.Attribute(var element, var attribute) -> {
                if (element.settings().size() == 1 && isBare(element) && element.parent != null) {
                    removeElement(element);
                } else {
                    replace(attribute.begin(), attribute.end(), "");
                }
            }
            case Spot.Text(var element) -> {
                if (element.settings().isEmpty() && element.parent != null) {
                    removeElement(element);
                } else {
                    replace(element.opened, element.closing, "");
                }
            }
            case Spot.Group(var elements) -> removeAll(elements);
        }
    }

    private static boolean isBare(XmlElement element) {
        return element.children.isEmpty() && element.text().isEmpty();
    }

    /// Whatever it leaves empty goes with it.
    private void removeElement(XmlElement element) throws Fault {
        XmlElement highest = element;
        for (XmlElement up = element.parent;
                up != null
                        && up.parent != null
                        && up.children.size() == 1
                        && up.settings().isEmpty()
                        && up.text().isEmpty();
                up = up.parent) {
            highest = up;
        }
        removeAll(List.of(highest));
    }

    private void removeAll(List<XmlElement> elements) throws Fault {
        String left = text;
        for (XmlElement one : elements.reversed()) {
            int begin = one.begin;
            String margin = margin(begin);
            int before = begin - margin.length();
            boolean wholeLine = before > 0 && text.charAt(before - 1) == '\n' && endsLine(one.end);
            int from =
                    wholeLine ? text.startsWith("\r", before - 2) ? before - 2 : before - 1 : begin;
            left = left.substring(0, from) + left.substring(one.end);
        }
        become(left);
    }

    private boolean endsLine(int at) {
        return at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    /// An empty element holds nothing once others stand in it.
    @Override
    public void settle(SequencedMap<String, Value> wanted) {
        List<String> keys = List.copyOf(wanted.keySet());
        wanted.entrySet()
                .removeIf(one ->
                        one.getValue().text().isEmpty()
                                && keys.stream()
                                        .anyMatch(other -> other.startsWith(one.getKey() + ".")));
    }

    @Override
    public List<Remark> remarks() {
        List<Remark> remarks = new ArrayList<>();
        collectRemarks(root.name, root, remarks);
        return remarks;
    }

    private void collectRemarks(String path, XmlElement element, List<Remark> remarks) {
        for (XmlElement.Comment one : element.comments) {
            String comment = text.substring(one.begin(), one.end());
            if (one.begin() < element.begin) {
                remarks.add(new Remark(path, "", comment));
            } else {
                remarks.add(
                        new Remark(
                                element.children.stream()
                                        .filter(child -> child.begin > one.begin())
                                        .findFirst()
                                        .map(child -> path + "." + child.step())
                                        .orElse(""),
                                path,
                                comment));
            }
        }
        element.children.forEach(
                child -> collectRemarks(path + "." + child.step(), child, remarks));
    }

    @Override
    public void remark(Remark remark) throws Fault {
        Optional<XmlElement> before = element(root.name, root, remark.before());
        if (before.isPresent()) {
            int at = before.get().begin;
            boolean wholeLine = text.substring(text.lastIndexOf('\n', at - 1) + 1, at).isBlank();
            replace(at, at, remark.text() + (wholeLine ? "\n" + margin(at) : ""));
            return;
        }
        XmlElement in = element(root.name, root, remark.within()).orElse(root);
        if (in.children.isEmpty()) {
            replace(in.begin, in.begin, remark.text() + "\n" + margin(in.begin));
        } else {
            insert(in, remark.text());
        }
    }

    private static Optional<XmlElement> element(String path, XmlElement here, String wanted) {
        if (path.equals(wanted)) {
            return Optional.of(here);
        }
        return here.children.stream()
                .filter(child -> isOnTheWay(wanted, path + "." + child.step()))
                .flatMap(child -> element(path + "." + child.step(), child, wanted).stream())
                .findFirst();
    }

    @Override
    public String text() {
        return text;
    }
}
