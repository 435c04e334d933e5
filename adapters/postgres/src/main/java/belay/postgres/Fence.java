package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps clients out of a server and lets them in again.
///
/// NOLOGIN alone stops no open session, and ending sessions alone stops no new one: both, until
/// nobody is left twice in a row. What was shut is marked on the role itself in the same
/// transaction, so that whoever comes later, on the server or on a copy that inherited it, opens
/// exactly that.
final class Fence {

    /// How long sessions may take to end.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(2);

    private static final String SHUT =
            """
            SELECT format('ALTER ROLE %1$I NOLOGIN; ALTER ROLE %1$I SET belay.fenced_by = %2$L', rolname, ?::text)
            FROM pg_roles WHERE rolcanlogin AND rolname <> current_user
            """;

    private static final String SHUT_ROLES =
            """
            SELECT r.rolname FROM pg_roles r JOIN pg_db_role_setting s ON s.setrole = r.oid
            WHERE s.setdatabase = 0 AND ('belay.fenced_by=' || ?) = ANY (s.setconfig) ORDER BY 1
            """;

    private static final String OPEN =
            """
            SELECT format('ALTER ROLE %1$I LOGIN; ALTER ROLE %1$I RESET belay.fenced_by', r.rolname)
            FROM pg_roles r JOIN pg_db_role_setting s ON s.setrole = r.oid
            WHERE s.setdatabase = 0 AND ('belay.fenced_by=' || ?) = ANY (s.setconfig)
            """;

    /// What is in hand may be finished for this long: a commit that is cut off leaves its client in
    /// doubt.
    private static final Duration GRACE = Duration.ofMillis(150);

    /// Autovacuum, the log writer and whoever sends the log to followers write no rows.
    private static final String END_OTHERS =
            """
            SELECT count(*), count(*) FILTER (WHERE (?::bool OR state = 'idle') AND pg_terminate_backend(pid))
            FROM pg_stat_activity
            WHERE %s
              AND backend_type NOT IN ('walsender', 'walwriter', 'checkpointer', 'background writer',
                'autovacuum launcher', 'autovacuum worker', 'archiver', 'startup', 'walreceiver',
                'logical replication launcher', 'stats collector', 'logger', 'io worker', 'slotsync worker',
                'walsummarizer')
            """
                    .formatted(OpenSessions.OTHERS);

    private Fence() {}

    /// @param own processes of the server that serve sessions of Belay itself, which stay
    /// @return the log position behind which nothing of a client follows
    static String shut(Session session, Endpoint server, String run, Set<Integer> own)
            throws SQLException, Fault, InterruptedException {
        shutRoles(session, run);
        Subscriptions.shut(session, run);
        endSessions(session, server, own);
        var prepared = session.rows("SELECT gid, database FROM pg_prepared_xacts");
        if (!prepared.isEmpty()) {
            throw new Fault.Permanent(
                    Problem.of("FENCE:PREPARED", "prepared transactions are open on " + server)
                            .value(prepared.toString())
                            .expected("none")
                            .advice("Commit or roll them back, then start again"));
        }
        return flushed(session);
    }

    /// The position of a record of our own, written behind everything that clients wrote and
    /// flushed with it. A commit of a transaction that logged nothing does not wait for its flush,
    /// even where it is asked to (`RecordTransactionCommit` in the server's `xact.c`): followers
    /// then saw the end only when the log writer came by, up to `wal_writer_delay` (200 ms) later.
    ///
    /// `local`: clients do not wait here for a standby that production would wait for.
    private static String flushed(Session session) throws SQLException {
        session.execute("BEGIN; SET LOCAL synchronous_commit = local");
        var position = session.one("SELECT pg_logical_emit_message(true, 'belay', 'fence')");
        session.execute("COMMIT");
        return position;
    }

    private static void shutRoles(Session session, String run) throws SQLException {
        together(session, first(session.rows(SHUT, run)));
    }

    /// Until nobody is left twice in a row; new ones must be kept out already.
    static void endSessions(Session session, Endpoint server, Set<Integer> own)
            throws SQLException, Fault, InterruptedException {
        var stay = OpenSessions.listed(own);
        long start = System.nanoTime();
        for (int empty = 0; empty < 2; ) {
            var left =
                    session.rows(END_OTHERS, System.nanoTime() - start > GRACE.toNanos(), stay)
                            .getFirst()
                            .getFirst();
            empty = left.equals("0") ? empty + 1 : 0;
            if (empty < 2 && System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new Fault.Permanent(
                        Problem.of(
                                        "FENCE:SESSIONS",
                                        "sessions on " + server + " do not end or come back")
                                .value(left)
                                .expected("none")
                                .advice("Look at pg_stat_activity for who they are and stop them"));
            }
            Thread.sleep(PAUSE);
        }
    }

    static List<String> open(Session session, String run) throws SQLException {
        var roles = roles(session, run);
        together(
                session,
                Stream.concat(
                                first(session.rows(OPEN, run)).stream(),
                                Stream.of(Subscriptions.open(session, run)))
                        .toList());
        return roles;
    }

    /// @return whether the role was shut out
    static boolean admit(Session session, String run, String role) throws SQLException {
        var statements = first(session.rows(OPEN + " AND r.rolname = ?", run, role));
        together(session, statements);
        return !statements.isEmpty();
    }

    private static List<String> first(List<List<String>> rows) {
        return rows.stream().map(List::getFirst).toList();
    }

    private static void together(Session session, List<String> all) throws SQLException {
        var statements =
                all.stream().filter(one -> !one.isEmpty()).collect(Collectors.joining("; "));
        if (!statements.isEmpty()) {
            session.execute("BEGIN; " + statements + "; COMMIT");
        }
    }

    static List<String> roles(Session session, String run) throws SQLException {
        return session.rows(SHUT_ROLES, run).stream().map(List::getFirst).toList();
    }
}
