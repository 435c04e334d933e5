package belay.release;

import com.google.re2j.Pattern;
import java.util.List;

/// A difference that a hop is declared to make to the data; what is not declared is a difference
/// found.
///
/// @param table `schema.table`, or a RE2 pattern of it
/// @param kind what may differ
/// @param columns the columns that may differ; for RENAMED_COLUMNS written `old=new`; empty
///   otherwise
/// @param because for the report
public record Change(String table, Kind kind, List<String> columns, String because) {

    public enum Kind {
        /// These columns may hold other values; the rest is compared.
        COLUMNS,
        /// These columns may be new; empty for any.
        COLUMNS_ADDED,
        /// These columns may have a type that holds every value of the old one; the values are
        /// compared.
        COLUMNS_WIDENED,
        RENAMED_COLUMNS,
        /// Rows may be added; those there were are compared.
        ROWS_ADDED,
        /// Rows may come, go and change: not compared.
        ROWS,
        TABLE_DROPPED,
        TABLE_ADDED,
        /// `columns` holds the one new name.
        TABLE_RENAMED
    }

    public Change {
        columns = List.copyOf(columns);
    }

    /// @param name `schema.table`
    public boolean covers(String name) {
        return table.equals(name) || Pattern.matches(table, name);
    }
}
