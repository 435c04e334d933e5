package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;
import org.slf4j.LoggerFactory;

/// A copy of a database by its contents: the schema by `pg_dump` and `pg_restore`, the rows by
/// COPY, table by table in parallel, from one moment straight into the copy.
final class Logical {

    /// Binary rows name types by numbers that are others in another database: it is taken where
    /// every type is the server's own, else text, as `pg_dump` does always. Of an extension's
    /// tables only what it declares as configuration is carried.
    ///
    /// A row whose hash partition is found by such a number goes in through the root
    /// (`forcePartitionRootLoad` in `pg_dump.c`).
    private static final String TABLES =
            """
            SELECT format('%I.%I', n.nspname, c.relname), pg_relation_size(c.oid),
              (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
              NOT EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                 AND (t.typnamespace <> 'pg_catalog'::regnamespace OR t.typsend = 0 OR t.typtype NOT IN ('b', 'r', 'm')
                   OR t.typname ~ '^_?(reg|aclitem|pg_)')),
              CASE WHEN c.relispartition AND EXISTS (
                SELECT 1 FROM pg_partition_ancestors(c.oid) a JOIN pg_partitioned_table p ON p.partrelid = a.relid,
                  unnest(p.partclass) class JOIN pg_opclass o ON o.oid = class JOIN pg_type k ON k.oid = o.opcintype
                WHERE p.partstrat = 'h'
                  AND (k.typtype = 'p' OR k.typname = 'oid' OR o.opcnamespace <> 'pg_catalog'::regnamespace))
              THEN (SELECT format('%I.%I', rn.nspname, r.relname) FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace
                WHERE r.oid = pg_partition_root(c.oid)) END,
              e.condition IS NOT NULL, e.condition
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN (SELECT unnest(extconfig) AS relation, unnest(extcondition) AS condition FROM pg_extension) e
                ON e.relation = c.oid
            WHERE c.relkind = 'r' AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
              AND (e.relation IS NOT NULL
                OR NOT EXISTS (SELECT 1 FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
            ORDER BY pg_relation_size(c.oid) DESC
            """;

    private static final String SEQUENCES =
            """
            SELECT format('SELECT setval(%L, %s, true)', format('%I.%I', schemaname, sequencename), last_value)
            FROM pg_sequences WHERE last_value IS NOT NULL
            """;

    /// Those that gave no value yet: where they stand says only the sequence itself.
    private static final String FRESH_SEQUENCES =
            """
            SELECT format('SELECT format(''SELECT setval(%%L, %%s, false)'', %L, last_value) FROM %1$s WHERE last_value <> %s',
              format('%I.%I', schemaname, sequencename), start_value)
            FROM pg_sequences WHERE last_value IS NULL
            """;

    private static final String MATERIALISED =
            """
            SELECT c.oid, format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND c.relispopulated
            """;

    /// Which materialised view reads which, also through views (`buildMatViewRefreshDependencies`
    /// in `pg_dump.c`).
    private static final String READS =
            """
            WITH RECURSIVE reads AS (
              SELECT r.ev_class AS reader, c.oid AS read, c.relkind
              FROM pg_class m JOIN pg_rewrite r ON r.ev_class = m.oid
                JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refobjid <> m.oid
                JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid AND c.relkind IN ('m', 'v')
              WHERE m.relkind = 'm'
              UNION
              SELECT reads.reader, c.oid, c.relkind
              FROM reads JOIN pg_rewrite r ON r.ev_class = reads.read
                JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refobjid <> reads.read
                JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid AND c.relkind IN ('m', 'v'))
            SELECT reader, read FROM reads WHERE relkind = 'm'
            """;

    private static final String CANNOT_REFRESH =
            """
            SELECT format('the materialized view %s holds rows and reads %s, which holds none: REFRESH or drop one of them',
              reader.oid::regclass, read.oid::regclass)
            FROM pg_class reader, pg_class read WHERE reader.oid = ?::oid AND read.oid = ?::oid
              AND reader.relispopulated AND NOT read.relispopulated
            """;

