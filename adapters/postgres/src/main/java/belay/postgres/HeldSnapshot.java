package belay.postgres;

import belay.outside.Databases.Snapshot;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import java.sql.SQLException;

/// An exported snapshot, kept alive by the session that made it.
///
/// @param name what other sessions import it by
record HeldSnapshot(
        Connections connections, Endpoint database, Session session, String name, long boundary)
        implements Snapshot {

    static HeldSnapshot of(Connections connections, Endpoint database) throws Fault {
        var session = connections.take(database);
        try {
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            var row =
                    session.rows(
                                    "SELECT pg_export_snapshot(), pg_snapshot_xmax(pg_current_snapshot())")
                            .getFirst();
            return new HeldSnapshot(
                    connections, database, session, row.get(0), Long.parseLong(row.get(1)));
        } catch (SQLException e) {
            IdleSessions.close(session);
            throw Connections.fault(database, e);
        }
    }

    @Override
    public void close() {
        connections.giveBack(database, session);
    }
}
