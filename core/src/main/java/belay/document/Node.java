package belay.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One element of a document. A scalar is its literal text: `1.10` stays `1.10` and `NO` stays
/// `NO`.
public sealed interface Node {

    Place place();

    /// A scalar.
    ///
    /// @param quoted whether it stood in quotes or in a block, so that it can be nothing but text
    record Text(Place place, String value, boolean quoted) implements Node {}

    /// Nothing where a value was to stand: an empty place, `~` or `null`.
    record Nothing(Place place) implements Node {}

    /// A list.
    record Sequence(Place place, List<Node> elements) implements Node {

        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /// A mapping.
    ///
    /// @param entries in the order in which they were written
    record Mapping(Place place, Map<String, Entry> entries) implements Node {

        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /// A value and where its key stands.
    record Entry(Place key, Node value) {}

    /// In words, for messages.
    default String words() {
        return switch (this) {
            case Text text -> text.value();
            case Nothing _ -> "nothing";
            case Sequence sequence -> "a list of " + sequence.elements().size();
            case Mapping mapping -> "keys " + String.join(", ", firstKeys(mapping));
        };
    }

    private static List<String> firstKeys(Mapping mapping) {
        var keys = new ArrayList<>(mapping.entries().keySet());
        return keys.size() <= 5 ? keys : List.of(keys.get(0), keys.get(1), keys.get(2), "…");
    }
}
