package belay.app;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.RunId;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts Belay once more as a process in a session of its own: no terminal, no group and no pipe
/// ties it to whoever started it, so it lives on when that one is killed.
///
/// @param program Java, its options and Belay, as this process was started
/// @param logs where it may write what it cannot log otherwise
record Detached(List<String> program, Path logs) {

    private static final Path OWN_COMMAND = Path.of("/proc/self/cmdline");

    /// @param arguments of this process, which come last on its command line
    static Detached of(String[] arguments, Path home) {
        var words = new ArrayList<>(ownCommand());
        var program = words.subList(0, Math.max(0, words.size() - arguments.length));
        program.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return new Detached(List.copyOf(program), home.resolve("logs"));
    }

    /// Java itself reads no more than a page of it.
    private static List<String> ownCommand() {
        try {
            var line = Files.readString(OWN_COMMAND, StandardCharsets.UTF_8);
            return List.of(line.substring(0, Math.max(0, line.length() - 1)).split("\0", -1));
        } catch (IOException elsewhere) {
            var words = new ArrayList<>(List.of("java"));
            words.addAll(List.of(ProcessHandle.current().info().arguments().orElse(new String[0])));
            return words;
        }
    }

    /// @param what the command, e.g. `worker`
    Process start(String what, RunId run) throws Fault {
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(program);
        command.addAll(List.of(what, run.text()));
        try {
            Files.createDirectories(logs);
            var words = logs.resolve(what + "-" + run.text() + ".txt").toFile();
            return new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(words))
                    .redirectError(ProcessBuilder.Redirect.appendTo(words))
                    .start();
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("WORKER:START", "the process for the run cannot be started")
                            .value(String.valueOf(e.getMessage()))
                            .expected("setsid of util-linux, and a folder that can be written")
                            .advice("See belay doctor; then: belay resume " + run)
                            .place(logs.toString()),
                    e);
        }
    }
}
