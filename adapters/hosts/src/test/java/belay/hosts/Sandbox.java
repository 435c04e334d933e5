package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.outside.Host.Invocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// A directory for one test, and a host that keeps its things there.
record Sandbox(Path root) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    LocalHost host() {
        return host(URI.create("http://127.0.0.1:9/"));
    }

    LocalHost host(URI repository) {
        return new LocalHost(
                root.resolve("state"),
                root.resolve("cache"),
                repository,
                root.resolve("m2"),
                repository,
                repository);
    }

    Invocation command(String... words) {
        return new Invocation(List.of(words), Map.of(), root, "");
    }

    /// Tests may write shell; Belay may not.
    Invocation shell(String script) {
        return command("/bin/sh", "-c", script);
    }

    Path file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(Disk.directoryOf(file));
        return Files.writeString(file, text);
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.call()) {
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Every living process whose environment holds `word`.
    static List<Being> carrying(String variable, String word) throws IOException {
        return Being.all().stream()
                .filter(one ->
                        one.environment(variable).filter(value -> value.contains(word)).isPresent())
                .toList();
    }

    /// A second Belay: runs `main` of a test class in a Java of its own.
    static Process java(Class<?> main, String... arguments) throws IOException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static String code(Fault fault) {
        return fault.problem().code();
    }
}
