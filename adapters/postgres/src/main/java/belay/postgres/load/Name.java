package belay.postgres.load;

import java.util.List;
import java.util.stream.Collectors;

/// The name of a table or an index, as it stands in a statement: one part, or more with the schema
/// before the last.
record Name(List<String> parts) {

    Name {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a name without a part");
        }
    }

    /// As SQL, each part quoted.
    String quoted() {
        return parts.stream()
                .map(part -> '"' + part.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
    }

    /// Whether it says in which schema it lies.
    boolean qualified() {
        return parts.size() > 1;
    }
}
