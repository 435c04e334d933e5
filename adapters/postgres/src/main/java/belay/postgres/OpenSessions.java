package belay.postgres;

import belay.outside.Endpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/// The sessions that this process has open, by the number of the server's process for each: what a
/// fence may spare. Thread-safe.
final class OpenSessions {

    /// Holds in `pg_stat_activity` for all but the asking session and those of [#listed], which are
    /// known by their number and role: a name is anybody's to choose.
    static final String OTHERS =
            """
            pid <> pg_backend_pid()
              AND NOT (usename IS NOT DISTINCT FROM current_user AND pid = ANY (string_to_array(?, ',')::int[]))
            """
                    .strip();

    private record Open(String host, int port, int process, Connection connection) {

        boolean on(Endpoint server) {
            return host.equals(server.host()) && port == server.port();
        }

        boolean closed() {
            try {
                return connection.isClosed();
            } catch (SQLException e) {
                throw new IllegalStateException("a driver that cannot tell what is closed", e);
            }
        }
    }

    private final Set<Open> sessions = ConcurrentHashMap.newKeySet();

    void opened(Endpoint server, Connection connection) {
        sessions.removeIf(Open::closed);
        sessions.add(new Open(server.host(), server.port(), process(connection), connection));
    }

    /// Also of one that is closed by now, which cannot be unwrapped.
    static int process(Connection connection) {
        return ((PGConnection) connection).getBackendPID();
    }

    static String listed(Set<Integer> processes) {
        return processes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /// On this server, whatever database they use.
    Set<Integer> processes(Endpoint server) {
        sessions.removeIf(Open::closed);
        return sessions.stream()
                .filter(session -> session.on(server))
                .map(Open::process)
                .collect(Collectors.toUnmodifiableSet());
    }
}
