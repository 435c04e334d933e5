package belay.run;

import belay.outside.Fault;
import belay.system.SystemName;
import java.time.Instant;
import java.util.List;

/// Problems that persons have decided to live with for a time.
public interface Waivers {

    /// The same system and code again replaces the older waiver.
    void put(Waiver waiver) throws Fault;

    /// Those that hold at `now`.
    List<Waiver> of(SystemName system, Instant now) throws Fault;

    /// Not there is fine.
    void withdraw(SystemName system, String code) throws Fault;

    /// @param code of the [belay.problem.Problem]
    record Waiver(SystemName system, String code, String who, String why, Instant until) {}
}
