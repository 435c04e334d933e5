package belay.postgres;

import belay.outside.Databases.Reading;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.proof.Difference.Rows;
import belay.proof.Difference.Rows.Group;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the rows in which two tables differ without carrying the tables out of their databases.
///
/// Rows are put into buckets by their key; each side says what its buckets sum up to; of those that
/// differ both sides give the keys, and a hash of every column. The number of rows that are given
/// is bounded, whatever the size of the table. Without a key only columns can be told.
final class RowDifferences {

    private static final Logger LOG = LoggerFactory.getLogger(RowDifferences.class);

    private static final int BUCKETS = 4_096;

    /// That are given by each side.
    private static final long MOST_ROWS = 20_000;

    private static final int MOST_KEYS = 3;
    private static final int LONGEST_KEY = 40;

    private static final Pattern SECRET =
            Pattern.compile(
                    "pass(word|wd|phrase)?|pwd|secret|token|credential|api_?key|private|salt|session|\\bpin\\b|otp",
                    Pattern.CASE_INSENSITIVE);

    private static final String KEY =
            """
            SELECT a.attname FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
              unnest(i.indkey) WITH ORDINALITY AS key (number, place)
            JOIN pg_attribute a ON a.attnum = key.number
            WHERE a.attrelid = c.oid AND i.indisprimary AND n.nspname = ? AND c.relname = ?
            ORDER BY key.place
            """;

    private final TableSide before;
    private final TableSide after;
    private final List<String> columns;
    private final List<Integer> key;

    private RowDifferences(
            TableSide before, TableSide after, List<String> columns, List<Integer> key) {
        this.before = before;
        this.after = after;
        this.columns = columns;
        this.key = key;
    }

