package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import belay.system.ProductSystem.DatabaseSettings;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Copies that stay on production's own server, and the change of names that promotes them.
final class SameServer {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final String END_SESSIONS =
            """
            SELECT count(*), count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = ? AND pid <> pg_backend_pid()
            """;

    private final Connections connections;

    SameServer(Connections connections) {
        this.connections = connections;
    }

    /// The database every server has, from which others are made and renamed.
    private static Endpoint maintenance(Endpoint database) {
        return database.database("postgres");
    }

    /// What the limit of sessions was, kept on the database itself for whoever opens it.
    private static final String KEEP_LIMIT =
            """
            SELECT format('ALTER DATABASE %1$I SET belay.kept_limit = %2$L; ALTER DATABASE %1$I CONNECTION LIMIT 0', datname, datconnlimit)
            FROM pg_database WHERE datname = ? AND datconnlimit <> 0
            """;

    private static final String GIVE_LIMIT_BACK =
            """
            SELECT format('ALTER DATABASE %1$I CONNECTION LIMIT %2$s; ALTER DATABASE %1$I RESET belay.kept_limit',
              d.datname, split_part(setting, '=', 2)::int)
            FROM pg_database d JOIN pg_db_role_setting s ON s.setdatabase = d.oid AND s.setrole = 0,
              unnest(s.setconfig) setting
            WHERE d.datname = ? AND setting ~ '^belay\\.kept_limit='
            """;

    /// Unlike roles, this can keep superusers out as well; nothing follows such a database.
    void fence(DatabaseSettings production, boolean readable) throws Fault, InterruptedException {
        connections.with(
                maintenance(Physical.endpoint(production)),
                session -> {
                    if (readable) {
                        together(session, KEEP_LIMIT, production.name());
                        allow(session, production.name(), true);
                    } else {
                        allow(session, production.name(), false);
                    }
                    endSessions(session, production.name());
                    return true;
                });
    }

    private static void together(Session session, String statements, String database)
            throws SQLException {
        var found = session.one(statements, database);
        if (!found.isEmpty()) {
            session.execute("BEGIN; " + found + "; COMMIT");
        }
    }

    void open(Endpoint database) throws Fault {
        connections.ask(
                maintenance(database),
                session -> {
                    together(session, GIVE_LIMIT_BACK, database.database());
                    allow(session, database.database(), true);
                    return true;
                });
    }

    /// A fence is either of two: nobody may connect, or the limit of sessions is 0 and the one
    /// before is kept. A limit of 0 that somebody else has set is none.
    private static final String ACCEPTS =
            """
            SELECT datallowconn AND NOT EXISTS (
              SELECT FROM pg_db_role_setting s, unnest(s.setconfig) setting
              WHERE s.setdatabase = d.oid AND s.setrole = 0 AND setting ~ '^belay\\.kept_limit=')
            FROM pg_database d WHERE datname = ?
            """;

    boolean accepts(DatabaseSettings production) throws Fault {
        return connections.ask(
                maintenance(Physical.endpoint(production)),
                session -> session.yes(ACCEPTS, production.name()));
    }

    private static void allow(Session session, String database, boolean allowed)
            throws SQLException {
        session.execute(
                "ALTER DATABASE "
                        + Fingerprints.quoted(database)
                        + " ALLOW_CONNECTIONS "
                        + allowed);
    }

