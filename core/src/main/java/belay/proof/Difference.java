package belay.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Something that is not as it was, and that no hop had declared.
///
/// @param column empty where the whole table is meant
/// @param before what was there; empty for nothing
/// @param after what is there now; empty for nothing
/// @param rows which rows differ, where they could be told apart
public record Difference(
        TableName table, Kind kind, String column, String before, String after, Rows rows) {

    /// Of a whole table or column.
    public Difference(TableName table, Kind kind, String column, String before, String after) {
        this(table, kind, column, before, after, Rows.UNKNOWN);
    }

    /// The same with the rows that differ.
    public Difference with(Rows told) {
        return new Difference(
                table,
                kind,
                column,
                before,
                after,
                kind == Kind.OLD_ROWS ? told.withoutAdded() : told);
    }

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
        VALUES,
        /// Rows may have come; but of the old ones, of which there were `before`, only `after` are
        /// still there as they were.
        OLD_ROWS
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
            case ROWS -> table + " had " + before + " rows and has " + after + rows;
            case VALUES -> table + " has other values in the same number of rows" + rows;
            case OLD_ROWS -> table + " has " + after + " of its " + before + " old rows" + rows;
        };
    }

    /// What a hop would declare if this difference is right, as it stands in a pack under
    /// `changes`.
    public String declaration() {
        var what =
                switch (kind) {
                    case TABLE_MISSING -> "dropped: true";
                    case TABLE_APPEARED -> "added: true";
                    case COLUMN_APPEARED -> "columns-added: [" + column + "]";
                    case COLUMN_MISSING -> "columns: [" + column + "]";
                    case TYPE ->
                            (Widening.holds(after, before) ? "columns-widened: [" : "columns: [")
                                    + column
                                    + "]";
                    case ROWS ->
                            Long.parseLong(after) > Long.parseLong(before)
                                            && rows.gone().none()
                                            && rows.changed().none()
                                    ? "rows: added"
                                    : "rows: any";
                    case VALUES, OLD_ROWS ->
                            rows.columns().isEmpty() || !rows.gone().none()
                                    ? "rows: any"
                                    : "columns: ["
                                            + String.join(
                                                    ", ",
                                                    rows.columns().stream()
                                                            .map(Rows.Column::name)
                                                            .toList())
                                            + "]";
                };
        return "{table: " + table + ", " + what + ", because: ...}";
    }

    /// Which rows of a table differ, as far as it was looked into.
    ///
    /// @param gone rows whose key is no longer there
    /// @param added rows whose key was not there
    /// @param changed rows that have other values under the same key
    /// @param columns in which the changed rows differ, or, of a table without a key, in which the
    ///   table differs
    /// @param all whether every row that differs was counted; else there may be more
    public record Rows(Group gone, Group added, Group changed, List<Column> columns, boolean all) {

        public static final Rows UNKNOWN =
                new Rows(Group.NONE, Group.NONE, Group.NONE, List.of(), false);

        public Rows {
            columns = List.copyOf(columns);
        }

        /// The same where rows may be added. Where rows could not be told apart, a column may
        /// differ by those alone.
        Rows withoutAdded() {
            return gone.none() && changed.none()
                    ? UNKNOWN
                    : new Rows(gone, Group.NONE, changed, columns, all);
        }

        /// Rows of one kind.
        ///
        /// @param keys of the first of them; never a secret
        public record Group(long rows, List<String> keys) {

            static final Group NONE = new Group(0, List.of());

            public Group {
                keys = List.copyOf(keys);
            }

            boolean none() {
                return rows == 0;
            }
        }

        /// A column and in how many rows it differs; 0 where the rows could not be told apart.
        public record Column(String name, long rows) {}

        /// As the end of a sentence.
        @Override
        public String toString() {
            var words = new ArrayList<String>();
            add(words, gone, "gone");
            add(words, added, "new");
            add(words, changed, "changed");
            if (!columns.isEmpty()) {
                words.add(
                        "in "
                                + columns.stream()
                                        .map(one ->
                                                one.name()
                                                        + (one.rows() == 0
                                                                ? ""
                                                                : " (" + one.rows() + ")"))
                                        .collect(Collectors.joining(", ")));
            }
            return words.isEmpty() ? "" : ": " + String.join("; ", words);
        }

        private void add(List<String> words, Group group, String what) {
            if (!group.none()) {
                words.add(
                        (all ? "" : "at least ")
                                + group.rows()
                                + " "
                                + what
                                + (group.keys().isEmpty()
                                        ? ""
                                        : ", e.g. " + String.join(", ", group.keys())));
            }
        }
    }
}
