package belay.proof;

import belay.proof.TableShape.Column;
import belay.release.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What has to be read on each side so that the data before and after can be compared, and the
/// judgement on it.
///
/// Checksums depend on the columns that are hashed; so the tables are paired first, then read, then
/// judged.
public final class Comparison {

    private final List<Pair> pairs;
    private final List<Difference> differences;
    private final Set<Change> seen;
    private final List<Proof.NotCompared> left;

    private Comparison(
            List<Pair> pairs,
            List<Difference> differences,
            Set<Change> seen,
            List<Proof.NotCompared> left) {
        this.pairs = List.copyOf(pairs);
        this.differences = List.copyOf(differences);
        this.seen = seen;
        this.left = List.copyOf(left);
    }

    /// What is read of one table.
    ///
    /// @param columns in the order in which they are hashed, the same on both sides; empty to count
    ///   rows only
    /// @param as the types by which columns are read that have one type on this side and another on
    ///   the other
    public record Side(TableName table, List<String> columns, Map<String, String> as) {

        /// Each column by its own type.
        public Side(TableName table, List<String> columns) {
            this(table, columns, Map.of());
        }

        public Side {
            columns = List.copyOf(columns);
            as = Map.copyOf(as);
        }
    }

    /// The same table before and after.
    ///
    /// @param mayGrow rows may have come, but every old one must still be there; where some have
    ///   come a sum of all rows cannot tell that
    public record Pair(Side before, Side after, boolean mayGrow) {}

    /// Pairs the tables.
    ///
    /// @param declared of all hops together, in their order
    /// @param volatileTables RE2 patterns of tables that are never compared
    public static Comparison of(
            List<TableShape> before,
            List<TableShape> after,
            List<Change> declared,
            List<String> volatileTables) {
        return new Pairing(after, declared, volatileTables).pair(before);
    }

    /// What to read, each table once on each side.
    public List<Pair> pairs() {
        return pairs;
    }

    /// The same of fewer tables; what is known without reading any stays.
    ///
    /// @param tables by their names before
    public Comparison of(Set<TableName> tables) {
        return new Comparison(pairs(tables), differences, seen, left);
    }

    /// What is left to be said of these tables once [#of] has spoken of the others.
    ///
    /// @param tables by their names before
    public Comparison rest(Set<TableName> tables) {
        return new Comparison(pairs(tables), List.of(), seen, List.of());
    }

    /// The same where some tables are filled anew by a copy: that they are there is compared, their
    /// rows are not.
    ///
    /// @param tables by their names before
    public Comparison filledAnew(Set<TableName> tables) {
        var kept = new ArrayList<>(left);
        pairs.stream()
                .map(pair -> pair.before().table())
                .filter(tables::contains)
                .map(table ->
                        new Proof.NotCompared(
                                table, "a materialised view, filled anew from its tables"))
                .forEach(kept::add);
        return new Comparison(
                pairs.stream().filter(pair -> !tables.contains(pair.before().table())).toList(),
                differences,
                seen,
                kept);
    }

    private List<Pair> pairs(Set<TableName> tables) {
        return pairs.stream().filter(pair -> tables.contains(pair.before().table())).toList();
    }

    /// The tables to which rows have come where they may: their old rows have to be looked for one
    /// by one among the new ones.
    ///
    /// @param before one fingerprint for the `before` of every pair
    /// @param after one fingerprint for the `after` of every pair
    public List<Pair> grown(List<Fingerprint> before, List<Fingerprint> after) {
        var old = byTable(before);
        var young = byTable(after);
        return pairs.stream()
                .filter(pair ->
                        hasGrown(pair, print(old, pair.before()), print(young, pair.after())))
                .toList();
    }

    private static boolean hasGrown(Pair pair, Fingerprint was, Fingerprint is) {
        return pair.mayGrow() && !pair.before().columns().isEmpty() && is.rows() > was.rows();
    }

    /// The judgement on what was read, where no table has [#grown].
    ///
    /// @param before one fingerprint for the `before` of every pair
    /// @param after one fingerprint for the `after` of every pair
    public Proof judge(List<Fingerprint> before, List<Fingerprint> after) {
        return judge(before, after, Map.of());
    }

    /// The judgement on what was read.
    ///
    /// @param missing for each table that has [#grown], by its name before, how many of its old
    ///   rows are no longer there as they were
    public Proof judge(
            List<Fingerprint> before, List<Fingerprint> after, Map<TableName, Long> missing) {
        var old = byTable(before);
        var young = byTable(after);
        var found = new ArrayList<>(differences);
        var compared = new ArrayList<Proof.Compared>();
        var notCompared = new ArrayList<>(left);
        for (var pair : pairs) {
            var was = print(old, pair.before());
            var is = print(young, pair.after());
            if (hasGrown(pair, was, is)) {
                judgeGrown(was, missing, found);
            } else {
                judge(pair, was, is, found);
            }
            if (pair.before().columns().isEmpty()) {
                notCompared.add(
                        new Proof.NotCompared(
                                was.table(),
                                "no column that is not declared to differ: only counted"));
            } else {
                compared.add(
                        new Proof.Compared(
                                was.table(), pair.before().columns().size(), was.rows()));
            }
        }
        return new Proof(compared, found, List.copyOf(seen), notCompared, List.of());
    }

