package belay.postgres;

import belay.outside.Carriage;
import belay.outside.Carriage.Fate;
import belay.outside.Carriage.Fate.Carried;
import belay.outside.Carriage.Fate.Handled;
import belay.outside.Carriage.Fate.LeftBehind;
import belay.outside.Carriage.Fate.Refused;
import belay.postgres.Connections.Session;
import belay.system.ProductSystem.Route;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What a server has besides the rows of its tables, and what each route makes of it.
final class Inventory {

    private enum Kind {
        UNLOGGED,
        LARGE_OBJECTS,
        PREPARED,
        SUBSCRIPTION,
        FOLLOWER,
        LOGICAL_SLOT,
        SYNCHRONOUS,
        ARCHIVE,
        CRON,
        AGENT,
        TABLESPACE,
        WORKING_EXTENSION
    }

    private record Thing(Kind kind, String name) {}

    /// Those that a coordinator is about to end are its own affair; the fence looks once more.
    private static final String PREPARED =
            "SELECT gid FROM pg_prepared_xacts WHERE prepared < now() - interval '1 minute' ORDER BY 1";

    private static final String SUBSCRIPTIONS = "SELECT subname FROM pg_subscription ORDER BY 1";

    /// Belay's own slots come and go with its runs.
    private static final String SLOTS =
            "SELECT slot_name FROM pg_replication_slots WHERE slot_type = ? AND slot_name !~ '^belay_' ORDER BY 1";

    private static final String STANDBYS =
            """
            SELECT DISTINCT application_name || coalesce(' at ' || host(client_addr), '') FROM pg_stat_replication r
            WHERE application_name !~ '^belay'
              AND NOT EXISTS (SELECT 1 FROM pg_replication_slots s WHERE s.active_pid = r.pid)
            ORDER BY 1
            """;

    private static final String WORKING_EXTENSIONS =
            """
            SELECT extname FROM pg_extension
            WHERE extname IN ('timescaledb', 'citus', 'pglogical', 'bdr', 'pgactive', 'spock', 'pg_squeeze') ORDER BY 1
            """;

    private static final String CRON =
            """
            SELECT coalesce(current_setting('cron.database_name', true), '')
            WHERE current_setting('shared_preload_libraries') ~ '\\mpg_cron\\M'
            """;

    static final String TABLESPACES =
            "SELECT spcname FROM pg_tablespace WHERE spcname !~ '^pg_' ORDER BY 1";

    private final List<Thing> things;

    private Inventory(List<Thing> things) {
        this.things = things;
    }

    static Inventory of(Session session) throws SQLException {
        var things = new ArrayList<Thing>();
        unlogged(session).forEach(name -> things.add(new Thing(Kind.UNLOGGED, name)));
        if (session.yes("SELECT EXISTS (SELECT FROM pg_largeobject_metadata)")) {
            things.add(new Thing(Kind.LARGE_OBJECTS, "large objects"));
        }
        each(session, PREPARED, Kind.PREPARED, "prepared transaction ", things);
        each(session, SUBSCRIPTIONS, Kind.SUBSCRIPTION, "subscription ", things);
        each(session, SLOTS, Kind.FOLLOWER, "replication slot ", things, "physical");
        each(session, STANDBYS, Kind.FOLLOWER, "standby ", things);
        each(session, SLOTS, Kind.LOGICAL_SLOT, "replication slot ", things, "logical");
        var synchronous = session.one("SELECT current_setting('synchronous_standby_names')");
        if (!synchronous.isEmpty()) {
            things.add(new Thing(Kind.SYNCHRONOUS, "synchronous_standby_names = " + synchronous));
        }
        if (!session.one("SELECT current_setting('archive_mode')").equals("off")) {
            things.add(new Thing(Kind.ARCHIVE, "WAL archive"));
        }
        each(session, CRON, Kind.CRON, "jobs of pg_cron in database ", things);
        if (session.yes("SELECT to_regclass('pgagent.pga_job') IS NOT NULL")) {
            things.add(new Thing(Kind.AGENT, "jobs of pgAgent"));
        }
        each(session, TABLESPACES, Kind.TABLESPACE, "tablespace ", things);
        each(session, WORKING_EXTENSIONS, Kind.WORKING_EXTENSION, "extension ", things);
        return new Inventory(things);
    }