    /// @param moment the exported snapshot to read `after` by; empty for now
    static Rows find(
            Connections connections,
            Endpoint before,
            Reading was,
            Endpoint after,
            String moment,
            Reading is,
            Duration limit)
            throws Fault, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        return connections.alone(
                before,
                old ->
                        connections.alone(
                                after,
                                young -> {
                                    var left = TableSide.of(old, was, "", end);
                                    var right = TableSide.of(young, is, moment, end);
                                    return found(left, right, was.columns());
                                }));
    }

    /// What there was no time for is not told: the difference itself is known already.
    private static Rows found(TableSide left, TableSide right, List<String> columns)
            throws SQLException {
        try {
            var names =
                    left.session().rows(KEY, left.of().table().schema(), left.of().table().name());
            var key = names.stream().map(row -> columns.indexOf(row.getFirst())).toList();
            var differences = new RowDifferences(left, right, columns, key);
            return key.isEmpty() || key.contains(-1)
                    ? differences.byColumns()
                    : differences.byKey();
        } catch (SQLException e) {
            LOG.info("The rows of {} are not told apart: {}", left.of().table(), e.getMessage());
            return Rows.UNKNOWN;
        }
    }

    private List<Integer> every() {
        return IntStream.range(0, columns.size()).boxed().toList();
    }

    private Rows byColumns() throws SQLException {
        if (columns.isEmpty()) {
            return Rows.UNKNOWN;
        }
        var was = sums(before);
        var is = sums(after);
        return new Rows(
                new Group(0, List.of()),
                new Group(0, List.of()),
                new Group(0, List.of()),
                every().stream()
                        .filter(i -> !was.get(i).equals(is.get(i)))
                        .map(i -> new Rows.Column(columns.get(i), 0))
                        .toList(),
                false);
    }

    private List<String> sums(TableSide side) throws SQLException {
        return side.rows(
                        every().stream()
                                .map(i -> "sum(" + side.hash(List.of(i)) + ")")
                                .collect(Collectors.joining(", ")),
                        "")
                .getFirst();
    }

    private Rows byKey() throws SQLException {
        var was = buckets(before);
        var is = buckets(after);
        var differing = new TreeSet<>(was.keySet());
        differing.addAll(is.keySet());
        differing.removeIf(bucket -> Objects.equals(was.get(bucket), is.get(bucket)));
        var some = new ArrayList<Integer>();
        long rows = 0;
        for (var bucket : differing) {
            rows += Math.max(rows(was, bucket), rows(is, bucket));
            if (rows <= MOST_ROWS) {
                some.add(bucket);
            }
        }
        return compared(keyed(before, some), keyed(after, some), some.size() == differing.size());
    }

    /// The rows of a bucket and their sum.
    private record Bucket(long rows, BigInteger sum) {}

    private static long rows(Map<Integer, Bucket> buckets, int bucket) {
        var there = buckets.get(bucket);
        return there == null ? 0 : there.rows();
    }

    private Map<Integer, Bucket> buckets(TableSide side) throws SQLException {
        var buckets = new HashMap<Integer, Bucket>();
        for (var row :
                side.rows(
                        bucket(side) + ", count(*), sum(" + side.hash(every()) + ")",
                        " GROUP BY 1")) {
            buckets.put(
                    Integer.valueOf(row.get(0)),
                    new Bucket(Long.parseLong(row.get(1)), new BigInteger(row.get(2))));
        }
        return buckets;
    }

    private String bucket(TableSide side) {
        return "(" + side.hash(key) + " & " + (BUCKETS - 1) + ")";
    }

    /// Key → hash of each column, in the order of the keys.
    private Map<List<String>, String[]> keyed(TableSide side, List<Integer> buckets)
            throws SQLException {
        var rows = new TreeMap<List<String>, String[]>(RowDifferences::compare);
        if (buckets.isEmpty()) {
            return rows;
        }
        var what =
                key.stream().map(i -> side.value(i) + "::text").collect(Collectors.joining(", "))
                        + ", concat_ws(' ', "
                        + every().stream()
                                .map(i -> side.hash(List.of(i)))
                                .collect(Collectors.joining(", "))
                        + ")";
        var within =
                " AND "
                        + bucket(side)
                        + " IN ("
                        + buckets.stream().map(Object::toString).collect(Collectors.joining(", "))
                        + ")";
        for (var row : side.rows(what, within)) {
            rows.put(row.subList(0, key.size()), row.getLast().split(" ", -1));
        }
        return rows;
    }

    /// Numbers by their size: people look for the first row.
    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            var a = one.get(i);
            var b = other.get(i);
            boolean numbers = a.matches("-?[0-9]{1,18}") && b.matches("-?[0-9]{1,18}");
            int order =
                    numbers ? Long.compare(Long.parseLong(a), Long.parseLong(b)) : a.compareTo(b);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private Rows compared(
            Map<List<String>, String[]> was, Map<List<String>, String[]> is, boolean all) {
        var gone = new ArrayList<List<String>>();
        var changed = new ArrayList<List<String>>();
        var counts = new long[columns.size()];
        was.forEach((key, hashes) -> {
            var now = is.get(key);
            if (now == null) {
                gone.add(key);
            } else if (!Arrays.equals(hashes, now)) {
                changed.add(key);
                every().stream().filter(i -> !hashes[i].equals(now[i])).forEach(i -> counts[i]++);
            }
        });
        var added = is.keySet().stream().filter(key -> !was.containsKey(key)).toList();
        return new Rows(
                group(gone),
                group(added),
                group(changed),
                every().stream()
                        .filter(i -> counts[i] > 0)
                        .map(i -> new Rows.Column(columns.get(i), counts[i]))
                        .toList(),
                all);
    }

    private Group group(List<List<String>> keys) {
        return new Group(keys.size(), keys.stream().limit(MOST_KEYS).map(this::told).toList());
    }

    /// `id=42`, or `(a=1, b=2)` of a key of several columns.
    private String told(List<String> values) {
        var told =
                IntStream.range(0, key.size())
                        .mapToObj(i -> named(columns.get(key.get(i)), values.get(i)))
                        .collect(Collectors.joining(", "));
        return key.size() == 1 ? told : "(" + told + ")";
    }

    private static String named(String column, String value) {
        if (SECRET.matcher(column).find()) {
            return column + "=(not told)";
        }
        return column
                + "="
                + (value.length() <= LONGEST_KEY ? value : value.substring(0, LONGEST_KEY) + "…");
    }
}
