package belay.proof;

import java.util.List;

/// A table, materialised view, set of sequences or of large objects that can be compared.
///
/// @param columns in the table's order
public record TableShape(TableName table, List<Column> columns) {

    public TableShape {
        columns = List.copyOf(columns);
    }

    /// One column.
    ///
    /// @param type as the database prints it, e.g. `numeric(12,2)`
    public record Column(String name, String type) {}
}
