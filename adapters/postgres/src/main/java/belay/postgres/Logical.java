package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;

/// A copy of a database by its contents: the schema by `pg_dump` and `pg_restore`, the rows by
/// binary COPY, table by table in parallel, from one moment straight into the copy.
final class Logical {

    private static final String TABLES =
            """
            SELECT n.nspname, c.relname, pg_relation_size(c.oid),
              (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
              AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
            ORDER BY pg_relation_size(c.oid) DESC
            """;

    private static final String SEQUENCES =
            """
            SELECT format('SELECT pg_catalog.setval(%L, %s, true)', quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value)
            FROM pg_sequences WHERE last_value IS NOT NULL
            """;

    private static final String MATERIALISED =
            """
            SELECT format('REFRESH MATERIALIZED VIEW %I.%I', schemaname, matviewname)
            FROM pg_matviews WHERE ispopulated
            """;

    private final Connections connections;

    Logical(Connections connections) {
        this.connections = connections;
    }

    private record Table(String schema, String name, long bytes, String columns) {

        String quoted() {
            return Fingerprints.quoted(schema) + "." + Fingerprints.quoted(name);
        }
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
        var archive = dumpSchema(tools, from);
        try {
            restoreSection(tools, archive, half, "pre-data");
            copyRows(from, half, meter);
            restoreSection(tools, archive, half, "post-data");
            finish(from, half);
        } finally {
            delete(archive);
        }
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
                                    + session.one(LIKE, from.database()));
                    return true;
                });
    }

    private static final String LIKE =
            """
            SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype)
            FROM pg_database WHERE datname = ?
            """;

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

    private static Path dumpSchema(ClientTools tools, Endpoint from)
            throws Fault, InterruptedException {
        try {
            var archive = Files.createTempFile("belay-schema", ".dump");
            run(
                    from,
                    List.of(
                            tools.bin().resolve("pg_dump").toString(),
                            "--format=custom",
                            "--schema-only",
                            "--dbname=" + conninfo(from),
                            "--file=" + archive));
            return archive;
        } catch (IOException e) {
            throw failed("pg_dump", e.toString(), e);
        }
    }

    private static void restoreSection(ClientTools tools, Path archive, Endpoint to, String section)
            throws Fault, InterruptedException {
        try {
            run(
                    to,
                    List.of(
                            tools.bin().resolve("pg_restore").toString(),
                            "--exit-on-error",
                            "--jobs=" + Parallel.WIDTH,
                            "--section=" + section,
                            "--dbname=" + conninfo(to),
                            archive.toString()));
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
            Parallel.all(workers);
        }
    }

    private static List<Table> tables(Session session) throws SQLException {
        return session.rows(TABLES).stream()
                .map(row ->
                        new Table(row.get(0), row.get(1), Long.parseLong(row.get(2)), row.get(3)))
                .toList();
    }

    /// Binary rows flow from one session to the other; neither the table nor a row of text is held.
    private void copy(Endpoint from, Endpoint to, String moment, Table table)
            throws Fault, InterruptedException {
        var columns = table.columns().isEmpty() ? "" : " (" + table.columns() + ")";
        connections.alone(
                from,
                source -> {
                    source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                    source.execute("SET TRANSACTION SNAPSHOT '" + moment + "'");
                    return connections.alone(
                            to,
                            target -> {
                                flow(
                                        source,
                                        "COPY "
                                                + table.quoted()
                                                + columns
                                                + " TO STDOUT (FORMAT binary)",
                                        target,
                                        "COPY "
                                                + table.quoted()
                                                + columns
                                                + " FROM STDIN (FORMAT binary)");
                                return true;
                            });
                });
    }

    /// @return rows
    static long flow(Session source, String out, Session target, String in)
            throws SQLException, Fault, InterruptedException {
        try (var writing = new PipedOutputStream();
                var reading = new PipedInputStream(writing, 1 << 20);
                var pool =
                        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())) {
            var sent = pool.submit(() -> send(source, out, writing));
            long rows = receive(target, in, reading);
            sent.get();
            return rows;
        } catch (java.util.concurrent.ExecutionException e) {
            throw failed("COPY", String.valueOf(e.getCause()), e);
        } catch (IOException e) {
            throw failed("COPY", e.toString(), e);
        }
    }

    private static long send(Session source, String sql, OutputStream to)
            throws SQLException, IOException {
        try (to) {
            return source.connection().unwrap(PGConnection.class).getCopyAPI().copyOut(sql, to);
        }
    }

    private static long receive(Session target, String sql, InputStream from)
            throws SQLException, IOException {
        return target.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(sql, from);
    }

    private void finish(Endpoint from, Endpoint to) throws Fault, InterruptedException {
        var sequences = connections.alone(from, session -> session.rows(SEQUENCES));
        var views = connections.alone(from, session -> session.rows(MATERIALISED));
        connections.alone(
                to,
                session -> {
                    for (var sequence : sequences) {
                        session.rows(sequence.getFirst());
                    }
                    for (var view : views) {
                        session.execute(view.getFirst());
                    }
                    session.execute("ANALYZE");
                    return true;
                });
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
