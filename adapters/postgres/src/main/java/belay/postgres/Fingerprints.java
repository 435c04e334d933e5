package belay.postgres;

import belay.outside.Databases.Reading;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.postgres.Connections.Session;
import belay.proof.Fingerprint;
import belay.proof.TableName;
import belay.proof.TableShape;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Reads what tables hold, as a row count and the sum of a 64-bit hash of every row: the order of
/// rows does not matter, one row twice does.
///
/// Partitions are read as their table; large tables are read in ranges of blocks, so that every
/// processor has work. Text, not bytes, is hashed: it is the same across releases of the server.
final class Fingerprints {

    /// Blocks of 8 KiB that one query reads.
    private static final long BLOCKS = 8_192;

    private static final TableName LARGE_OBJECTS = new TableName("pg_catalog", "pg_largeobject");

    private static final String SHAPES =
            """
            SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
              AND n.nspname !~ '^(pg_temp|pg_toast_temp)_' AND n.nspname <> 'belay_marks'
              AND (c.relkind <> 'm' OR c.relispopulated)
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
            """;

    /// The tables that hold a table's rows: itself, or its partitions; with their size in blocks.
    private static final String LEAVES =
            """
            SELECT n.nspname, c.relname, pg_relation_size(c.oid) / current_setting('block_size')::int
            FROM pg_class top JOIN pg_namespace topn ON topn.oid = top.relnamespace,
              LATERAL (SELECT top.oid AS relid, top.relkind <> 'p' AS isleaf
                WHERE top.relkind <> 'p'
                UNION ALL
                SELECT t.relid::oid, t.isleaf FROM pg_partition_tree(top.oid) t WHERE top.relkind = 'p') leaf
              JOIN pg_class c ON c.oid = leaf.relid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE topn.nspname = ? AND top.relname = ? AND leaf.isleaf AND c.relkind IN ('r', 'm')
            """;

    /// Dates, floats and the like are written the same way wherever they are read.
    private static final String SAME_WORDS =
            "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601';"
                    + " SET extra_float_digits = 3; SET bytea_output = 'hex'; SET xmloption = 'content';"
                    + " SET lc_monetary = 'C'; SET jit = off; SET max_parallel_workers_per_gather = 0";

    private final Connections connections;

    Fingerprints(Connections connections) {
        this.connections = connections;
    }

