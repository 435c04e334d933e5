package belay.postgres;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;

/// What can go wrong around a sandbox, in words.
final class SandboxFaults {

    private SandboxFaults() {}

    static Fault files(Path directory, IOException e) {
        return new Fault.Permanent(
                Problem.of("SANDBOX:FILES", "a sandbox's files cannot be made or removed: " + e)
                        .value(directory.toString())
                        .advice("Check rights and space; `belay doctor` says what boxes need"),
                e);
    }

    static Fault gone(String name, String why) {
        return new Fault.Permanent(
                Problem.of("SANDBOX:GONE", "the sandbox does not run any more" + why)
                        .value(name)
                        .advice("Load the dump again: what was in it is lost with it"));
    }
}
