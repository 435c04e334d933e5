package belay.clean;

import belay.outside.Databases.Place;
import belay.system.ProductSystem.DatabaseSettings;
import java.nio.file.Path;

/// Something that a run has made and that takes room or keeps somebody out.
public sealed interface Thing {

    /// A database server of our own.
    record Server(Place place) implements Thing {}

    /// The directory of a release.
    record Home(String directory) implements Thing {}

    /// A database on production's server.
    record Database(DatabaseSettings production, String database) implements Thing {}

    /// A replication slot on production's server.
    record Slot(DatabaseSettings production, String slot) implements Thing {}

    /// Roles of production that a run has shut.
    record Fence(DatabaseSettings production, String run) implements Thing {}

    record Backup(String id, String directory) implements Thing {}

    record Sandbox(String sandbox, Path directory) implements Thing {}

    /// Logs, homes and the like of one run; never its evidence.
    record Files(String directory) implements Thing {}

    /// The side that was production before the first upgrade: Belay did not make it.
    record Foreign(String address) implements Thing {}

    /// For people.
    default String kind() {
        return switch (this) {
            case Server _ -> "server";
            case Home _ -> "home";
            case Database _ -> "database";
            case Slot _ -> "slot";
            case Fence _ -> "fence";
            case Backup _ -> "backup";
            case Sandbox _ -> "sandbox";
            case Files _ -> "files";
            case Foreign _ -> "old side";
        };
    }

    /// Where it is, for people.
    default String name() {
        return switch (this) {
            case Server(var place) -> place.directory().toString();
            case Home(var directory) -> directory;
            case Database(var production, var database) -> production.address() + "/" + database;
            case Slot(var production, var slot) -> production.address() + "/" + slot;
            case Fence(var production, var run) -> production.address() + ", roles shut by " + run;
            case Backup(_, var directory) -> directory;
            case Sandbox(_, var directory) -> directory.toString();
            case Files(var directory) -> directory;
            case Foreign(var address) -> address;
        };
    }
}
