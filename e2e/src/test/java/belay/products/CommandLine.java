package belay.products;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Belay as a person runs it: each command in a process of its own.
///
/// @param home its BELAY_HOME
record CommandLine(Path home) {

    private static final int LONGEST_MINUTES = 20;

    /// @param output what went to both streams, which is also shown as it comes
    record Ended(int code, String output) {}

    Ended run(String... words) throws IOException, InterruptedException {
        return watched(String.join(" ", words), command(words));
    }

    /// What somebody types in the folder of the clone, with the shell's quotes.
    Ended typed(String line) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", "-c", line).directory(Repository.root().toFile());
        builder.environment().put("BELAY_HOME", home.toString());
        return watched(line, builder);
    }

    private static Ended watched(String line, ProcessBuilder builder)
            throws IOException, InterruptedException {
        System.out.println("$ " + line);
        var process = builder.redirectErrorStream(true).start();
        var output = new StringBuilder();
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (var said = reader.readLine(); said != null; said = reader.readLine()) {
                System.out.println("    " + said);
                output.append(said).append('\n');
            }
        }
        return new Ended(ended(process), output.toString());
    }

    /// What a command that must succeed writes to stdout.
    JsonNode json(String... words) throws IOException, InterruptedException {
        var process = command(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var tree = JsonMapper.shared().readTree(process.getInputStream().readAllBytes());
        if (ended(process) != 0) {
            throw new IllegalStateException("failed: " + List.of(words));
        }
        return tree;
    }

    private static int ended(Process process) throws InterruptedException {
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("it does not end: " + process.info());
        }
        return process.exitValue();
    }

    private ProcessBuilder command(String... words) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dbelay.install=" + Repository.root(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "belay.app.Main"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command);
        builder.environment().put("BELAY_HOME", home.toString());
        return builder;
    }
}
