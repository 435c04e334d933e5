package belay.postgres;

import belay.outside.Endpoint;
import belay.postgres.Connections.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/// Sessions that wait for more work: logging in takes longer than most questions, and in a cutover
/// clients wait for it. Thread-safe.
final class IdleSessions {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int VALID_SECONDS = 2;
    private static final int MOST_EACH = 4;

    /// @param asProduct whether names are found there as the product finds them
    record Key(Endpoint endpoint, boolean asProduct, String run, long epoch) {}

    private record Waiting(Session session, long since) {

        boolean tooLong() {
            return System.nanoTime() - since > LONGEST.toNanos();
        }
    }

    private final Map<Key, Deque<Waiting>> waiting = new HashMap<>();

    /// A session that still answers; its server may have been stopped, or the session ended,
    /// meanwhile.
    Optional<Session> take(Key key) {
        while (true) {
            Waiting next;
            synchronized (this) {
                closeOld();
                var sessions = waiting.get(key);
                if (sessions == null || sessions.isEmpty()) {
                    return Optional.empty();
                }
                next = sessions.pop();
            }
            if (valid(next.session())) {
                return Optional.of(next.session());
            }
            close(next.session());
        }
    }

    synchronized void keep(Key key, Session session) {
        var sessions = waiting.computeIfAbsent(key, any -> new ArrayDeque<>());
        if (sessions.size() < MOST_EACH) {
            sessions.push(new Waiting(session, System.nanoTime()));
        } else {
            close(session);
        }
    }

    /// Those to a server that is about to end: nobody will ask for them any more.
    synchronized void closeTo(Predicate<Endpoint> server) {
        for (var all = waiting.entrySet().iterator(); all.hasNext(); ) {
            var one = all.next();
            if (server.test(one.getKey().endpoint())) {
                one.getValue().forEach(idle -> close(idle.session()));
                all.remove();
            }
        }
    }

    synchronized void endAll(Endpoint endpoint) {
        for (var one : waiting.entrySet()) {
            if (one.getKey().endpoint().equals(endpoint)) {
                while (!one.getValue().isEmpty()) {
                    close(one.getValue().pop().session());
                }
            }
        }
    }

    @FunctionalInterface
    interface Task {
        void on(Session session) throws SQLException;
    }

    synchronized void each(Endpoint endpoint, Task task) {
        for (var one : waiting.entrySet()) {
            if (one.getKey().endpoint().equals(endpoint)) {
                one.getValue().removeIf(idle -> !done(task, idle.session()));
            }
        }
    }

    /// A session that cannot do it is gone.
    private static boolean done(Task task, Session session) {
        try {
            task.on(session);
            return true;
        } catch (SQLException e) {
            close(session);
            return false;
        }
    }

    private void closeOld() {
        for (Iterator<Deque<Waiting>> all = waiting.values().iterator(); all.hasNext(); ) {
            var sessions = all.next();
            while (!sessions.isEmpty() && sessions.peekLast().tooLong()) {
                close(sessions.removeLast().session());
            }
            if (sessions.isEmpty()) {
                all.remove();
            }
        }
    }

    private static boolean valid(Session session) {
        try {
            return session.connection().isValid(VALID_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /// A session that cannot be closed is closed already.
    static void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            LoggerFactory.getLogger(IdleSessions.class).debug("closing a session", e);
        }
    }
}
