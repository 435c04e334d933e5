package belay.postgres;

import belay.outside.Databases.Refilled;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.postgres.Connections.Session;
import com.google.re2j.Pattern;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// The rows of unlogged tables, which no copy by files and log has: a server that comes out of
/// recovery empties them (PostgreSQL manual, CREATE TABLE, UNLOGGED). Since 15 a sequence may be
/// unlogged too, and starts anew.
final class Unlogged {

    private static final String DATABASES =
            "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1";

    private static final String TABLES =
            """
            SELECT n.nspname, c.relname, pg_table_size(c.oid),
              coalesce((SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''), '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence = 'u'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            ORDER BY pg_table_size(c.oid) DESC
            """;

    private static final String SEQUENCES =
            """
            SELECT format('%I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND c.relpersistence = 'u'
            """;

    private final Connections connections;
    private final List<Pattern> caches;

    /// @param caches patterns of `schema.table`
    Unlogged(Connections connections, List<String> caches) {
        this.connections = connections;
        this.caches = caches.stream().map(Pattern::compile).toList();
    }

    /// @param bytes with what is stored out of line
    /// @param columns that can be written, quoted, with commas
    record Table(String schema, String name, long bytes, String columns) {

        String quoted() {
            return Fingerprints.quoted(schema) + "." + Fingerprints.quoted(name);
        }

        String plain() {
            return schema + "." + name;
        }
    }

    static List<Table> tables(Session session) throws SQLException {
        return session.rows(TABLES).stream()
                .map(row ->
                        new Table(row.get(0), row.get(1), Long.parseLong(row.get(2)), row.get(3)))
                .toList();
    }

    List<Refilled> copy(Endpoint from, Endpoint to, Meter meter)
            throws Fault, InterruptedException {
        var refilled = new ArrayList<Refilled>();
        for (var name : databases(from)) {
            refilled.addAll(one(from.database(name), to.database(name), meter));
        }
        return refilled;
    }

    /// Those of all databases.
    List<String> names(Endpoint server) throws Fault, InterruptedException {
        var names = new ArrayList<String>();
        for (var name : databases(server)) {
            connections.with(server.database(name), Unlogged::tables).stream()
                    .map(Table::plain)
                    .forEach(names::add);
        }
        return names;
    }

    private List<String> databases(Endpoint server) throws Fault, InterruptedException {
        return connections.with(
                server, session -> session.rows(DATABASES).stream().map(List::getFirst).toList());
    }

    private List<Refilled> one(Endpoint from, Endpoint to, Meter meter)
            throws Fault, InterruptedException {
        var wanted = connections.with(from, Unlogged::tables);
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<String, Table> there = new HashMap<>();
        connections.with(
                to,
                session -> {
                    var tables = tables(session);
                    tables.forEach(table -> there.put(table.plain(), table));
                    empty(session, tables);
                    return true;
                });
        var refilled = new ConcurrentLinkedQueue<Refilled>();
        var queue = new ConcurrentLinkedQueue<Table>();
        for (var table : wanted) {
            var twin = there.get(table.plain());
            if (twin == null || !twin.columns().equals(table.columns())) {
                refilled.add(new Refilled(table.plain(), 0, Refilled.How.NOT_THERE));
            } else if (isCache(table)) {
                refilled.add(new Refilled(table.plain(), 0, Refilled.How.CACHE));
            } else {
                queue.add(table);
            }
        }
        copyRows(from, to, queue, refilled, meter);
        setSequences(from, to);
        return List.copyOf(refilled);
    }

    boolean isCache(Table table) {
        return caches.stream().anyMatch(pattern -> pattern.matches(table.plain()));
    }

    /// What an earlier try has brought would be there twice.
    private static void empty(Session session, List<Table> tables) throws SQLException {
        if (!tables.isEmpty()) {
            session.execute(
                    "BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE "
                            + tables.stream()
                                    .map(table -> "ONLY " + table.quoted())
                                    .collect(Collectors.joining(", "))
                            + "; COMMIT");
        }
    }

    private void copyRows(
            Endpoint from,
            Endpoint to,
            ConcurrentLinkedQueue<Table> queue,
            ConcurrentLinkedQueue<Refilled> refilled,
            Meter meter)
            throws Fault, InterruptedException {
        if (queue.isEmpty()) {
            return;
        }
        try (var moment = HeldSnapshot.of(connections, from)) {
            long total = queue.stream().mapToLong(Table::bytes).sum();
            var done = new AtomicLong();
            var workers = new ArrayList<Callable<Boolean>>();
            for (int worker = 0; worker < Math.min(Parallel.WIDTH, queue.size()); worker++) {
                workers.add(() -> {
                    for (var table = queue.poll(); table != null; table = queue.poll()) {
                        long rows = copy(from, to, moment.name(), table);
                        refilled.add(new Refilled(table.plain(), rows, Refilled.How.COPIED));
                        meter.at(done.addAndGet(table.bytes()), total, "bytes");
                    }
                    return true;
                });
            }
            Parallel.sessions(workers);
        }
    }

    private long copy(Endpoint from, Endpoint to, String moment, Table table)
            throws Fault, InterruptedException {
        var columns = table.columns().isEmpty() ? "" : " (" + table.columns() + ")";
        return connections.alone(
                from,
                source -> {
                    source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                    source.execute("SET TRANSACTION SNAPSHOT '" + moment + "'");
                    return connections.alone(
                            to,
                            target -> {
                                // Neither triggers nor foreign keys have a say: these rows are
                                // what they were.
                                target.execute("SET session_replication_role = replica");
                                return Logical.flow(
                                        from,
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
                            });
                });
    }

    private void setSequences(Endpoint from, Endpoint to) throws Fault, InterruptedException {
        var there =
                connections.with(
                        to,
                        session -> session.rows(SEQUENCES).stream().map(List::getFirst).toList());
        if (there.isEmpty()) {
            return;
        }
        var positions = new HashMap<String, List<String>>();
        connections.with(
                from,
                session -> {
                    for (var sequence : session.rows(SEQUENCES)) {
                        var name = sequence.getFirst();
                        positions.put(
                                name,
                                session.rows("SELECT last_value, is_called FROM " + name)
                                        .getFirst());
                    }
                    return true;
                });
        connections.with(
                to,
                session -> {
                    for (var name : there) {
                        var position = positions.get(name);
                        if (position != null) {
                            session.rows(
                                    "SELECT setval(?::regclass, ?::bigint, ?::boolean)",
                                    name,
                                    position.get(0),
                                    position.get(1));
                        }
                    }
                    return true;
                });
    }
}
