package belay.proof;

import java.util.List;

/// A table, materialised view, set of sequences or of large objects that can be compared.
///
/// @param columns in the table's order
/// @param derived whether its rows are kept results of a query, as those of a materialised view
///   are: filled anew they may differ though nothing was lost
public record TableShape(TableName table, List<Column> columns, boolean derived) {

    /// One whose rows are its own.
    public TableShape(TableName table, List<Column> columns) {
        this(table, columns, false);
    }

    public TableShape {
        columns = List.copyOf(columns);
    }

    /// One column.
    ///
    /// @param type as the database prints it, e.g. `numeric(12,2)`
    public record Column(String name, String type) {}
}
