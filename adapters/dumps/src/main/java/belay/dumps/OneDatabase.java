package belay.dumps;

import belay.outside.DumpScript;
import belay.outside.Fault;
import java.util.List;

/// The part of one database in what pg_dumpall wrote. All else is read, since nobody can tell from
/// outside where it ends, and nothing of it is given out.
final class OneDatabase implements DumpScript {

    private final DumpScript script;
    private final Cluster cluster;
    private final String database;
    private final CopyRows.Door door;

    /// @param script whose databases `cluster` tells apart
    OneDatabase(DumpScript script, Cluster cluster, String database, CopyRows.Door door) {
        this.script = script;
        this.cluster = cluster;
        this.database = database;
        this.door = door;
    }

    @Override
    public Piece next() throws Fault {
        while (true) {
            var piece = script.next();
            if (piece instanceof Piece.End) {
                requireDumped();
                return piece;
            }
            if (cluster.isIn(database)) {
                return piece;
            }
        }
    }

    private void requireDumped() throws Fault {
        try {
            cluster.requireDumped(database);
        } catch (Refused refused) {
            throw door.fault(refused);
        }
    }

    @Override
    public List<String> passedOver() {
        return cluster.beside(database);
    }

    @Override
    public void close() {
        script.close();
    }
}
