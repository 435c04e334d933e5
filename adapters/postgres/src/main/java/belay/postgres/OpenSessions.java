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

    /// On this server, whatever database they use.
    Set<Integer> processes(Endpoint server) {
        sessions.removeIf(Open::closed);
        return sessions.stream()
                .filter(session -> session.on(server))
                .map(Open::process)
                .collect(Collectors.toUnmodifiableSet());
    }
}
