package belay.proof;

import belay.release.Change;
import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The declared changes of a whole path, followed for one table after another.
final class Declared {

    private record Matching(Change change, Pattern pattern) {

        boolean covers(TableName table) {
            return change.table().equals(table.toString()) || pattern.matches(table.toString());
        }
    }

    private final List<Matching> changes;
    private final List<Pattern> volatileTables;
    private final Set<Change> seen = new LinkedHashSet<>();

    Declared(List<Change> changes, List<String> volatileTables) {
        this.changes =
                changes.stream()
                        .map(change -> new Matching(change, Pattern.compile(change.table())))
                        .toList();
        this.volatileTables = volatileTables.stream().map(Pattern::compile).toList();
    }

    /// In the order in which they were declared.
    List<Change> seen() {
        return changes.stream().map(Matching::change).filter(seen::contains).toList();
    }

    /// Why a new table is right; empty if it is not.
    String reasonToAppear(TableName table) {
        if (isVolatile(table)) {
            return VOLATILE;
        }
        for (var matching : changes) {
            boolean mayAppear =
                    switch (matching.change().kind()) {
                        case TABLE_ADDED, ROWS -> true;
                        case COLUMNS,
                                COLUMNS_ADDED,
                                COLUMNS_WIDENED,
                                RENAMED_COLUMNS,
                                ROWS_ADDED,
                                TABLE_DROPPED,
                                TABLE_RENAMED ->
                                false;
                    };
            if (mayAppear && matching.covers(table)) {
                seen.add(matching.change());
                return "declared to be added";
            }
        }
        return "";
    }

    /// Follows one table through all changes.
    Fate fateOf(TableShape table) {
        var fate = new Fate(table);
        if (isVolatile(table.table())) {
            fate.notCompared = VOLATILE;
        }
        for (var matching : changes) {
            if (matching.covers(fate.name) && fate.suffer(matching.change())) {
                seen.add(matching.change());
            }
        }
        return fate;
    }

    boolean isVolatile(TableName table) {
        return volatileTables.stream().anyMatch(pattern -> pattern.matches(table.toString()));
    }

    private static final String VOLATILE = "volatile: it changes all the time";

    /// What the changes do to one table.
    static final class Fate {

        private final Map<String, String> columns = new HashMap<>();
        private final Set<String> differing = new HashSet<>();
        private final Set<String> appearing = new HashSet<>();
        private final Set<String> widened = new HashSet<>();
        private TableName name;
        private boolean anyMayAppear;
        private boolean dropped;
        private boolean mayGrow;
        private String notCompared = "";

        private Fate(TableShape table) {
            name = table.table();
            table.columns().forEach(column -> columns.put(column.name(), column.name()));
        }

        /// Whether the change concerns anything of this table.
        private boolean suffer(Change change) {
            switch (change.kind()) {
                case COLUMNS -> {
                    addNamed(change, differing);
                    appearing.addAll(change.columns());
                }
                case COLUMNS_ADDED -> {
                    anyMayAppear |= change.columns().isEmpty();
                    appearing.addAll(change.columns());
                }
                case COLUMNS_WIDENED -> addNamed(change, widened);
                case RENAMED_COLUMNS -> change.columns().forEach(this::rename);
                case ROWS_ADDED -> mayGrow = true;
                case ROWS ->
                        notCompared =
                                "rows: any, so no rows of this table are compared: "
                                        + change.because();
                case TABLE_DROPPED -> dropped = true;
                case TABLE_RENAMED -> name = renamed(change.columns().getFirst());
                case TABLE_ADDED -> {
                    return false;
                }
            }
            return true;
        }

        /// Under the names that they had before all changes.
        private void addNamed(Change change, Set<String> to) {
            columns.forEach((was, is) -> {
                if (change.columns().contains(is)) {
                    to.add(was);
                }
            });
        }

        private void rename(String oldAndNew) {
            int equals = oldAndNew.indexOf('=');
            var from = oldAndNew.substring(0, equals);
            columns.replaceAll((was, is) -> is.equals(from) ? oldAndNew.substring(equals + 1) : is);
        }

        private TableName renamed(String to) {
            int dot = to.indexOf('.');
            return dot < 0
                    ? new TableName(name.schema(), to)
                    : new TableName(to.substring(0, dot), to.substring(dot + 1));
        }

        TableName name() {
            return name;
        }

        /// Why its values are not compared; empty if they are.
        String notCompared() {
            return notCompared;
        }

        boolean dropped() {
            return dropped;
        }

        boolean mayGrow() {
            return mayGrow;
        }

        String columnAfter(String before) {
            return columns.getOrDefault(before, before);
        }

        boolean mayDiffer(String before) {
            return differing.contains(before);
        }

        boolean mayWiden(String before) {
            return widened.contains(before);
        }

        boolean mayAppear(String column) {
            return anyMayAppear || appearing.contains(column);
        }
    }
}
