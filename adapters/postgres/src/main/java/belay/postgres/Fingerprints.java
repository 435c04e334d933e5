package belay.postgres;

import belay.outside.Databases.Bound;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Reads what tables hold, as a row count and the sum of a 64-bit hash of every row: the order of
/// rows does not matter, one row twice does.
///
/// Partitions are read as their table; large tables are read in ranges of blocks, so that every
/// processor has work, and small ones share a query. Where a type's own hash tells values apart as
/// their words do it is taken, else the words are hashed, as they are by servers before 14: both
/// sides of a comparison are of one major release.
final class Fingerprints {

    /// Blocks of 8 KiB that one query reads.
    private static final long BLOCKS = 8_192;

    private static final TableName LARGE_OBJECTS = new TableName("pg_catalog", "pg_largeobject");

    private static final String SHAPES =
            """
            SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), c.relkind = 'm'
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
              AND n.nspname !~ '^(pg_temp|pg_toast_temp)_' AND n.nspname <> 'belay_marks'
              AND (c.relkind <> 'm' OR c.relispopulated)
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
            """;

    /// The tables that hold the rows of each table: itself, or its partitions; with their size in
    /// blocks. One that is stored in the server's own way and has no block has no row.
    private static final String LEAVES =
            """
            SELECT topn.nspname, top.relname, n.nspname, c.relname, c.relam = 2,
              pg_relation_size(c.oid) / current_setting('block_size')::int
            FROM pg_class top JOIN pg_namespace topn ON topn.oid = top.relnamespace,
              LATERAL (SELECT top.oid AS relid WHERE top.relkind <> 'p'
                UNION ALL
                SELECT t.relid::oid FROM pg_partition_tree(top.oid) t WHERE top.relkind = 'p' AND t.isleaf) leaf
              JOIN pg_class c ON c.oid = leaf.relid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE top.relkind IN ('r', 'p', 'm') AND NOT top.relispartition AND top.relpersistence <> 't'
              AND c.relkind IN ('r', 'm')
              AND (topn.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                OR top.oid = 'pg_largeobject'::regclass)
              AND topn.nspname !~ '^(pg_temp|pg_toast_temp)_'
            """;

    /// Whether the bytes of a value tell all of it (`plain`, `text`), or only its words do. Numbers
    /// without a scale of their own, floats, documents and arrays have several forms of what their
    /// types call equal.
    private static final String FORMS =
            """
            SELECT n.nspname, c.relname, a.attname, CASE
              WHEN a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'oid'::regtype, 'bool'::regtype,
                '"char"'::regtype, 'date'::regtype, 'time'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype,
                'uuid'::regtype, 'bytea'::regtype) THEN 'plain'
              WHEN a.atttypid = 'numeric'::regtype AND a.atttypmod >= 0 THEN 'plain'
              WHEN a.atttypid IN ('text'::regtype, 'varchar'::regtype)
                OR a.atttypid = 'bpchar'::regtype AND a.atttypmod >= 0 THEN 'text'
              ELSE 'words' END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
              AND (n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                OR c.oid = 'pg_largeobject'::regclass)
              AND n.nspname !~ '^(pg_temp|pg_toast_temp)_'
            """;

