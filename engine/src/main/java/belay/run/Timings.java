package belay.run;

import belay.outside.Fault;
import belay.system.SystemName;
import java.time.Duration;
import java.util.List;

/// How long steps took in earlier runs. Nobody writes them: they are read from the journal.
public interface Timings {

    /// @param kind the step's type
    /// @param limit at most 1,000
    /// @return of steps that ended well, newest first
    List<Timing> latest(SystemName system, Purpose purpose, String kind, int limit) throws Fault;

    /// @param total, unit the amount of work, as last reported; 0 and empty if nothing was
    record Timing(RunId run, String step, Duration took, long total, String unit) {}
}
