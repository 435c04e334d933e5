package belay.step;

import belay.outside.DumpFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead;
import belay.outside.DumpScript;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes;
import java.nio.file.Path;
import java.time.Duration;

/// Opens a dump of any form as the one script that everybody reads. Thread-safe.
public record TakenScript(DumpFiles dumps, Sandboxes sandboxes) {

    /// @param database of those that pg_dumpall wrote; empty where the dump is of one
    /// @param scratch where an archive that is wrapped may be unwrapped; must not exist
    /// @param deadline for the program that turns an archive into a script
    public DumpScript open(
            Path file, DumpHead head, String database, Path scratch, Duration deadline, Meter meter)
            throws Fault, InterruptedException {
        return switch (head.form()) {
            case SCRIPT -> dumps.open(file, Bounds.USUAL, meter);
            case CLUSTER -> dumps.open(file, database, Bounds.USUAL, meter);
            case ARCHIVE, DIRECTORY, TAR -> {
                var archive = dumps.unwrap(file, scratch, Bounds.USUAL, meter);
                yield dumps.open(sandboxes.script(archive, deadline), Bounds.USUAL, meter);
            }
        };
    }
}
