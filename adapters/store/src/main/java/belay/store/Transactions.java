package belay.store;

import belay.outside.Fault;
import belay.problem.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;

/// Runs work in one transaction, and sorts what can go wrong with it.
final class Transactions {

    /// Classes of SQLSTATE that pass by themselves: connection, rolled back, resources, operator.
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

    /// The store ends a session that was silent in a transaction: our process was held up.
    private static final String SILENT = "25P03";

    /// Of a transaction that the store has rolled back for that silence.
    private static final int MOST_ATTEMPTS = 3;

    private static final String CONNECT_LIMIT_SECONDS = "10";

    private final DataSource pool;

    Transactions(DataSource pool) {
        this.pool = pool;
    }

    /// Connects once, because a pool hides why it cannot.
    static void greet(String url, String user, String password) throws Fault {
        var properties = new Properties();
        properties.setProperty("user", user);
        if (!password.isEmpty()) {
            properties.setProperty("password", password);
        }
        properties.setProperty("connectTimeout", CONNECT_LIMIT_SECONDS);
        try (var connection = DriverManager.getConnection(url, properties)) {
            connection.isValid(0);
        } catch (SQLException refused) {
            throw fault("open it", refused);
        }
    }

    interface Work<T> {
        T run(Sql sql) throws SQLException, Fault;
    }

    /// Runs `work` again where the store gave up waiting for this process: nothing of it is there.
    ///
    /// @param what in words, for the problem if it cannot be done
    <T> T run(String what, Work<T> work) throws Fault {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException failed) {
                if (attempt == MOST_ATTEMPTS || !SILENT.equals(failed.getSQLState())) {
                    throw fault(what, failed);
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException, Fault {
        try (var connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(new Sql(connection));
                connection.commit();
                return result;
            } catch (SQLException | Fault | RuntimeException | Error failed) {
                rollBack(connection, failed);
                throw failed;
            }
        }
    }

    /// As `run`, but a row that is there already is an answer.
    ///
    /// @return empty if a unique index refused it
    <T> Optional<T> runUnlessTaken(String what, Work<T> work) throws Fault {
        try {
            return Optional.of(run(what, work));
        } catch (Fault.Permanent refused) {
            if (refused.getCause() instanceof SQLException sql
                    && "23505".equals(sql.getSQLState())) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException dead) {
            because.addSuppressed(dead);
        }
    }

    private static Fault fault(String what, SQLException failed) {
        var state = String.valueOf(failed.getSQLState());
        boolean passing =
                failed instanceof SQLTransientException
                        || state.equals(SILENT)
                        || (state.length() == 5 && PASSING.contains(state.substring(0, 2)));
        return passing
                ? new Fault.Transient(
                        Problem.of("STORE:UNREACHABLE", "the store does not answer: cannot " + what)
                                .value(String.valueOf(failed.getMessage()))
                                .advice("See whether its PostgreSQL server runs: belay doctor"),
                        failed)
                : new Fault.Permanent(
                        Problem.of("STORE:REFUSED", "the store refuses: cannot " + what)
                                .value(String.valueOf(failed.getMessage()))
                                .advice("See whether the store is whole: belay doctor"),
                        failed);
    }
}
