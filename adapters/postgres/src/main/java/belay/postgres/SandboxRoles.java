package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.postgres.load.Keeper;
import java.sql.SQLException;

/// Makes the roles that a script names and does not bring. They are made from a database of the
/// server's own, in which nothing of the stranger's is.
record SandboxRoles(Connections connections, Endpoint maintenance) implements Keeper {

    private static final String THERE =
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ?)";

    /// What the server says of names that it keeps for itself (manual, appendix A).
    private static final String RESERVED = "42939";

    @Override
    public boolean role(String name) throws Fault, InterruptedException {
        return connections.alone(maintenance, session -> make(session, name));
    }

    private static boolean make(Session session, String name) throws SQLException {
        if (session.yes(THERE, name)) {
            return true;
        }
        try {
            session.execute(
                    "CREATE ROLE "
                            + Fingerprints.quoted(name)
                            + " NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION");
            return true;
        } catch (SQLException e) {
            if (RESERVED.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
