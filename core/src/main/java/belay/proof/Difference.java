package belay.proof;

/// Something that is not as it was, and that no hop had declared.
///
/// @param column empty where the whole table is meant
/// @param before what was there; empty for nothing
/// @param after what is there now; empty for nothing
public record Difference(TableName table, Kind kind, String column, String before, String after) {

    /// What differs.
    public enum Kind {
        TABLE_MISSING,
        TABLE_APPEARED,
        COLUMN_MISSING,
        COLUMN_APPEARED,
        TYPE,
        /// The number of rows.
        ROWS,
        /// The same number of rows, but other values.
        VALUES
    }

    /// One sentence for a person.
    @Override
    public String toString() {
        return switch (kind) {
            case TABLE_MISSING -> "table " + table + " is gone";
            case TABLE_APPEARED -> "table " + table + " is new";
            case COLUMN_MISSING -> "column " + column + " of " + table + " is gone";
            case COLUMN_APPEARED -> "column " + column + " of " + table + " is new";
            case TYPE ->
                    "column " + column + " of " + table + " was " + before + " and is " + after;
            case ROWS -> table + " had " + before + " rows and has " + after;
            case VALUES -> table + " has other values in the same number of rows";
        };
    }
}
