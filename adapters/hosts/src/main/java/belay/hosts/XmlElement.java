package belay.hosts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An element of an XML text, and where its pieces stand there. Filled by `XmlScanner`, read by
/// others.
final class XmlElement {

    /// What tells elements of one name apart, the first that they have.
    private static final List<String> IDENTITIES = List.of("name", "id", "key");

    /// @param begin of the blank before the name
    record Attribute(String name, String value, int begin, int valueBegin, int valueEnd) {

        int end() {
            return valueEnd + 1;
        }
    }

    /// Where a comment stands.
    record Comment(int begin, int end) {}

    final String name;
    final @Nullable XmlElement parent;
    final List<Attribute> attributes = new ArrayList<>();
    final List<XmlElement> children = new ArrayList<>();

    /// Those in it and not in its children; the root has those around it too.
    final List<Comment> comments = new ArrayList<>();

    /// Text and CDATA in it, without that of its children.
    final StringBuilder words = new StringBuilder();

    final int begin;

    /// Behind the `>` of its opening.
    int opened;

    /// Before the `<` of its closing; where it closes itself, `opened`.
    int closing;

    int end;

    XmlElement(String name, @Nullable XmlElement parent, int begin) {
        this.name = name;
        this.parent = parent;
        this.begin = begin;
    }

    boolean closesItself() {
        return end == opened;
    }

    String text() {
        return words.toString().strip();
    }

    Optional<Attribute> attribute(String wanted) {
        return attributes.stream().filter(one -> one.name.equals(wanted)).findFirst();
    }

    Optional<Attribute> identity() {
        return IDENTITIES.stream().flatMap(one -> attribute(one).stream()).findFirst();
    }

    /// The attributes that are settings: not the one that names the element.
    List<Attribute> settings() {
        Optional<Attribute> identity = identity();
        return attributes.stream().filter(one -> !identity.equals(Optional.of(one))).toList();
    }

    /// e.g. `property[name=timeout]`
    String step() {
        return name + identity().map(one -> "[" + one.name() + "=" + one.value() + "]").orElse("");
    }

    String meaning() {
        var meaning = new StringBuilder("<").append(name);
        attributes.stream()
                .sorted(Comparator.comparing(Attribute::name))
                .forEach(one ->
                        meaning.append(' ')
                                .append(one.name())
                                .append('=')
                                .append(Xml.escaped(one.value())));
        meaning.append('>').append(Xml.escaped(text()));
        children.forEach(one -> meaning.append(one.meaning()));
        return meaning.append("</>").toString();
    }
}