    /// What text looks like must not depend on the settings of a database or a role. Whoever only
    /// stores what was stored already fires no trigger.
    private static final String PLAIN =
            "SET datestyle = ISO; SET intervalstyle = postgres; SET extra_float_digits = 3;"
                    + " SET xmloption = content";

    private static final String STORES =
            PLAIN
                    + "; SET default_transaction_read_only = off; SET session_replication_role = replica";

    /// Rows come one by one, and every message to the server costs.
    private static final int CHUNK = 1 << 16;

    private final Connections connections;

    Logical(Connections connections) {
        this.connections = connections;
    }

    /// @param name quoted, as are the others
    /// @param target where its rows are put in
    private record Table(
            String name, long bytes, String columns, boolean binary, String target, String rows) {

        static Table of(List<String> row) {
            var name = row.get(0);
            var columns = row.get(2).isEmpty() ? "" : " (" + row.get(2) + ")";
            boolean some = row.get(5).equals("t");
            return new Table(
                    name,
                    Long.parseLong(row.get(1)),
                    columns,
                    row.get(3).equals("t"),
                    row.get(4).isEmpty() ? name : row.get(4),
                    some
                            ? "(SELECT "
                                    + row.get(2)
                                    + " FROM ONLY "
                                    + name
                                    + " "
                                    + row.get(6)
                                    + ")"
                            : name + columns);
        }

        private String format() {
            return binary ? " (FORMAT binary)" : "";
        }

        String out() {
            return "COPY " + rows + " TO STDOUT" + format();
        }

        String in() {
            return "COPY " + target + columns + " FROM STDIN" + format();
        }
    }

    /// `pg_dump` writes inherited columns first.
    private static final String MOVED_COLUMNS =
            """
            SELECT format('the columns of %s get another order: those it inherits come first', a.attrelid::regclass)
            FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attinhcount > 0 AND NOT a.attislocal
              AND EXISTS (SELECT 1 FROM pg_attribute own WHERE own.attrelid = a.attrelid AND own.attnum BETWEEN 1 AND a.attnum
                AND own.attinhcount = 0 AND NOT own.attisdropped)
            GROUP BY a.attrelid ORDER BY 1
            """;

    static List<String> remarks(Session session) throws SQLException {
        return session.rows(MOVED_COLUMNS).stream().map(List::getFirst).toList();
    }

    /// What of this database the route cannot carry.
    static List<String> hindrances(Session session) throws SQLException {
        var hindrances = new ArrayList<String>();
        for (var pair : session.rows(READS)) {
            session.rows(CANNOT_REFRESH, pair.getFirst(), pair.getLast())
                    .forEach(row -> hindrances.add(row.getFirst()));
        }
        return hindrances;
    }

    Endpoint copy(Endpoint from, String name, Meter meter) throws Fault, InterruptedException {
        var to = from.database(name);
        var half = from.database(name + "_half");
        var sameServer = new SameServer(connections);
        if (exists(from, name)) {
            return to;
        }
        sameServer.drop(from, name);
        create(from, half);
        var tools = tools(from);
        boolean largeObjects =
                connections.alone(
                        from,
                        session ->
                                session.yes("SELECT EXISTS (SELECT FROM pg_largeobject_metadata)"));
        var archive = dumpSchema(tools, from, largeObjects);
        try {
            restoreSection(tools, archive, half, "pre-data");
            if (largeObjects) {
                restoreSection(tools, archive, half, "data");
            }
            copyRows(from, half, meter);
            restorePostData(tools, archive, half);
            finish(from, half);
        } finally {
            delete(archive);
        }
        // Last: a database may be read-only by its settings.
        connections.alone(
                from.database("postgres"),
                session -> {
                    DatabaseProperties.carry(session, from.database(), half.database());
                    return true;
                });
        sameServer.complete(half, to);
        return to;
    }