    private static void each(
            Session session,
            String sql,
            Kind kind,
            String words,
            List<Thing> things,
            Object... values)
            throws SQLException {
        for (var row : session.rows(sql, values)) {
            things.add(new Thing(kind, words + row.getFirst()));
        }
    }

    /// One line for all: nobody answers for a single one.
    private static List<String> unlogged(Session session) throws SQLException {
        var tables = Unlogged.tables(session);
        if (tables.isEmpty()) {
            return List.of();
        }
        long bytes = tables.stream().mapToLong(Unlogged.Table::bytes).sum();
        var named = tables.stream().limit(5).map(Unlogged.Table::plain).toList();
        return List.of(
                (tables.size() == 1 ? "unlogged table " : tables.size() + " unlogged tables: ")
                        + String.join(", ", named)
                        + (tables.size() > named.size() ? ", …" : "")
                        + " ("
                        + bytes / 1024
                        + " KiB)");
    }

    List<Carriage> on(Route route) {
        return things.stream()
                .map(thing ->
                        new Carriage(
                                thing.name(),
                                route == Route.PHYSICAL
                                        ? physical(thing.kind())
                                        : sameServer(thing.kind())))
                .toList();
    }

    private static Fate physical(Kind kind) {
        return switch (kind) {
            case UNLOGGED ->
                    new Handled(
                            "rows are copied while writers are kept out, but for tables that the pack or"
                                    + " system.yaml names under caches");
            case LARGE_OBJECTS -> new Carried();
            case PREPARED -> new Refused("commit it or roll it back");
            case SUBSCRIPTION ->
                    new Handled(
                            "disabled while writers are kept out, then enabled on the new server");
            case FOLLOWER ->
                    new LeftBehind(
                            "it goes on following the old server: build it anew from the new one");
            case LOGICAL_SLOT ->
                    new LeftBehind(
                            "it stays on the old server: make it anew on the new one before clients"
                                    + " are let in, or its consumer misses changes");
            case SYNCHRONOUS ->
                    new LeftBehind(
                            "it is not set on the new server, where every commit would wait: set it"
                                    + " once a standby follows");
            case ARCHIVE ->
                    new Handled("the new server archives from the moment clients are let in");
            case CRON -> new Handled("they run on the new server once clients are let in");
            case AGENT ->
                    new LeftBehind("its agent connects from outside: lead it to the new server");
            case TABLESPACE ->
                    new Refused("it lies outside of the data directory, and is not copied");
            case WORKING_EXTENSION ->
                    new LeftBehind(
                            "its background work begins on the new server before clients are let in");
        };
    }

    /// The server stays, and the database becomes another one.
    private static Fate sameServer(Kind kind) {
        return switch (kind) {
            case UNLOGGED, LARGE_OBJECTS, FOLLOWER, SYNCHRONOUS, ARCHIVE, TABLESPACE ->
                    new Carried();
            case PREPARED -> new Refused("commit it or roll it back");
            case SUBSCRIPTION ->
                    new LeftBehind("it stays with the old database: make it anew on the new one");
            case LOGICAL_SLOT ->
                    new LeftBehind(
                            "it stays with the old database: make it anew on the new one, whose first"
                                    + " changes its consumer misses");
            case CRON, AGENT ->
                    new LeftBehind(
                            "jobs that name the database by its number, or hold it open, are not led"
                                    + " to the new one");
            case WORKING_EXTENSION ->
                    new LeftBehind("its background work knows the old database alone");
        };
    }
}
