package belay.postgres;

import belay.outside.Carriage.Fate.Refused;
import belay.outside.Databases.Offer;
import belay.outside.Databases.Remains;
import belay.outside.Databases.Slot;
import belay.outside.Databases.Stored;
import belay.outside.Databases.Survey;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.system.ProductSystem.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Looks at a server and says which ways of copying it allows, and what stands in the way of the
/// others.
final class Surveyor {

    /// Those that a proof speaks of: a partitioned table is one.
    private static final String TABLES =
            """
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'belay_marks')
              AND n.nspname !~ '^(pg_temp|pg_toast_temp)_'
              AND (c.relkind <> 'm' OR c.relispopulated)
            """;

    private static final String OTHER_DATABASES =
            """
            SELECT datname FROM pg_database
            WHERE datallowconn AND NOT datistemplate AND datname NOT IN (current_database(), 'postgres') ORDER BY 1
            """;

    private static final String SESSIONS =
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND application_name !~ '^belay:'
            """;

    private Surveyor() {}

    static Survey survey(Session session, Endpoint server) throws SQLException, Fault {
        var inventory = Inventory.of(session);
        return new Survey(
                session.one("SHOW server_version"),
                session.number("SELECT pg_database_size(current_database())"),
                session.number(
                        "SELECT sum(pg_database_size(oid)) FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')"),
                (int) session.number(TABLES),
                session
                        .rows(
                                "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname <> current_user ORDER BY 1")
                        .stream()
                        .map(List::getFirst)
                        .toList(),
                (int) session.number(SESSIONS),
                Stream.of(physical(session), template(session), logical(session))
                        .map(offer -> with(offer, inventory))
                        .toList(),
                noBackup(session));
    }

    /// What a route refuses hinders it, by its name.
    private static Offer with(Offer offer, Inventory inventory) {
        var carriages = inventory.on(offer.route());
        var hindrances = new ArrayList<>(offer.hindrances());
        for (var carriage : carriages) {
            if (carriage.fate() instanceof Refused(var why)) {
                hindrances.add(carriage.thing() + ": " + why);
            }
        }
        return new Offer(offer.route(), hindrances, offer.remarks(), carriages);
    }

    /// A backup is made of the server's files.
    static List<String> noBackup(Session session) throws SQLException {
        if (!superuser(session)) {
            return List.of(
                    "Belay's role is no superuser, so it may not back the server up: ALTER ROLE …"
                            + " SUPERUSER");
        }
        var hindrances = new ArrayList<String>();
        files(session, hindrances);
        for (var space : session.rows(Inventory.TABLESPACES)) {
            hindrances.add(
                    "tablespace "
                            + space.getFirst()
                            + " lies outside of the data directory, and is not copied");
        }
        return hindrances;
    }

    private static Offer physical(Session session) throws SQLException {
        var hindrances = new ArrayList<String>();
        var remarks = new ArrayList<String>();
        if (!superuser(session)) {
            hindrances.add(
                    "Belay's role is no superuser: ALTER ROLE … SUPERUSER, or use another route");
            return new Offer(Route.PHYSICAL, hindrances, remarks, List.of());
        }
        setting(session, "wal_level", List.of("replica", "logical"), hindrances);
        atLeastOne(session, "max_wal_senders", hindrances);
        atLeastOne(session, "max_replication_slots", hindrances);
        files(session, hindrances);
        if (session.yes("SELECT pg_is_in_recovery()")) {
            hindrances.add("this server is itself a standby: name its primary");
        }
        var others = session.rows(OTHER_DATABASES).stream().map(List::getFirst).toList();
        if (!others.isEmpty()) {
            hindrances.add(
                    "the server holds other databases too ("
                            + String.join(", ", others)
                            + "), and a physical copy moves them all");
        }
        remarks.addFirst("clients are kept out for the cutover alone, not for the copy");
        return new Offer(Route.PHYSICAL, hindrances, remarks, List.of());
    }

    private static void files(Session session, List<String> hindrances) throws SQLException {
        var data = Path.of(session.one("SHOW data_directory"));
        if (!Files.isReadable(data.resolve("global/pg_control"))) {
            hindrances.add(
                    "its files at "
                            + data
                            + " cannot be read here: run Belay on the server's machine, as root or as the"
                            + " server's user");
        } else if (!ControlFile.isOf(session, data)) {
            hindrances.add(
                    "the files at "
                            + data
                            + " on this machine belong to another server: run Belay on the machine of the"
                            + " one it is to copy");
        } else if (!Owner.root() && !System.getProperty("user.name").equals(owner(data))) {
            hindrances.add(
                    "its files belong to " + owner(data) + ": run Belay as that user or as root");
        }
        var bin = Path.of(session.one("SELECT setting FROM pg_config WHERE name = 'BINDIR'"));
        if (!Files.isExecutable(bin.resolve("pg_ctl"))) {
            hindrances.add("its programs are not at " + bin);
        }
    }

    private static String owner(Path path) {
        try {
            return Files.getOwner(path).getName();
        } catch (java.io.IOException e) {
            return "somebody unknown (" + e.getMessage() + ")";
        }
    }

    private static void setting(
            Session session, String name, List<String> wanted, List<String> hindrances)
            throws SQLException {
        var value = session.one("SELECT current_setting(?)", name);
        if (!wanted.contains(value)) {
            hindrances.add(
                    name
                            + " is "
                            + value
                            + ": ALTER SYSTEM SET "
                            + name
                            + " = '"
                            + wanted.getFirst()
                            + "' and restart");
        }
    }

    private static void atLeastOne(Session session, String name, List<String> hindrances)
            throws SQLException {
        if (session.number("SELECT current_setting(?)", name) < 1) {
            hindrances.add(name + " is 0: ALTER SYSTEM SET " + name + " = 4 and restart");
        }
    }

    private static Offer template(Session session) throws SQLException {
        var hindrances = new ArrayList<String>();
        if (!session.yes(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")) {
            hindrances.add("Belay's role may not create databases: ALTER ROLE … CREATEDB");
        }
        if (!session.yes(
                "SELECT pg_has_role(current_user, datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()")) {
            hindrances.add("Belay's role does not own the database: ALTER DATABASE … OWNER TO …");
        }
        maintenance(session, hindrances);
        return new Offer(
                Route.TEMPLATE, hindrances, List.of(pause(session, TEMPLATE_SECOND)), List.of());
    }

    /// Bytes of a database that a second copies on a quiet machine of two cores: 1.3 GB in 2.7 s as
    /// files, in 11 s as rows with their indexes. A busy disk was three times as slow.
    private static final long TEMPLATE_SECOND = 480_000_000;

    private static final long LOGICAL_SECOND = 120_000_000;
    private static final int BUSY = 3;

    private static String pause(Session session, long bytesPerSecond) throws SQLException {
        long bytes = session.number("SELECT pg_database_size(current_database())");
        long quiet = Math.ceilDiv(bytes, bytesPerSecond);
        return "clients are kept out while the whole database is copied: roughly "
                + duration(quiet)
                + " to "
                + duration(quiet * BUSY)
                + " for "
                + bytes / 1_000_000
                + " MB; the rehearsal measures it";
    }

    private static String duration(long seconds) {
        return seconds < 120 ? seconds + " s" : Math.ceilDiv(seconds, 60) + " min";
    }

    /// From there the others are copied and renamed.
    private static void maintenance(Session session, List<String> hindrances) throws SQLException {
        if (session.one("SELECT current_database()").equals("postgres")) {
            hindrances.add(
                    "the database postgres cannot be renamed: keep the product's data in another");
        }
    }

    private static Offer logical(Session session) throws SQLException {
        var hindrances = new ArrayList<String>();
        if (!superuser(session)) {
            hindrances.add(
                    "Belay's role is no superuser, so it could not read what it keeps others out of");
        }
        hindrances.addAll(Logical.hindrances(session));
        int major = (int) (session.number("SHOW server_version_num") / 10_000);
        if (Clients.INSTALLED.find(major).isEmpty()) {
            hindrances.add(
                    "pg_dump and pg_restore of release "
                            + major
                            + " or newer are not on this machine: install postgresql-client-"
                            + major);
        }
        maintenance(session, hindrances);
        var remarks = new ArrayList<>(List.of(pause(session, LOGICAL_SECOND)));
        remarks.add("materialized views are filled anew and statistics gathered anew");
        remarks.addAll(Logical.remarks(session));
        return new Offer(Route.LOGICAL, hindrances, remarks, List.of());
    }

    private static boolean superuser(Session session) throws SQLException {
        return session.yes("SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
    }

    private static final String SLOTS =
            """
            SELECT slot_name, active, coalesce(pg_wal_lsn_diff(
              CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
              restart_lsn), 0)::bigint
            FROM pg_replication_slots WHERE slot_name ~ '^belay_' ORDER BY 1
            """;

    private static final String DATABASES =
            """
            SELECT datname, CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) ELSE 0 END
            FROM pg_database WHERE NOT datistemplate ORDER BY 1
            """;

    private static final String FENCES =
            """
            SELECT DISTINCT substr(setting, length('belay.fenced_by=') + 1)
            FROM pg_db_role_setting, unnest(setconfig) AS setting
            WHERE setdatabase = 0 AND setting ~ '^belay[.]fenced_by=' ORDER BY 1
            """;

    private static final String SLOT_LIMIT =
            """
            SELECT coalesce((SELECT CASE WHEN setting::bigint < 0 THEN -1 ELSE setting::bigint * 1048576 END
                             FROM pg_settings WHERE name = 'max_slot_wal_keep_size'), -1)
            """;

    /// Shown to those alone who may read all settings.
    private static final String DATA_DIRECTORY =
            "SELECT setting FROM pg_settings WHERE name = 'data_directory'";

    static Remains remains(Session session) throws SQLException, Fault {
        return new Remains(
                session.rows(SLOTS).stream()
                        .map(row ->
                                new Slot(
                                        row.get(0),
                                        row.get(1).equals("t"),
                                        Long.parseLong(row.get(2))))
                        .toList(),
                session.rows(DATABASES).stream()
                        .map(row -> new Stored(row.get(0), Long.parseLong(row.get(1))))
                        .toList(),
                session.rows(FENCES).stream().map(List::getFirst).toList(),
                session.number(SLOT_LIMIT),
                dataDirectory(session));
    }

    private static String dataDirectory(Session session) throws SQLException {
        var named = session.rows(DATA_DIRECTORY);
        var data = named.isEmpty() ? "" : named.getFirst().getFirst();
        return !data.isEmpty() && Files.exists(Path.of(data)) ? data : "";
    }
}