    private boolean exists(Endpoint server, String name) throws Fault, InterruptedException {
        return connections.alone(
                server.database("postgres"),
                session ->
                        !session.rows("SELECT 1 FROM pg_database WHERE datname = ?", name)
                                .isEmpty());
    }

    private void create(Endpoint from, Endpoint half) throws Fault, InterruptedException {
        connections.alone(
                from.database("postgres"),
                session -> {
                    session.execute(
                            "CREATE DATABASE "
                                    + Fingerprints.quoted(half.database())
                                    + " TEMPLATE template0 "
                                    + DatabaseProperties.ofNew(session, from.database()));
                    return true;
                });
    }

    private ClientTools tools(Endpoint server) throws Fault, InterruptedException {
        int major =
                (int)
                        (connections.alone(
                                        server.database("postgres"),
                                        session -> session.number("SHOW server_version_num"))
                                / 10_000);
        return Clients.INSTALLED
                .find(major)
                .orElseThrow(() ->
                        new Fault.Permanent(
                                Problem.of(
                                                "TOOLS:MISSING",
                                                "pg_dump and pg_restore are not on this machine")
                                        .expected("those of release " + major + " or newer")
                                        .advice("Install postgresql-client-" + major)));
    }

    /// Large objects have no table that could be copied, and `--schema-only` leaves them out. A
    /// subscription stays with the database that it belongs to.
    private static Path dumpSchema(ClientTools tools, Endpoint from, boolean largeObjects)
            throws Fault, InterruptedException {
        try {
            var archive = Files.createTempFile("belay-schema", ".dump");
            run(
                    from,
                    List.of(
                            tools.bin().resolve("pg_dump").toString(),
                            "--format=custom",
                            largeObjects ? "--exclude-table-data=*.*" : "--schema-only",
                            "--no-subscriptions",
                            "--dbname=" + conninfo(from),
                            "--file=" + archive));
            return archive;
        } catch (IOException e) {
            throw failed("pg_dump", e.toString(), e);
        }
    }

    private static void restoreSection(ClientTools tools, Path archive, Endpoint to, String section)
            throws Fault, InterruptedException {
        restore(tools, archive, to, Parallel.WIDTH, List.of("--section=" + section));
    }

    /// An index of a partition that is attached locks the partitioned index and then tables, in
    /// another order than what runs beside it: with jobs the two may end in a deadlock. From the
    /// first of them to the last, in the archive's own order, one is done after the other.
    private static void restorePostData(ClientTools tools, Path archive, Endpoint to)
            throws Fault, InterruptedException {
        var entries = entries(tools, archive, to);
        int first = 0;
        while (first < entries.size() && !attaches(entries.get(first))) {
            first++;
        }
        int end = entries.size();
        while (end > first && !attaches(entries.get(end - 1))) {
            end--;
        }
        restoreOnly(tools, archive, to, Parallel.WIDTH, entries.subList(0, first));
        restoreOnly(tools, archive, to, 1, entries.subList(first, end));
        restoreOnly(tools, archive, to, Parallel.WIDTH, entries.subList(end, entries.size()));
    }

    private static final Pattern ATTACH = Pattern.compile("\\d+; \\d+ \\d+ INDEX ATTACH .*");

    private static boolean attaches(String entry) {
        return ATTACH.matcher(entry).matches();
    }

    /// The archive's table of contents, in an order in which everything can be restored.
    private static List<String> entries(ClientTools tools, Path archive, Endpoint to)
            throws Fault, InterruptedException {
        try {
            var list = Files.createTempFile("belay-schema", ".list");
            try {
                run(
                        to,
                        List.of(
                                tools.bin().resolve("pg_restore").toString(),
                                "--list",
                                "--section=post-data",
                                "--file=" + list,
                                archive.toString()));
                // Byte for byte: names are in the database's encoding.
                return Files.readAllLines(list, StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith(";"))
                        .toList();
            } finally {
                Files.delete(list);
            }
        } catch (IOException e) {
            throw failed("pg_restore", e.toString(), e);
        }
    }

