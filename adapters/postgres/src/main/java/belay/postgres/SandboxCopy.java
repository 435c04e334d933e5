package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import java.sql.SQLException;

/// Copies the job's database beside itself, by its files: nothing in it is carried out.
final class SandboxCopy {

    private static final String THERE = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = ?)";

    /// A database with sessions cannot be copied, nor renamed.
    private static final String END_SESSIONS =
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = 'job' AND pid <> pg_backend_pid()
            """;

    private SandboxCopy() {}

    /// Half a copy has another name.
    static void make(Connections connections, Endpoint maintenance, String name)
            throws Fault, InterruptedException {
        connections.alone(maintenance, session -> copy(session, name));
    }

    private static boolean copy(Session session, String name) throws SQLException {
        if (session.yes(THERE, name)) {
            return false;
        }
        var half = Fingerprints.quoted(name + ".half");
        session.execute("DROP DATABASE IF EXISTS " + half);
        session.rows(END_SESSIONS);
        session.execute("CREATE DATABASE " + half + " OWNER job TEMPLATE job");
        session.execute("ALTER DATABASE " + half + " RENAME TO " + Fingerprints.quoted(name));
        return true;
    }
}