    /// Dates, floats and the like are written the same way wherever they are read.
    static final String SAME_WORDS =
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
                    var derived = new HashSet<TableName>();
                    for (var row : session.rows(SHAPES)) {
                        if (row.get(4).equals("t")) {
                            derived.add(new TableName(row.get(0), row.get(1)));
                        }
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
                            .map(entry ->
                                    new TableShape(
                                            entry.getKey(),
                                            entry.getValue(),
                                            derived.contains(entry.getKey())))
                            .toList();
                });
    }

    /// Some blocks of one table of a reading.
    private record Part(int reading, String select, long blocks) {}

    /// One query's worth: blocks of a large table, or many small tables.
    private record Piece(List<Part> parts) {

        long blocks() {
            return parts.stream().mapToLong(part -> part.blocks() + 1).sum();
        }

        String sql() {
            return parts.stream().map(Part::select).collect(Collectors.joining(" UNION ALL "));
        }
    }

    /// A login takes as long as reading some megabytes.
    private static int sessions(long blocks) {
        return Math.clamp(blocks / FEW, 1, Parallel.WIDTH);
    }

    private record Sum(int reading, long rows, BigInteger checksum) {}

    /// @param snapshot the server's name of an exported snapshot
    /// @param bound beyond which no more is read, the smallest tables having been read first
    /// @return of every table that was read whole
    List<Fingerprint> read(
            Endpoint database, String snapshot, List<Reading> readings, Bound bound, Meter meter)
            throws Fault, InterruptedException {
        long end = System.nanoTime() + bound.time().toNanos();
        var unread = ConcurrentHashMap.<Integer>newKeySet();
        var pieces =
                connections.withOwnSettings(
                        database, session -> pieces(session, snapshot, readings, bound, unread));
        long total = pieces.stream().mapToLong(Piece::blocks).sum();
        var done = new AtomicLong();
        var queue = new ConcurrentLinkedQueue<>(pieces);
        var workers = new ArrayList<Callable<List<Sum>>>();
        for (int worker = 0; worker < Math.min(pieces.size(), sessions(total)); worker++) {
            workers.add(() ->
                    connections.withOwnSettings(
                            database,
                            session -> {
                                session.execute(SAME_WORDS);
                                var sums = new ArrayList<Sum>();
                                for (var piece = queue.poll();
                                        piece != null;
                                        piece = queue.poll()) {
                                    if (!sum(session, snapshot, piece, end, sums)) {
                                        piece.parts().forEach(part -> unread.add(part.reading()));
                                    }
                                    meter.at(done.addAndGet(piece.blocks()), total, "blocks");
                                }
                                return sums;
                            }));
        }
        var sums = Parallel.sessions(workers).stream().flatMap(List::stream).toList();
        return totals(readings, sums, unread);
    }

    /// @return false if there was no time for it
    private static boolean sum(
            Session session, String snapshot, Piece piece, long end, List<Sum> sums)
            throws SQLException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            return false;
        }
        // A transaction for each piece: one for all would hold a lock on every table and index.
        begin(session, snapshot, millis);
        try {
            for (var row : session.rows(piece.sql())) {
                sums.add(
                        new Sum(
                                Integer.parseInt(row.get(0)),
                                Long.parseLong(row.get(1)),
                                new BigInteger(row.get(2))));
            }
            session.execute("COMMIT");
            return true;
        } catch (SQLException e) {
            if (CANCELED.equals(e.getSQLState()) && System.nanoTime() >= end - TICK) {
                session.execute("ROLLBACK");
                return false;
            }
            throw e;
        }
    }

    /// PostgreSQL manual, appendix A: `query_canceled`, here by `statement_timeout`.
    private static final String CANCELED = "57014";

    /// By which the server's clock may be ahead of ours.
    private static final long TICK = 20_000_000;

    private static void begin(Session session, String snapshot, long millis) throws SQLException {
        session.execute(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '"
                        + snapshot.replace("'", "''")
                        + "'; SET LOCAL statement_timeout = "
                        + Math.min(millis, Integer.MAX_VALUE));
    }

    /// A table, or a partition, as it is stored.
    private record Leaf(String schema, String name, boolean heap, long blocks) {}

    /// In the order in which they are read.
    ///
    /// @param left takes the readings for which `bound` has no room
    private static List<Piece> pieces(
            Session session,
            String snapshot,
            List<Reading> readings,
            Bound bound,
            Set<Integer> left)
            throws SQLException {
        begin(session, snapshot, Integer.MAX_VALUE);
        var leaves = new HashMap<TableName, List<Leaf>>();
        for (var row : session.rows(LEAVES)) {
            leaves.computeIfAbsent(new TableName(row.get(0), row.get(1)), name -> new ArrayList<>())
                    .add(
                            new Leaf(
                                    row.get(2),
                                    row.get(3),
                                    row.get(4).equals("t"),
                                    Long.parseLong(row.get(5))));
        }
        var forms = new HashMap<TableName, Map<String, String>>();
        for (var row : session.rows(FORMS)) {
            forms.computeIfAbsent(new TableName(row.get(0), row.get(1)), name -> new HashMap<>())
                    .put(row.get(2), row.get(3));
        }
        boolean hashesRecords = hashesRecords(session);
        long next = Writes.next(session);
        session.execute("COMMIT");
        var parts = new ArrayList<List<Part>>();
        for (int i = 0; i < readings.size(); i++) {
            var reading = readings.get(i);
            var hash =
                    hash(
                            reading,
                            hashesRecords
                                    ? forms.getOrDefault(reading.table(), Map.of())
                                    : Map.of());
            parts.add(
                    parts(
                            i,
                            hash,
                            reading,
                            leaves.getOrDefault(reading.table(), List.of()),
                            hashesRecords,
                            next));
        }
        parts.sort(Comparator.comparingLong(Fingerprints::blocks));
        return together(within(bound.bytes() / BLOCK, parts, left));
    }

    private static boolean hashesRecords(Session session) throws SQLException {
        return session.number("SHOW server_version_num") >= 140000;
    }

    /// The hash of a row by which [#read] sums a table up.
    static String hash(Session session, Reading reading) throws SQLException {
        var forms = new HashMap<String, String>();
        if (hashesRecords(session)) {
            var table = reading.table();
            for (var row :
                    session.rows(
                            FORMS + " AND n.nspname = ? AND c.relname = ?",
                            table.schema(),
                            table.name())) {
                forms.put(row.get(2), row.get(3));
            }
        }
        return hash(reading, forms);
    }

    /// Bytes of a block as servers are built unless told otherwise.
    private static final int BLOCK = 8_192;

    private static List<Part> within(long blocks, List<List<Part>> tables, Set<Integer> left) {
        var within = new ArrayList<Part>();
        long room = blocks;
        for (var table : tables) {
            room -= blocks(table);
            if (room >= 0) {
                within.addAll(table);
            } else {
                table.forEach(part -> left.add(part.reading()));
            }
        }
        return within;
    }

    private static long blocks(List<Part> parts) {
        return parts.stream().mapToLong(Part::blocks).sum();
    }

    /// Small tables share a query, because asking takes longer than reading them.
    private static List<Piece> together(List<Part> parts) {
        var pieces = new ArrayList<Piece>();
        var next = new ArrayList<Part>();
        long blocks = 0;
        for (var part : parts) {
            if (!next.isEmpty() && (next.size() >= MOST_TOGETHER || blocks + part.blocks() > FEW)) {
                pieces.add(new Piece(List.copyOf(next)));
                next.clear();
                blocks = 0;
            }
            next.add(part);
            blocks += part.blocks();
        }
        if (!next.isEmpty()) {
            pieces.add(new Piece(List.copyOf(next)));
        }
        return pieces;
    }

    /// Blocks that tables which share a query may have in all.
    private static final long FEW = 1_024;

    private static final int MOST_TOGETHER = 64;

    /// A 64-bit hash of the columns of one row. The server combines those of a record by sums and
    /// products, which a sum over rows would see through; so it is hashed once more.
    ///
    /// @param forms of columns; a column without one is told by its words
    private static String hash(Reading reading, Map<String, String> forms) {
        if (reading.columns().isEmpty()) {
            return "0";
        }
        var told = new ArrayList<String>();
        var words = new ArrayList<String>();
        for (var column : reading.columns()) {
            // Both sides of a column that is converted must be told alike, whatever it is stored
            // as.
            var form =
                    reading.as().containsKey(column)
                            ? "words"
                            : forms.getOrDefault(column, "words");
            switch (form) {
                case "plain" -> told.add(quoted(column));
                case "text" -> told.add(quoted(column) + " COLLATE \"C\"");
                default -> words.add(value(reading, column));
            }
        }
        if (told.isEmpty()) {
            return "hashtextextended(" + row(words) + "::text COLLATE \"C\", 0)";
        }
        if (!words.isEmpty()) {
            told.add(row(words) + "::text COLLATE \"C\"");
        }
        return "hashint8extended(hash_record_extended(" + row(told) + ", 0), 0)";
    }

    private static String row(List<String> values) {
        return "ROW(" + String.join(", ", values) + ")";
    }

    private static List<Part> parts(
            int i, String hash, Reading reading, List<Leaf> leaves, boolean ranges, long next) {
        var parts = new ArrayList<Part>();
        for (var leaf : leaves) {
            if (leaf.heap() && leaf.blocks() == 0) {
                continue;
            }
            var select =
                    "SELECT "
                            + i
                            + ", count(*), coalesce(sum("
                            + hash
                            + "), 0) FROM ONLY "
                            + quoted(leaf.schema())
                            + "."
                            + quoted(leaf.name())
                            + " WHERE "
                            + Writes.olderThan(reading.before(), next);
            if (!ranges || leaf.blocks() <= BLOCKS) {
                parts.add(new Part(i, select, leaf.blocks()));
                continue;
            }
            for (long from = 0; from < leaf.blocks(); from += BLOCKS) {
                boolean last = from + BLOCKS >= leaf.blocks();
                parts.add(
                        new Part(
                                i,
                                select
                                        + " AND ctid >= '("
                                        + from
                                        + ",0)'::tid"
                                        + (last
                                                ? ""
                                                : " AND ctid < '(" + (from + BLOCKS) + ",0)'::tid"),
                                Math.min(BLOCKS, leaf.blocks() - from)));
            }
        }
        return parts;
    }

    private static List<Fingerprint> totals(
            List<Reading> readings, List<Sum> sums, Set<Integer> unread) {
        var rows = new long[readings.size()];
        var checksums = new BigInteger[readings.size()];
        Arrays.fill(checksums, BigInteger.ZERO);
        for (var sum : sums) {
            rows[sum.reading()] += sum.rows();
            checksums[sum.reading()] = checksums[sum.reading()].add(sum.checksum());
        }
        var totals = new ArrayList<Fingerprint>();
        for (int i = 0; i < rows.length; i++) {
            if (unread.contains(i)) {
                continue;
            }
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

    /// The type, where there is one, is a name that a database has given.
    static String value(Reading reading, String column) {
        var type = reading.as().get(column);
        return type == null ? quoted(column) : quoted(column) + "::" + type;
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
