package belay.postgres.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a `COPY … FROM stdin` says of the rows behind it.
///
/// @param columns in their order; empty if all of the table's
/// @param plain whether every line is a row: then a block can be cut between two of them
record Rows(Name table, List<String> columns, boolean plain) {

    Rows {
        columns = List.copyOf(columns);
    }

    static Optional<Rows> of(String statement) {
        var words = Words.of(statement);
        if (!words.skip("copy")) {
            return Optional.empty();
        }
        var table = words.name();
        if (table.isEmpty()) {
            return Optional.empty();
        }
        var columns = new ArrayList<String>();
        if (words.skip("(")) {
            do {
                var column = words.name();
                if (column.isEmpty()) {
                    return Optional.empty();
                }
                columns.add(column.get().parts().getLast());
            } while (words.skip(","));
            boolean _ = words.skip(")");
        }
        boolean plain = words.skip("from", "stdin") && words.ended();
        return Optional.of(new Rows(table.get(), columns, plain));
    }
}
