package belay.step;

import belay.outside.Databases.Snapshot;
import belay.run.RunId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Moments of databases that this process holds for a later step. They die with it. Thread-safe.
public final class Moments {

    private final Map<RunId, Snapshot> held = new ConcurrentHashMap<>();

    void hold(RunId run, Snapshot moment) {
        var older = held.put(run, moment);
        if (older != null) {
            older.close();
        }
    }

    Optional<Snapshot> of(RunId run) {
        return Optional.ofNullable(held.get(run));
    }

    void release(RunId run) {
        var moment = held.remove(run);
        if (moment != null) {
            moment.close();
        }
    }
}