    private static void judgeGrown(
            Fingerprint was, Map<TableName, Long> missing, List<Difference> found) {
        var rows = missing.get(was.table());
        if (rows == null) {
            throw new IllegalArgumentException(
                    "the old rows of " + was.table() + " were not looked for");
        }
        if (rows > 0) {
            found.add(
                    new Difference(
                            was.table(),
                            Difference.Kind.OLD_ROWS,
                            "",
                            Long.toString(was.rows()),
                            Long.toString(was.rows() - rows)));
        }
    }

    private static void judge(Pair pair, Fingerprint was, Fingerprint is, List<Difference> found) {
        if (is.rows() != was.rows()) {
            if (!pair.mayGrow() || is.rows() < was.rows()) {
                found.add(
                        new Difference(
                                was.table(),
                                Difference.Kind.ROWS,
                                "",
                                Long.toString(was.rows()),
                                Long.toString(is.rows())));
            }
        } else if (!was.checksum().equals(is.checksum())) {
            found.add(
                    new Difference(
                            was.table(),
                            Difference.Kind.VALUES,
                            "",
                            was.checksum(),
                            is.checksum()));
        }
    }

    private static Map<TableName, Fingerprint> byTable(List<Fingerprint> prints) {
        return prints.stream().collect(Collectors.toMap(Fingerprint::table, Function.identity()));
    }

    private static Fingerprint print(Map<TableName, Fingerprint> prints, Side side) {
        var print = prints.get(side.table());
        if (print == null || !print.columns().equals(side.columns())) {
            throw new IllegalArgumentException("not read as asked: " + side + ", got " + print);
        }
        return print;
    }

    /// One pass over the tables; what it does not pair it explains.
    private static final class Pairing {

        private final Map<TableName, TableShape> unpaired = new TreeMap<>();
        private final Declared declared;
        private final List<Pair> pairs = new ArrayList<>();
        private final List<Difference> differences = new ArrayList<>();
        private final List<Proof.NotCompared> left = new ArrayList<>();

        Pairing(List<TableShape> after, List<Change> changes, List<String> volatileTables) {
            after.forEach(shape -> unpaired.put(shape.table(), shape));
            declared = new Declared(changes, volatileTables);
        }

        Comparison pair(List<TableShape> before) {
            var sorted = new TreeMap<TableName, TableShape>();
            before.forEach(shape -> sorted.put(shape.table(), shape));
            sorted.values().forEach(this::pair);
            unpaired.keySet().forEach(this::appeared);
            return new Comparison(pairs, differences, new LinkedHashSet<>(declared.seen()), left);
        }

        private void pair(TableShape was) {
            var fate = declared.fateOf(was);
            var is = unpaired.remove(fate.name());
            if (is == null && !declared.isVolatile(was.table())) {
                missing(was, fate);
            } else if (is == null || !fate.notCompared().isEmpty()) {
                left.add(new Proof.NotCompared(was.table(), fate.notCompared()));
            } else {
                pairs.add(columns(was, is, fate));
            }
        }

        private void missing(TableShape was, Declared.Fate fate) {
            if (fate.dropped()) {
                left.add(new Proof.NotCompared(was.table(), "declared to be dropped"));
            } else {
                differences.add(
                        new Difference(
                                was.table(),
                                Difference.Kind.TABLE_MISSING,
                                "",
                                was.table().toString(),
                                ""));
            }
        }

        private void appeared(TableName table) {
            var reason = declared.reasonToAppear(table);
            if (reason.isEmpty()) {
                differences.add(
                        new Difference(
                                table, Difference.Kind.TABLE_APPEARED, "", "", table.toString()));
            } else {
                left.add(new Proof.NotCompared(table, reason));
            }
        }

        private Pair columns(TableShape was, TableShape is, Declared.Fate fate) {
            var oldColumns = new ArrayList<String>();
            var newColumns = new ArrayList<String>();
            var oldAs = new HashMap<String, String>();
            var newAs = new HashMap<String, String>();
            var appeared = new LinkedHashSet<>(is.columns());
            for (var column : was.columns()) {
                var name = fate.columnAfter(column.name());
                var match = is.columns().stream().filter(c -> c.name().equals(name)).findFirst();
                match.ifPresent(appeared::remove);
                if (fate.mayDiffer(column.name())) {
                    continue;
                }
                if (match.isPresent() && match.get().type().equals(column.type())) {
                    oldColumns.add(column.name());
                    newColumns.add(name);
                } else if (match.isPresent()
                        && fate.mayWiden(column.name())
                        && Widening.holds(match.get().type(), column.type())) {
                    oldColumns.add(column.name());
                    newColumns.add(name);
                    oldAs.put(column.name(), match.get().type());
                    newAs.put(name, match.get().type());
                } else {
                    differences.add(
                            match.map(c -> retyped(was.table(), column, c))
                                    .orElseGet(() -> gone(was.table(), column)));
                }
            }
            appeared.stream()
                    .filter(column -> !fate.mayAppear(column.name()))
                    .forEach(column -> differences.add(appeared(was.table(), column)));
            return new Pair(
                    new Side(was.table(), oldColumns, oldAs),
                    new Side(is.table(), newColumns, newAs),
                    fate.mayGrow());
        }

        private static Difference retyped(TableName table, Column was, Column is) {
            return new Difference(table, Difference.Kind.TYPE, was.name(), was.type(), is.type());
        }

        private static Difference gone(TableName table, Column was) {
            return new Difference(
                    table, Difference.Kind.COLUMN_MISSING, was.name(), was.type(), "");
        }

        private static Difference appeared(TableName table, Column is) {
            return new Difference(table, Difference.Kind.COLUMN_APPEARED, is.name(), "", is.type());
        }
    }
}