    private static void endSessions(Session session, String database)
            throws SQLException, Fault, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!session.rows(END_SESSIONS, database).getFirst().getFirst().equals("0")) {
            if (System.nanoTime() > end) {
                throw new Fault.Permanent(
                        Problem.of("FENCE:SESSIONS", "sessions on " + database + " do not end")
                                .expected("none within " + PATIENCE.toSeconds() + " s")
                                .advice("Look at pg_stat_activity for who they are"));
            }
            Thread.sleep(PAUSE);
        }
    }

    Endpoint copyTemplate(Endpoint database, String name) throws Fault, InterruptedException {
        return connections.with(
                maintenance(database),
                session -> {
                    var half = name + "_half";
                    if (!exists(session, name)) {
                        drop(database, name);
                        endSessions(session, database.database());
                        session.execute(
                                "CREATE DATABASE "
                                        + Fingerprints.quoted(half)
                                        + " TEMPLATE "
                                        + Fingerprints.quoted(database.database())
                                        + " "
                                        + DatabaseProperties.ofTemplate(
                                                session, database.database())
                                        + (session.number("SHOW server_version_num") >= 150000
                                                ? " STRATEGY FILE_COPY"
                                                : ""));
                        DatabaseProperties.carry(session, database.database(), half);
                        allow(session, half, true);
                        rename(session, half, name);
                    }
                    return database.database(name);
                });
    }

    /// A copy that is whole gets its name.
    void complete(Endpoint half, Endpoint whole) throws Fault {
        connections.ask(
                maintenance(half),
                session -> {
                    endSessions(session, half.database());
                    rename(session, half.database(), whole.database());
                    return true;
                });
    }

    void drop(Endpoint server, String name) throws Fault {
        connections.ask(
                maintenance(server),
                session -> {
                    for (var database : List.of(name, name + "_half")) {
                        together(session, NO_TEMPLATE, database);
                        session.execute(
                                "DROP DATABASE IF EXISTS "
                                        + Fingerprints.quoted(database)
                                        + " WITH (FORCE)");
                    }
                    return true;
                });
    }

    private static final String NO_TEMPLATE =
            """
            SELECT format('ALTER DATABASE %I IS_TEMPLATE false', datname)
            FROM pg_database WHERE datname = ? AND datistemplate
            """;

    private static boolean exists(Session session, String name) throws SQLException {
        return !session.rows("SELECT 1 FROM pg_database WHERE datname = ?", name).isEmpty();
    }

    /// Production's name stays shut through the change: the copy takes over that it is, and is
    /// opened last.
    void rename(Endpoint production, String from, String kept) throws Fault {
        swap(production, from, production.database(), kept);
    }

    void renameBack(Endpoint production, String from, String kept) throws Fault {
        swap(production, kept, production.database(), from);
    }

    /// The three names tell how far an earlier call came: each of the two others stands for one
    /// database, so exactly one of them exists, before and after.
    private void swap(Endpoint production, String from, String to, String away) throws Fault {
        if (away.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
                || from.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException("a server would cut " + away + " or " + from);
        }
        connections.ask(
                maintenance(production),
                session -> {
                    boolean waits = exists(session, from);
                    if (!exists(session, to) || waits == exists(session, away)) {
                        throw new Fault.Permanent(
                                Problem.of(
                                                "SWITCH:NAMES",
                                                "the databases are not as this run has left them")
                                        .value(session.one(NAMES, from, to, away))
                                        .expected(to + " and one of " + from + " and " + away)
                                        .advice(
                                                "Find out who dropped or renamed one of them; nothing was changed"));
                    }
                    if (waits) {
                        allow(session, from, false);
                        allow(session, to, false);
                        endSessions(session, from);
                        endSessions(session, to);
                        session.execute("BEGIN");
                        rename(session, to, away);
                        rename(session, from, to);
                        session.execute("COMMIT");
                    }
                    // No client knows this name; the proof must read it.
                    allow(session, away, true);
                    return true;
                });
    }

    /// The server cuts longer names without a word (`NAMEDATALEN`).
    private static final int LONGEST_NAME = 63;

    private static final String NAMES =
            """
            SELECT coalesce(string_agg(datname, ', ' ORDER BY datname), 'none of them')
            FROM pg_database WHERE datname IN (?, ?, ?)
            """;

    private static void rename(Session session, String from, String to) throws SQLException {
        session.execute(
                "ALTER DATABASE "
                        + Fingerprints.quoted(from)
                        + " RENAME TO "
                        + Fingerprints.quoted(to));
    }
}
