package belay.postgres;

import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Tells which bound of a sandbox was met, as far as it is seen from outside.
final class SandboxTrouble {

    private SandboxTrouble() {}

    static Optional<Problem> of(SandboxPlace place, Needs needs) throws Fault, IOException {
        var box = place.server();
        if (passed(box.started()).compareTo(needs.deadline()) >= 0) {
            return Optional.of(
                    Problem.of("SANDBOX:TIME", "the sandbox was ended: its time was over")
                            .expected("an end within " + needs.deadline().toSeconds() + " s")
                            .advice("Allow the job more time, with --within"));
        }
        if (box.outOfMemory() > 0) {
            return Optional.of(
                    Problem.of("SANDBOX:MEMORY", "the sandbox's server wanted more memory")
                            .expected("at most " + needs.memory() + " bytes")
                            .advice(
                                    "Allow the job more with --memory, if a row of the dump is so large; else see what"
                                            + " its functions do"));
        }
        if (Files.exists(box.log())
                && Files.readString(box.log(), StandardCharsets.ISO_8859_1)
                        .contains("No space left on device")) {
            return Optional.of(
                    Problem.of("SANDBOX:DISK", "the sandbox's disk was full")
                            .expected("at most " + needs.disk() + " bytes")
                            .advice(
                                    "A job gets what its file calls for, and never more than most of what is free:"
                                            + " free space, or let BELAY_HOME name another disk;"
                                            + " else see what in the dump grows so much"));
        }
        return Optional.empty();
    }

    private static Duration passed(Instant since) {
        return Duration.between(since, Instant.now());
    }
}
