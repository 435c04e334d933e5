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
import org.postgresql.core.TransactionState;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens sessions and tells whether what failed in them may pass by itself.
///
/// Sessions carry `belay:RUN:EPOCH` as their name. Whoever opens one first ends those of the same
/// run with an older epoch: a worker that was stopped and continued finds its sessions gone.
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

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
                    + " -c client_min_messages=warning -c default_transaction_read_only=off -c lock_timeout=0"
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
        return in(endpoint, false, work);
    }

    /// The same in a session in which names are found as the product finds them, for scripts and
    /// questions of packs. Whatever `work` sets for its session is forgotten afterwards.
    <T> T withAsProduct(Endpoint endpoint, Work<T> work) throws Fault, InterruptedException {
        return in(endpoint, true, forgetting(work));
    }

    /// The same as [#with] for `work` that sets things for its session or begins a transaction:
    /// both are forgotten afterwards.
    <T> T withOwnSettings(Endpoint endpoint, Work<T> work) throws Fault, InterruptedException {
        return in(endpoint, false, forgetting(work));
    }

    private static <T> Work<T> forgetting(Work<T> work) {
        return session -> {
            var result = work.on(session);
            renew(session);
            return result;
        };
    }

    /// As after the login.
    private static void renew(Session session) throws SQLException {
        session.forget();
        limitUntaken(session);
    }

    /// A session for whoever needs it longer than a piece of work takes, and owes [#giveBack].
    Session take(Endpoint endpoint) throws Fault {
        return take(endpoint, false);
    }

    private Session take(Endpoint endpoint, boolean asProduct) throws Fault {
        var kept = idle.take(key(endpoint, asProduct));
        return kept.isEmpty() ? open(endpoint, asProduct ? PATIENT : PINNED) : kept.get();
    }

    void giveBack(Endpoint endpoint, Session session) {
        try {
            renew(session);
            idle.keep(key(endpoint, false), session);
        } catch (SQLException e) {
            LOG.debug("a session is not used again", e);
            IdleSessions.close(session);
        }
    }

    private <T> T in(Endpoint endpoint, boolean asProduct, Work<T> work)
            throws Fault, InterruptedException {
        var session = take(endpoint, asProduct);
        try {
            var result = work.on(session);
            idle.keep(key(endpoint, asProduct), session);
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
            LOG.info("A session could not be ended", e);
        }
    }

    private String name() {
        return "belay:" + run + ":" + epoch;
    }

    /// Ends those that wait for more work there.
    void endIdle(Endpoint endpoint) {
        idle.endAll(endpoint);
    }

    /// Does the same in each that waits for more work there.
    void inIdle(Endpoint endpoint, IdleSessions.Task task) {
        idle.each(endpoint, task);
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
            if (connection.unwrap(PgConnection.class).getTransactionState()
                    != TransactionState.IDLE) {
                execute("ROLLBACK");
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

    /// What the driver says itself where nobody answers; [#advice] does.
    private static final String DRIVERS_ADVICE =
            " Check that the hostname and port are correct and that the postmaster is accepting"
                    + " TCP/IP connections.";

    private static String firstLines(String message) {
        return message.replace(DRIVERS_ADVICE, "")
                .lines()
                .limit(3)
                .map(String::strip)
                .collect(Collectors.joining("; "));
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
