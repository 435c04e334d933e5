package belay.postgres.load;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.ServerVersion;
import org.postgresql.core.TransactionState;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;
import org.slf4j.LoggerFactory;

/// One session of a load, as the powerless role. Its owner uses it from one thread; [#stop()] may
/// come from any.
final class Session implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    /// Statements go to the server as they stand: the driver neither takes them apart nor prepares
    /// them.
    private static final String OPTIONS =
            "-c client_min_messages=error -c statement_timeout=0 -c lock_timeout=0"
                    + " -c idle_in_transaction_session_timeout=0";

    private final PgConnection connection;
    private Settings applied = Settings.NONE;
    private int workers = -1;

    private Session(PgConnection connection) {
        this.connection = connection;
    }

    static Session open(Endpoint endpoint) throws Fault {
        var source = new PGSimpleDataSource();
        boolean throughFile = endpoint.host().startsWith("/");
        source.setServerNames(new String[] {throughFile ? "localhost" : endpoint.host()});
        source.setPortNumbers(new int[] {endpoint.port()});
        source.setDatabaseName(endpoint.database());
        source.setUser(endpoint.user());
        source.setPassword(password(endpoint));
        source.setApplicationName("belay:load");
        source.setConnectTimeout(PATIENCE_SECONDS);
        source.setCancelSignalTimeout(PATIENCE_SECONDS);
        source.setSslmode("disable");
        source.setGssEncMode("disable");
        source.setSocketFactory(QuietSockets.class.getName());
        source.setSocketFactoryArg(
                throughFile ? endpoint.host() + "/.s.PGSQL." + endpoint.port() : "");
        source.setPreferQueryMode(PreferQueryMode.SIMPLE);
        source.setOptions(OPTIONS);
        try {
            return new Session(source.getConnection().unwrap(PgConnection.class));
        } catch (SQLException e) {
            throw Failures.ofServer(e);
        }
    }

    private static String password(Endpoint endpoint) throws Fault {
        if (endpoint.passwordFile().isEmpty()) {
            return "";
        }
        try {
            return Files.readString(Path.of(endpoint.passwordFile())).strip();
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("LOAD:PASSWORD_FILE", "the sandbox's password file cannot be read")
                            .value(endpoint.passwordFile())
                            .advice("Close the sandbox and open it again"),
                    e);
        }
    }

    /// The release of its server, e.g. `15`; `9` for all that begin so.
    int major() {
        return connection.getServerMajorVersion();
    }

    /// Whether a transaction is open.
    boolean inTransaction() {
        return connection.getTransactionState() != TransactionState.IDLE;
    }

    /// Makes this session's settings those of the script's session at some point.
    void apply(Settings settings) throws SQLException {
        if (settings.equals(applied)) {
            return;
        }
        if (settings.resets() != applied.resets()) {
            execute("RESET ALL");
            applied = Settings.NONE;
            workers = -1;
        }
        for (var setting : settings.statements().entrySet()) {
            if (!setting.getValue().equals(applied.statements().get(setting.getKey()))) {
                execute(setting.getValue());
            }
        }
        applied = settings;
    }

    /// How many more processes may help to build an index: by themselves, several sessions at once
    /// would each take as many as are allowed, and together do more work than one by one.
    void workers(int count) throws SQLException {
        if (count != workers && connection.haveMinimumServerVersion(ServerVersion.v11)) {
            execute("SET max_parallel_maintenance_workers = " + count);
            workers = count;
        }
    }

    /// @return how many rows were changed
    long execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            long rows = 0;
            boolean result = statement.execute(sql);
            while (result || statement.getUpdateCount() != -1) {
                rows += result ? 0 : statement.getUpdateCount();
                result = statement.getMoreResults();
            }
            return rows;
        }
    }

    /// @return each row as text; null columns as empty text
    List<List<String>> ask(String sql, String... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            var rows = new ArrayList<List<String>>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        var text = result.getString(i);
                        row.add(text == null ? "" : text);
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    CopyIn copyIn(String statement) throws SQLException {
        return connection.getCopyAPI().copyIn(statement);
    }

    /// Ends what the session does and the session itself. A server that builds an index does not
    /// notice that its client is gone: it is told.
    void stop() {
        try {
            connection.cancelQuery();
        } catch (SQLException e) {
            LoggerFactory.getLogger(Session.class).debug("not cancelled", e);
        }
        abort(connection);
    }

    /// Nothing is waited for: its server may be dead. Closed as well, or the driver's cleaner would
    /// find it one day.
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
            connection.close();
        } catch (SQLException e) {
            LoggerFactory.getLogger(Session.class).debug("not aborted", e);
        }
    }

    @Override
    public void close() {
        abort(connection);
    }
}
