package belay.postgres;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

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

    static Fault gone(String name, Optional<Problem> trouble) {
        return new Fault.Permanent(
                trouble.orElseGet(() ->
                        Problem.of("SANDBOX:GONE", "the sandbox does not run any more")
                                .value(name)
                                .advice("Load the dump again: what was in it is lost with it")));
    }
}
