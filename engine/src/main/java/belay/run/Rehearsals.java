package belay.run;

import belay.outside.Fault;
import belay.system.SystemName;
import java.time.Instant;
import java.util.Optional;

/// What rehearsals have shown.
public interface Rehearsals {

    /// Adds a result; the same run again changes its result.
    void put(Rehearsal rehearsal) throws Fault;

    /// The newest one that is good for plans of this `Plan.rehearsalHash`.
    Optional<Rehearsal> latest(String hash) throws Fault;

    /// @param planHash the `Plan.rehearsalHash` of what was carried out
    /// @param report what was shown, as JSON
    record Rehearsal(
            RunId run,
            SystemName system,
            String planHash,
            Instant at,
            boolean passed,
            String report) {}
}
