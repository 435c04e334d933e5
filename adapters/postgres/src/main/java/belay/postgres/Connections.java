package belay.postgres;

import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

/// Opens sessions and tells whether what failed in them may pass by itself.
///
/// Sessions carry `belay:RUN:EPOCH` as their name. Whoever opens one first ends those of the same
/// run with an older epoch: a worker that was stopped and continued finds its sessions gone.
final class Connections {

    private static final int CONNECT_SECONDS = 10;

    /// After this long without a word from a server it is asked whether it is still there.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /// The server, too, ends a session whose other end is gone, and frees what it holds.
    private static final String MUTUAL =
            " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

    /// The same for an answer that nobody takes. Servers before 12 refuse a session that names it.
    private static final String UNTAKEN = "SET tcp_user_timeout = 60000";

    private static final String PATIENT =
            "-c row_security=off -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
                    + " -c client_min_messages=warning"
                    + MUTUAL;

    /// Names of tables and functions of the database itself never win over the server's own.
    private static final String PINNED = PATIENT + " -c search_path=pg_catalog";

    private static final String END_OLDER =
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name ~ ('^belay:' || ? || ':[0-9]+$') AND pid <> pg_backend_pid()
              AND split_part(application_name, ':', 3)::bigint < ?
            """;

    private final Duration silence;
    private final String run;
    private final long epoch;
    private final IdleSessions idle;
    private final OpenSessions sessions;

    Connections() {
        this(SILENCE);
    }

    /// @param silence after which a server is asked whether it is still there
    Connections(Duration silence) {
        this(silence, "none", 0, new IdleSessions(), new OpenSessions());
    }

    private Connections(
            Duration silence, String run, long epoch, IdleSessions idle, OpenSessions sessions) {
        this.silence = silence;
        this.run = run;
        this.epoch = epoch;
        this.idle = idle;
        this.sessions = sessions;
    }

    Connections under(String worker, long number) {
        return new Connections(silence, worker, number, idle, sessions);
    }

    /// The processes of a server that serve this Belay.
    Set<Integer> own(Endpoint server) {
        return sessions.processes(server);
    }

    @FunctionalInterface
    interface Work<T> {
        T on(Session session) throws SQLException, Fault, InterruptedException;
    }

    /// Runs `work` in a session, in autocommit. The session may be used again: `work` must not
    /// change it.
    <T> T with(Endpoint endpoint, Work<T> work) throws Fault, InterruptedException {
        return in(key(endpoint, false), endpoint, PINNED, work);
    }

    /// The same in a session in which names are found as the product finds them, for scripts and
    /// questions of packs. Whatever `work` sets for its session is forgotten afterwards.
    <T> T withAsProduct(Endpoint endpoint, Work<T> work) throws Fault, InterruptedException {
        return in(
                key(endpoint, true),
                endpoint,
                PATIENT,
                session -> {
                    var result = work.on(session);
                    session.forget();
                    return result;
                });
    }

    private <T> T in(IdleSessions.Key key, Endpoint endpoint, String options, Work<T> work)
            throws Fault, InterruptedException {
        var kept = idle.take(key);
        var session = kept.isEmpty() ? open(endpoint, options) : kept.get();
        try {
            var result = work.on(session);
            idle.keep(key, session);
            return result;
        } catch (SQLException e) {
            endIfInterrupted(endpoint, session);
            IdleSessions.close(session);
            throw fault(endpoint, e);
        } catch (InterruptedException e) {
            end(endpoint, session);
            IdleSessions.close(session);
            throw e;
        } catch (Fault | RuntimeException e) {
            IdleSessions.close(session);
            throw e;
        }
    }

    /// Runs `work` in a session that is closed afterwards.
    <T> T alone(Endpoint endpoint, Work<T> work) throws Fault, InterruptedException {
        try (var session = open(endpoint)) {
            try {
                return work.on(session);
            } catch (SQLException e) {
                endIfInterrupted(endpoint, session);
                throw e;
            } catch (InterruptedException e) {
                end(endpoint, session);
                throw e;
            }
        } catch (SQLException e) {
            throw fault(endpoint, e);
        }
    }

    private static final String END_OWN =
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE pid = ? AND usename = current_user AND application_name = ?
            """;