    List<TableShape> shapes(Endpoint database) throws Fault {
        return connections.ask(
                database,
                session -> {
                    var columns = new LinkedHashMap<TableName, List<TableShape.Column>>();
                    for (var row : session.rows(SHAPES)) {
                        var of =
                                columns.computeIfAbsent(
                                        new TableName(row.get(0), row.get(1)),
                                        name -> new ArrayList<>());
                        if (!row.get(2).isEmpty()) {
                            of.add(new TableShape.Column(row.get(2), row.get(3)));
                        }
                    }
                    if (session.yes("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
                        columns.put(
                                LARGE_OBJECTS,
                                List.of(
                                        new TableShape.Column("loid", "oid"),
                                        new TableShape.Column("pageno", "integer"),
                                        new TableShape.Column("data", "bytea")));
                    }
                    return columns.entrySet().stream()
                            .map(entry -> new TableShape(entry.getKey(), entry.getValue()))
                            .toList();
                });
    }

    /// One query's worth.
    private record Piece(int reading, String sql, long blocks) {}

    private record Sum(int reading, long rows, BigInteger checksum) {}

    /// @param snapshot the server's name of an exported snapshot
    List<Fingerprint> read(Endpoint database, String snapshot, List<Reading> readings, Meter meter)
            throws Fault, InterruptedException {
        var pieces = connections.alone(database, session -> pieces(session, snapshot, readings));
        long total = pieces.stream().mapToLong(Piece::blocks).sum();
        var done = new AtomicLong();
        var queue = new ConcurrentLinkedQueue<>(pieces);
        var workers = new ArrayList<Callable<List<Sum>>>();
        for (int worker = 0; worker < Math.min(Parallel.WIDTH, pieces.size()); worker++) {
            workers.add(() ->
                    connections.alone(
                            database,
                            session -> {
                                begin(session, snapshot);
                                var sums = new ArrayList<Sum>();
                                for (var piece = queue.poll();
                                        piece != null;
                                        piece = queue.poll()) {
                                    sums.add(sum(session, piece));
                                    meter.at(done.addAndGet(piece.blocks()), total, "blocks");
                                }
                                session.execute("COMMIT");
                                return sums;
                            }));
        }
        return totals(readings, Parallel.all(workers).stream().flatMap(List::stream).toList());
    }

    private static Sum sum(Session session, Piece piece) throws SQLException {
        var row = session.rows(piece.sql()).getFirst();
        return new Sum(piece.reading(), Long.parseLong(row.get(0)), new BigInteger(row.get(1)));
    }

    private static void begin(Session session, String snapshot) throws SQLException {
        session.execute(SAME_WORDS);
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        session.execute("SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
    }

    private static List<Piece> pieces(Session session, String snapshot, List<Reading> readings)
            throws SQLException {
        begin(session, snapshot);
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < readings.size(); i++) {
            addPieces(session, i, readings.get(i), pieces);
        }
        session.execute("COMMIT");
        pieces.sort(Comparator.comparingLong(Piece::blocks).reversed());
        return pieces;
    }

    private static void addPieces(Session session, int i, Reading reading, List<Piece> pieces)
            throws SQLException {
        var row =
                reading.columns().isEmpty()
                        ? "''"
                        : "ROW("
                                + reading.columns().stream()
                                        .map(Fingerprints::quoted)
                                        .collect(Collectors.joining(", "))
                                + ")::text";
        boolean ranges = session.number("SHOW server_version_num") >= 140000;
        for (var leaf : leaves(session, reading.table())) {
            var select =
                    "SELECT count(*), coalesce(sum(hashtextextended("
                            + row
                            + ", 0)), 0) FROM ONLY "
                            + quoted(leaf.get(0))
                            + "."
                            + quoted(leaf.get(1))
                            + " WHERE "
                            + Writes.olderThan(reading.before());
            long blocks = Long.parseLong(leaf.get(2));
            if (!ranges || blocks <= BLOCKS) {
                pieces.add(new Piece(i, select, blocks + 1));
                continue;
            }
            for (long from = 0; from < blocks; from += BLOCKS) {
                boolean last = from + BLOCKS >= blocks;
                pieces.add(
                        new Piece(
                                i,
                                select
                                        + " AND ctid >= '("
                                        + from
                                        + ",0)'::tid"
                                        + (last
                                                ? ""
                                                : " AND ctid < '(" + (from + BLOCKS) + ",0)'::tid"),
                                Math.min(BLOCKS, blocks - from)));
            }
        }
    }

    private static List<List<String>> leaves(Session session, TableName table) throws SQLException {
        if (table.equals(LARGE_OBJECTS)) {
            return List.of(List.of(table.schema(), table.name(), "0"));
        }
        return session.rows(LEAVES, table.schema(), table.name());
    }

    private static List<Fingerprint> totals(List<Reading> readings, List<Sum> sums) {
        var rows = new long[readings.size()];
        var checksums = new BigInteger[readings.size()];
        Arrays.fill(checksums, BigInteger.ZERO);
        for (var sum : sums) {
            rows[sum.reading()] += sum.rows();
            checksums[sum.reading()] = checksums[sum.reading()].add(sum.checksum());
        }
        var totals = new ArrayList<Fingerprint>();
        for (int i = 0; i < rows.length; i++) {
            var reading = readings.get(i);
            totals.add(
                    new Fingerprint(
                            reading.table(),
                            reading.columns(),
                            rows[i],
                            checksums[i].toString(36)));
        }
        return totals;
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