    private static void restoreOnly(
            ClientTools tools, Path archive, Endpoint to, int jobs, List<String> entries)
            throws Fault, InterruptedException {
        if (entries.isEmpty()) {
            return;
        }
        try {
            var list = Files.createTempFile("belay-schema", ".list");
            try {
                Files.write(list, entries, StandardCharsets.ISO_8859_1);
                restore(tools, archive, to, jobs, List.of("--use-list=" + list));
            } finally {
                Files.delete(list);
            }
        } catch (IOException e) {
            throw failed("pg_restore", e.toString(), e);
        }
    }

    private static void restore(
            ClientTools tools, Path archive, Endpoint to, int jobs, List<String> what)
            throws Fault, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                tools.bin().resolve("pg_restore").toString(),
                                "--exit-on-error",
                                "--jobs=" + jobs,
                                "--dbname=" + conninfo(to)));
        command.addAll(what);
        command.add(archive.toString());
        try {
            run(to, command);
        } catch (IOException e) {
            throw failed("pg_restore", e.toString(), e);
        }
    }

    /// The name is given as a connection string, so that a name that looks like one is only a name.
    private static String conninfo(Endpoint endpoint) {
        return "dbname='" + endpoint.database().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static void run(Endpoint endpoint, List<String> command)
            throws IOException, Fault, InterruptedException {
        var output = Files.createTempFile("belay", ".out");
        try {
            var builder = new ProcessBuilder(command);
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            var environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("PG"));
            environment.put("PGHOST", endpoint.host());
            environment.put("PGPORT", Integer.toString(endpoint.port()));
            environment.put("PGUSER", endpoint.user());
            if (!endpoint.passwordFile().isEmpty()) {
                environment.put(
                        "PGPASSWORD", Files.readString(Path.of(endpoint.passwordFile())).strip());
            }
            var process = builder.start();
            try {
                process.waitFor();
            } finally {
                process.destroy();
            }
            if (process.exitValue() != 0) {
                throw failed(
                        Path.of(command.getFirst()).getFileName().toString(),
                        Files.readString(output),
                        new IOException("exit code " + process.exitValue()));
            }
        } finally {
            delete(output);
        }
    }

    private void copyRows(Endpoint from, Endpoint to, Meter meter)
            throws Fault, InterruptedException {
        try (var moment = HeldSnapshot.of(connections, from)) {
            var tables = connections.alone(from, Logical::tables);
            long total = tables.stream().mapToLong(Table::bytes).sum();
            var done = new AtomicLong();
            var queue = new ConcurrentLinkedQueue<>(tables);
            var workers = new ArrayList<Callable<Boolean>>();
            for (int worker = 0; worker < Parallel.WIDTH; worker++) {
                workers.add(() -> {
                    for (var table = queue.poll(); table != null; table = queue.poll()) {
                        copy(from, to, moment.name(), table);
                        meter.at(done.addAndGet(table.bytes()), total, "bytes");
                    }
                    return true;
                });
            }
            Parallel.sessions(workers);
        }
    }

    private static List<Table> tables(Session session) throws SQLException {
        return session.rows(TABLES).stream().map(Table::of).toList();
    }

    /// Rows flow from one session to the other; neither the table nor much of it is held.
    private void copy(Endpoint from, Endpoint to, String moment, Table table)
            throws Fault, InterruptedException {
        connections.alone(
                from,
                source -> {
                    source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                    source.execute("SET TRANSACTION SNAPSHOT '" + moment + "'");
                    source.execute(PLAIN);
                    var money = source.one("SHOW lc_monetary");
                    return connections.alone(
                            to,
                            target -> {
                                target.execute(STORES);
                                target.rows("SELECT set_config('lc_monetary', ?, false)", money);
                                flow(from, source, table.out(), target, table.in());
                                return true;
                            });
                });
    }

    /// One thread takes from the one and gives to the other: nobody waits for somebody who has
    /// gone, and whoever failed says why. The other one is told to stop, so that its session
    /// closes.
    ///
    /// @return rows
    static long flow(Endpoint from, Session source, String read, Session target, String write)
            throws SQLException, Fault {
        CopyOut out = reading(from, () -> copies(source).copyOut(read));
        try {
            CopyIn in = copies(target).copyIn(write);
            try {
                var chunk = new ByteArrayOutputStream(CHUNK);
                for (var row = reading(from, out::readFromCopy);
                        row != null;
                        row = reading(from, out::readFromCopy)) {
                    chunk.write(row, 0, row.length);
                    if (chunk.size() >= CHUNK) {
                        in.writeToCopy(chunk.toByteArray(), 0, chunk.size());
                        chunk.reset();
                    }
                }
                in.writeToCopy(chunk.toByteArray(), 0, chunk.size());
                return in.endCopy();
            } finally {
                stop(in);
            }
        } finally {
            stop(out);
        }
    }

    private static CopyManager copies(Session session) throws SQLException {
        return session.connection().unwrap(PGConnection.class).getCopyAPI();
    }

    @FunctionalInterface
    private interface Read<T extends @Nullable Object> {
        T now() throws SQLException;
    }

    /// What the source says is not blamed on the copy.
    private static <T extends @Nullable Object> T reading(Endpoint from, Read<T> read)
            throws Fault {
        try {
            return read.now();
        } catch (SQLException e) {
            throw Connections.fault(from, e);
        }
    }

    /// What is wrong is on its way to whoever asked for the copy; this adds nothing to it.
    private static void stop(CopyOperation copy) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            LoggerFactory.getLogger(Logical.class).debug("stopping a copy", e);
        }
    }

    private void finish(Endpoint from, Endpoint to) throws Fault, InterruptedException {
        var sequences = connections.alone(from, Logical::sequences);
        var views = connections.alone(from, Logical::refreshes);
        connections.alone(
                to,
                session -> {
                    session.execute(STORES);
                    for (var sequence : sequences) {
                        session.rows(sequence);
                    }
                    for (var view : views) {
                        session.execute(view);
                    }
                    session.execute("ANALYZE");
                    return true;
                });
    }

    private static List<String> sequences(Session session) throws SQLException {
        var statements = new ArrayList<String>();
        session.rows(SEQUENCES).forEach(row -> statements.add(row.getFirst()));
        for (var question : session.rows(FRESH_SEQUENCES)) {
            session.rows(question.getFirst()).forEach(row -> statements.add(row.getFirst()));
        }
        return statements;
    }

    /// What is read first is refreshed first.
    private static List<String> refreshes(Session session) throws SQLException {
        var waiting = new LinkedHashMap<String, String>();
        session.rows(MATERIALISED).forEach(row -> waiting.put(row.getFirst(), row.getLast()));
        var reads = session.rows(READS);
        var ordered = new ArrayList<String>();
        while (!waiting.isEmpty()) {
            var held =
                    reads.stream()
                            .filter(pair -> waiting.containsKey(pair.getLast()))
                            .map(List::getFirst)
                            .collect(Collectors.toSet());
            var ready = waiting.keySet().stream().filter(view -> !held.contains(view)).toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException("views that read each other in a circle: " + held);
            }
            ready.forEach(view -> ordered.add(waiting.remove(view)));
        }
        return ordered;
    }

    private static void delete(Path file) {
        var _ = file.toFile().delete();
    }

    private static Fault failed(String program, String words, Exception e) {
        return new Fault.Permanent(
                Problem.of("COPY:LOGICAL", program + " failed: " + words.strip())
                        .advice("Production is untouched; mend what it names and start again"),
                e);
    }
}
