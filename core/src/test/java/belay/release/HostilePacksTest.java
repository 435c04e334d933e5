package belay.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.problem.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Packs that were written to break out, from `../shared/hostile/pack`; each must be refused,
/// quickly.
class HostilePacksTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("belay.shared", "../../shared"), "hostile", "pack");

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> everyHostilePackIsRefused() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            System.err.println("SKIPPED: no hostile packs at " + FOLDER.toAbsolutePath());
        }
        assumeTrue(Files.isDirectory(FOLDER), "no hostile packs at " + FOLDER.toAbsolutePath());
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.toString(), () -> refused(file)));
        }
    }

    private void refused(Path file) throws IOException {
        Files.write(folder.resolve("pack.yaml"), Files.readAllBytes(file));

        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(Packs.read(folder)).isInstanceOf(Answer.Refused.class));
    }
}
