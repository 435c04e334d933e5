package belay.postgres;

import belay.outside.Databases.Reading;
import belay.outside.Endpoint;
import belay.outside.Fault;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Counts the rows of one table that have no equal in another, which may have rows besides.
///
/// Both sides put their rows into buckets by a hash of the whole row and say what each bucket sums
/// up to. Where a bucket is the same on both sides nothing is missing; the hashes of all others are
/// read in order, a batch at a time, and merged. So a few new rows in a large table cost one pass
/// over it and some rows in their order, and no side has to have a key.
final class MissingRows {

    private static final int BUCKETS = 65_536;

    /// Hashes that are held here of each side.
    private static final int BATCH = 10_000;

    /// PostgreSQL manual, appendix A: `query_canceled`, here by `statement_timeout`.
    private static final String CANCELED = "57014";

    /// By which the server's clock may be ahead of ours.
    private static final long TICK = 20_000_000;

    private MissingRows() {}

    /// @param moment the exported snapshot to read `after` by; empty for now
    /// @return empty if it could not be found out within `limit`
    static OptionalLong count(
            Connections connections,
            Endpoint before,
            Reading was,
            Endpoint after,
            String moment,
            Reading is,
            Duration limit)
            throws Fault, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        return connections.withOwnSettings(
                before,
                old ->
                        connections.withOwnSettings(
                                after,
                                young -> {
                                    var left = TableSide.of(old, was, "", end);
                                    var right = TableSide.of(young, is, moment, end);
                                    return inTime(left, right);
                                }));
    }

    private static OptionalLong inTime(TableSide old, TableSide young) throws SQLException {
        try {
            return OptionalLong.of(missing(old, young));
        } catch (SQLException e) {
            if (CANCELED.equals(e.getSQLState()) && System.nanoTime() >= old.end() - TICK) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private static long missing(TableSide old, TableSide young) throws SQLException {
        var was = new Rows(old, Fingerprints.hash(old.session(), old.of()));
        var is = new Rows(young, Fingerprints.hash(young.session(), young.of()));
        var differing = Buckets.of(was).unlike(Buckets.of(is));
        if (differing.isEmpty()) {
            return 0;
        }
        var were = new Hashes(was, differing);
        var are = new Hashes(is, differing);
        long missing = 0;
        for (; were.more(); were.next()) {
            while (are.more() && are.hash() < were.hash()) {
                are.next();
            }
            if (are.more() && are.hash() == were.hash()) {
                are.next();
            } else {
                missing++;
            }
        }
        return missing;
    }

    /// @param hash of a row, in SQL
    private record Rows(TableSide side, String hash) {

        String bucket() {
            return "(" + hash + " & " + (BUCKETS - 1) + ")";
        }
    }

    /// How many rows each bucket has, and the sum of their hashes, cut to 64 bits.
    private static final class Buckets {

        private final long[] rows = new long[BUCKETS];
        private final long[] sums = new long[BUCKETS];

        static Buckets of(Rows table) throws SQLException {
            var all = new Buckets();
            var what = table.bucket() + ", count(*), sum(" + table.hash() + ")";
            for (var row : table.side().rows(what, " GROUP BY 1")) {
                int bucket = Integer.parseInt(row.get(0));
                all.rows[bucket] = Long.parseLong(row.get(1));
                all.sums[bucket] = new BigInteger(row.get(2)).longValue();
            }
            return all;
        }

        /// Those in which rows of this side may be missing on the other.
        List<Integer> unlike(Buckets other) {
            return IntStream.range(0, BUCKETS)
                    .filter(i ->
                            rows[i] > 0 && (rows[i] != other.rows[i] || sums[i] != other.sums[i]))
                    .boxed()
                    .toList();
        }
    }

    /// The hashes of all rows in some buckets, from the smallest on.
    private static final class Hashes {

        private final TableSide side;
        private List<List<String>> batch = new ArrayList<>();
        private int at;

        Hashes(Rows table, List<Integer> buckets) throws SQLException {
            side = table.side();
            side.limit();
            side.session()
                    .execute(
                            "DECLARE hashes NO SCROLL CURSOR FOR "
                                    + side.select(
                                            table.hash(),
                                            " AND " + within(table, buckets) + " ORDER BY 1"));
            fetch();
        }

        private static String within(Rows table, List<Integer> buckets) {
            return table.bucket()
                    + " = ANY ('{"
                    + buckets.stream().map(Object::toString).collect(Collectors.joining(","))
                    + "}'::bigint[])";
        }

        private void fetch() throws SQLException {
            batch = side.asked("FETCH " + BATCH + " FROM hashes");
            at = 0;
        }

        boolean more() {
            return at < batch.size();
        }

        long hash() {
            return Long.parseLong(batch.get(at).getFirst());
        }

        void next() throws SQLException {
            at++;
            if (at == batch.size()) {
                fetch();
            }
        }
    }
}
