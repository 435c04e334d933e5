package belay.step;

import belay.outside.Databases;
import belay.outside.Fault;
import belay.outside.Host;
import belay.system.ProductSystem.DatabaseSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A replication slot of Belay that keeps more than half of the log there is room for on
/// production's server. Where it keeps all of it, production stops.
///
/// @param active whether a run follows by it just now
/// @param limitBytes what the server allows a slot, else what is free on its disk
public record SlotPressure(String slot, boolean active, long heldBytes, long limitBytes) {

    private static final int SHARE = 2;

    /// @return those of this server; empty where nobody can say how much room there is
    public static List<SlotPressure> of(World world, DatabaseSettings production) throws Fault {
        return of(world.databases(), world.host(), production);
    }

    static List<SlotPressure> of(Databases databases, Host host, DatabaseSettings production)
            throws Fault {
        var remains = databases.remains(production);
        long limit = remains.slotLimitBytes();
        if (limit < 0 && !remains.dataDirectory().isEmpty()) {
            limit = host.freeBytes(Path.of(remains.dataDirectory()));
        }
        var high = new ArrayList<SlotPressure>();
        for (var slot : remains.slots()) {
            if (limit >= 0 && slot.heldBytes() * SHARE >= limit) {
                high.add(new SlotPressure(slot.name(), slot.active(), slot.heldBytes(), limit));
            }
        }
        return high;
    }

    /// For the screen, without the slot's name.
    public String words() {
        return "keeps "
                + heldBytes / 1_000_000
                + " MB of production's WAL, more than half of the "
                + limitBytes / 1_000_000
                + " MB there are for it: "
                + (active
                        ? "the run that follows production lags behind; cancel it if the disk fills"
                        : "resume its run, or remove the slot with belay clean");
    }
}