    private void endIfInterrupted(Endpoint endpoint, Session session) {
        if (Thread.interrupted()) {
            try {
                end(endpoint, session);
            } finally {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// An interrupt closes the socket; the server would work on, with its locks, until it next has
    /// something to say. If it cannot be told, it finds out then.
    private void end(Endpoint endpoint, Session session) {
        try (var other = open(endpoint)) {
            other.rows(END_OWN, OpenSessions.process(session.connection()), name());
        } catch (SQLException | Fault e) {
            LoggerFactory.getLogger(Connections.class).info("A session could not be ended", e);
        }
    }

    private String name() {
        return "belay:" + run + ":" + epoch;
    }

    /// Ends those that wait for more work there.
    void endIdle(Endpoint endpoint) {
        idle.endAll(endpoint);
    }

    private IdleSessions.Key key(Endpoint endpoint, boolean asProduct) {
        return new IdleSessions.Key(endpoint, asProduct, run, epoch);
    }

    @FunctionalInterface
    private interface Uninterrupted<T> {
        T get() throws Fault, InterruptedException;
    }

    /// For work that cannot be interrupted.
    <T> T ask(Endpoint endpoint, Work<T> work) throws Fault {
        return uninterrupted(endpoint, () -> with(endpoint, work));
    }

    /// The same in a session as the product has it.
    <T> T askAsProduct(Endpoint endpoint, Work<T> work) throws Fault {
        return uninterrupted(endpoint, () -> withAsProduct(endpoint, work));
    }

    private static <T> T uninterrupted(Endpoint endpoint, Uninterrupted<T> work) throws Fault {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault.Transient(
                    Problem.of("DATABASE:INTERRUPTED", "interrupted while asking " + endpoint)
                            .advice("It is asked again when the run goes on"),
                    e);
        }
    }

    Session open(Endpoint endpoint) throws Fault {
        return open(endpoint, PINNED);
    }

    private Session open(Endpoint endpoint, String options) throws Fault {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {endpoint.host()});
        source.setPortNumbers(new int[] {endpoint.port()});
        source.setSocketFactory(AttentiveSocketFactory.class.getName());
        source.setSocketFactoryArg(Long.toString(silence.toMillis()));
        if (endpoint.host().startsWith("/")) {
            throughFile(source, endpoint);
        }
        source.setDatabaseName(endpoint.database());
        source.setUser(endpoint.user());
        source.setPassword(PasswordFile.read(endpoint.passwordFile()));
        source.setApplicationName(name());
        // The name goes with the login and needs no statement of its own.
        source.setAssumeMinServerVersion("9.0");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setTcpKeepAlive(true);
        source.setOptions(options);
        try {
            var session = new Session(source.getConnection());
            sessions.opened(endpoint, session.connection());
            limitUntaken(session);
            endOlder(session);
            return session;
        } catch (SQLException e) {
            throw fault(endpoint, e);
        }
    }

    private static void limitUntaken(Session session) throws SQLException {
        try {
            if (session.connection().getMetaData().getDatabaseMajorVersion() >= 12) {
                session.execute(UNTAKEN);
            }
        } catch (SQLException | RuntimeException e) {
            IdleSessions.close(session);
            throw e;
        }
    }

    private void endOlder(Session session) throws SQLException {
        if (epoch == 0) {
            return;
        }
        try {
            session.rows(END_OLDER, run, epoch);
        } catch (SQLException | RuntimeException e) {
            IdleSessions.close(session);
            throw e;
        }
    }

    /// Those that wait for work are closed, wherever they lead.
    void close() {
        idle.closeTo(_ -> true);
    }

    /// Those that wait for work at a server that is about to end are closed.
    void closeTo(String host) {
        idle.closeTo(endpoint -> endpoint.host().equals(host));
    }

    /// The same for a server on this machine, whatever name of the machine was used.
    void closeTo(Place server) {
        idle.closeTo(
                endpoint -> endpoint.port() == server.port() && !endpoint.host().startsWith("/"));
    }

    /// As the server's own clients have it, a host that begins with `/` is the directory of a
    /// socket.
    private static void throughFile(PGSimpleDataSource source, Endpoint endpoint) {
        source.setServerNames(new String[] {"localhost"});
        source.setSocketFactory(UnixSocketFactory.class.getName());
        source.setSocketFactoryArg(endpoint.host() + "/.s.PGSQL." + endpoint.port());
        source.setSslmode("disable");
        source.setGssEncMode("disable");
    }

    /// One session; closing it is the only thing its holder owes.
    record Session(Connection connection) implements AutoCloseable {

        /// @return each row as text; null columns as empty text
        List<List<String>> rows(String sql, Object... values) throws SQLException {
            try (var statement = prepare(sql, values);
                    var result = statement.executeQuery()) {
                var rows = new ArrayList<List<String>>();
                while (result.next()) {
                    rows.add(row(result));
                }
                return rows;
            }
        }

        /// The first column of the only row.
        String one(String sql, Object... values) throws SQLException {
            var rows = rows(sql, values);
            return rows.isEmpty() ? "" : rows.getFirst().getFirst();
        }

        long number(String sql, Object... values) throws SQLException {
            return Long.parseLong(one(sql, values));
        }

        boolean yes(String sql, Object... values) throws SQLException {
            return one(sql, values).equals("t");
        }

        /// Runs statements that take no values, in one simple query.
        void execute(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(sql);
                while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                    statement.clearWarnings();
                }
            }
        }

