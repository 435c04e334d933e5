package belay.run;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.system.SystemName;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The register of backups.
public interface Backups {

    /// Adds a backup, or changes what is known of it.
    void put(Backup backup) throws Fault;

    Optional<Backup> find(String id) throws Fault;

    /// Newest first.
    List<Backup> of(SystemName system) throws Fault;

    /// Takes it off the register. Not there is fine.
    void remove(String id) throws Fault;

    /// A backup and what is known of it.
    ///
    /// @param id names its directory
    /// @param run that took it
    /// @param release of the product, as detected
    /// @param position the log position of the source up to which it goes
    /// @param manifest SHA-256 of its manifest
    record Backup(
            String id,
            SystemName system,
            RunId run,
            String directory,
            Instant takenAt,
            String release,
            String position,
            long bytes,
            String manifest,
            Trial trial) {

        /// The same with what a trial has shown.
        public Backup tried(Trial shown) {
            return new Backup(
                    id, system, run, directory, takenAt, release, position, bytes, manifest, shown);
        }

        /// The same with the room that it takes now.
        public Backup taking(long now) {
            return new Backup(
                    id, system, run, directory, takenAt, release, position, now, manifest, trial);
        }
    }

    /// Whether it was restored for trial.
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "trial")
    sealed interface Trial {

        record Untried() implements Trial {}

        /// It was brought to life and read whole.
        ///
        /// @param took the recovery time that a plan promises
        record Passed(Instant at, Duration took) implements Trial {}

        record Failed(Instant at, Problem problem) implements Trial {}
    }
}
