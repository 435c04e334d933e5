package belay.release;

import java.time.Duration;
import java.util.List;

/// How one release is built, started, found ready and stopped on a node.
///
/// @param build commands run once in a new home before its first start, in order
/// @param processes started in this order, stopped in the reverse one; each in a process group of
///   its own
/// @param ready all must hold
/// @param startWithin how long until ready, migration included
/// @param stopWithin how long after the polite signal until the whole group is killed
/// @param failures RE2 patterns; a line like it in a log fails the step even when the exit code is
///   0
/// @param warnings RE2 patterns; a line like it is shown in the report
public record Serving(
        List<Command> build,
        List<Process> processes,
        List<Readiness> ready,
        Duration startWithin,
        Duration stopWithin,
        List<String> failures,
        List<String> warnings) {

    /// One program that runs as long as the node does.
    ///
    /// @param name names its log and its process file
    /// @param stop the product's own way to stop; words empty means SIGTERM to the group
    @SuppressWarnings("AvoidCommonTypeNames") // always written Serving.Process
    public record Process(String name, Command command, List<Command> stop) {

        public Process {
            stop = List.copyOf(stop);
        }
    }

    public Serving {
        build = List.copyOf(build);
        processes = List.copyOf(processes);
        ready = List.copyOf(ready);
        failures = List.copyOf(failures);
        warnings = List.copyOf(warnings);
    }
}