        /// Ends what is open and takes back all that was set since the login.
        void forget() throws SQLException {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            execute("DISCARD ALL");
        }

        private PreparedStatement prepare(String sql, Object... values) throws SQLException {
            var statement = connection.prepareStatement(sql);
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        }

        private static List<String> row(ResultSet result) throws SQLException {
            int width = result.getMetaData().getColumnCount();
            var row = new ArrayList<String>(width);
            for (int column = 1; column <= width; column++) {
                var text = result.getString(column);
                row.add(text == null ? "" : text);
            }
            return row;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    static Fault fault(Endpoint endpoint, SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        var problem =
                new Problem(
                        "DATABASE:" + (state.isEmpty() ? "FAILED" : state),
                        "the database "
                                + endpoint
                                + " says: "
                                + firstLines(String.valueOf(e.getMessage())),
                        "",
                        "",
                        advice(state, endpoint),
                        "");
        return passes(state) ? new Fault.Transient(problem, e) : new Fault.Permanent(problem, e);
    }

    private static String firstLines(String message) {
        return message.lines().limit(3).map(String::strip).collect(Collectors.joining("; "));
    }

    /// Classes of SQLSTATE: PostgreSQL manual, appendix A.
    private static boolean passes(String state) {
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("53300")
                || state.equals("40001")
                || state.equals("40P01")
                || state.equals("55P03");
    }

    private static String advice(String state, Endpoint endpoint) {
        return switch (state) {
            case "28P01", "28000" ->
                    "Check the role "
                            + endpoint.user()
                            + ", its password file and the server's pg_hba.conf";
            case "3D000" -> "Check the database name in system.yaml";
            case "42501" -> "Give the role " + endpoint.user() + " the right that is missing";
            case "08001", "08004", "08006" ->
                    "Check that the server runs and that host and port are right";
            case "53100" -> "Free space on the server's disk";
            default -> "";
        };
    }
}
