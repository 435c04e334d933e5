package belay.dumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of `../shared/hostile`, each as its manifest says, as far as it is the reader who
/// decides: what only a server can refuse must come out whole, or be refused before it.
class HostileDumpsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("belay.shared", "../../../shared"), "hostile");

    private static final List<String> DUMPS =
            List.of("postgresql", "container", "postgresql-archive", "package", "mariadb", "h2");

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> eachIsTreatedAsItsManifestSays() {
        Path manifest = FOLDER.resolve("manifest.json");
        if (!Files.isRegularFile(manifest)) {
            System.err.println("SKIPPED: no hostile dumps at " + FOLDER.toAbsolutePath());
        }
        assumeTrue(Files.isRegularFile(manifest), "no hostile dumps at " + FOLDER.toAbsolutePath());
        List<JsonNode> dumps =
                JsonMapper.shared().readTree(manifest.toFile()).values().stream()
                        .filter(one -> DUMPS.contains(one.path("engine").asString()))
                        .filter(one -> !one.path("file").asString().endsWith(".sh"))
                        .toList();
        assertThat(dumps).extracting(one -> one.path("engine").asString()).containsAll(DUMPS);
        return dumps.stream()
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.path("file").asString(),
                                () ->
                                        Assertions.assertTimeoutPreemptively(
                                                Duration.ofSeconds(20), () -> check(one))));
    }

    private void check(JsonNode one) throws Exception {
        Path file = FOLDER.resolve(one.path("file").asString());
        Path room = Files.createDirectory(folder.resolve(one.path("id").asString()));

        Optional<Problem> refusal = Samples.refusal(file, room.resolve("unwrapped"));

        if (decides(one)) {
            assertThat(refusal).isPresent();
            assertThat(room).isEmptyDirectory();
        } else if (one.path("cls").asString().equals("must_load")
                && !one.path("engine").asString().equals("package")) {
            assertThat(refusal).isEmpty();
        }
        refusal.ifPresent(problem -> {
            assertThat(problem.code()).startsWith("DUMP:");
            assertThat(problem.place()).startsWith(String.valueOf(file.getFileName()));
        });
    }

    /// Whether the reader has to refuse it: commands of psql, and everything about the container.
    private static boolean decides(JsonNode one) {
        String words = one.path("attack").asString() + one.path("expected").asString();
        return one.path("cls").asString().equals("reject")
                && !words.contains("is ignored")
                && switch (one.path("engine").asString()) {
                    case "postgresql" ->
                            words.contains("backslash commands")
                                    || one.path("file").asString().startsWith("enc/");
                    case "postgresql-archive" -> !words.contains("TOC");
                    default -> true;
                };
    }
}
