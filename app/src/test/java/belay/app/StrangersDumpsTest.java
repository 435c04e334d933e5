package belay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.app.TestHouse.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of `../shared/hostile`, each handed in as a stranger would: what becomes of it is what
/// its manifest says, and afterwards nothing is left of it on this machine.
class StrangersDumpsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("belay.shared", "../../shared"), "hostile")
                    .toAbsolutePath()
                    .normalize();

    /// Those that are handed in where a dump of PostgreSQL is asked for.
    private static final Set<String> ENGINES =
            Set.of("postgresql", "container", "postgresql-archive", "package", "mariadb", "h2");

    private static final int AT_ONCE = 4;
    private static final String WITHIN = "60s";

    /// Where the files try to leave a mark, and what they try to call.
    private static final Path MARKS = Path.of("/tmp/bl/marks");

    private static final int CALLED = 27_990;

    private static final Pattern CODE = Pattern.compile("\\b[A-Z]+:[A-Z0-9_]+\\b");
    private static final Pattern ROWS = Pattern.compile("\\b(\\d+) rows( in )?");

    /// Rows of the table that every file has beside what it is about.
    private static final long T = 2;

    /// The manifest wants them refused; since then an event trigger is left out and told, and the
    /// triggers of the script's own tables may rest.
    private static final Set<String> TAKEN_ALL_THE_SAME = Set.of("029", "047");

    @Test
    void eachIsRefusedOrContainedAndLeavesNothing() throws Exception {
        var manifest = FOLDER.resolve("manifest.json");
        if (!Files.isRegularFile(manifest)) {
            System.err.println("SKIPPED: no hostile dumps at " + FOLDER);
        }
        assumeTrue(Files.isRegularFile(manifest), "no hostile dumps at " + FOLDER);
        var files =
                JsonMapper.shared().readTree(manifest.toFile()).values().stream()
                        .filter(one -> ENGINES.contains(one.path("engine").asString()))
                        .filter(one -> !one.path("file").asString().endsWith(".sh"))
                        .toList();
        var marks = marks();
        var house = new TestHouse();
        try (var called = new ServerSocket(CALLED, 1, InetAddress.getLoopbackAddress())) {
            house.belay("dump", "check", FOLDER.resolve("container/080_good.sql.gz").toString());
            var before = house.files();

            var wrong = new SoftAssertions();
            handedIn(house, files)
                    .forEach((one, said) -> {
                        check(one, said, wrong);
                        wrong.assertThat(left(house, said)).as(name(one)).isEmpty();
                    });

            wrong.assertAll();
            assertThat(house.files()).isEqualTo(before);
            assertThat(list(MARKS)).isEqualTo(marks);
            called.setSoTimeout(1);
            assertThatThrownBy(called::accept).isInstanceOf(SocketTimeoutException.class);
        } finally {
            house.close();
        }
    }

    /// A file that cannot be made because its folder is missing proves nothing.
    private static List<Path> marks() throws IOException {
        if (!Files.isDirectory(MARKS)) {
            Files.createDirectories(MARKS);
            Files.setPosixFilePermissions(MARKS, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return list(MARKS);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String name(JsonNode one) {
        return one.path("file").asString();
    }

    private static Map<JsonNode, Said> handedIn(TestHouse house, List<JsonNode> files)
            throws InterruptedException, ExecutionException {
        var said = new LinkedHashMap<JsonNode, Said>();
        try (var hands = Executors.newFixedThreadPool(AT_ONCE)) {
            var jobs = new LinkedHashMap<JsonNode, Future<Said>>();
            for (var one : files) {
                jobs.put(one, hands.submit(() -> handIn(house, one)));
            }
            for (var job : jobs.entrySet()) {
                said.put(job.getKey(), job.getValue().get());
            }
        }
        return said;
    }

    private static Said handIn(TestHouse house, JsonNode one) {
        return house.belay(
                "dump",
                "check",
                "-o",
                "json",
                FOLDER.resolve(name(one)).toString(),
                "--name",
                "hostile-" + one.path("id").asString(),
                "--within",
                WITHIN);
    }

    private static void check(JsonNode one, Said said, SoftAssertions wrong) {
        var words = one.path("attack").asString() + " " + one.path("expected").asString();
        switch (one.path("cls").asString()) {
            case "must_load" -> {
                if (one.path("engine").asString().equals("package")) {
                    refused(one, said, wrong);
                } else {
                    loaded(one, said, wrong);
                }
            }
            case "reject" -> {
                if (words.contains("is ignored")
                        || TAKEN_ALL_THE_SAME.contains(one.path("id").asString())) {
                    wrong.assertThat(said.code()).as(name(one) + ": " + said).isEqualTo(0);
                } else {
                    refused(one, said, wrong);
                }
            }
            default -> {
                wrong.assertThat(said.code()).as(name(one) + ": " + said).isIn(0, 2);
                if (said.code() == 2) {
                    refused(one, said, wrong);
                }
            }
        }
    }

    private static void refused(JsonNode one, Said said, SoftAssertions wrong) {
        wrong.assertThat(said.code()).as(name(one) + ": " + said).isEqualTo(2);
        wrong.assertThat(said.out() + said.err())
                .as(name(one))
                .containsPattern(CODE)
                .doesNotContain("STEP:BUG", "BELAY:BUG");
    }

    private static void loaded(JsonNode one, Said said, SoftAssertions wrong) {
        wrong.assertThat(said.code()).as(name(one) + ": " + said).isEqualTo(0);
        var rows = ROWS.matcher(one.path("expected").asString());
        if (rows.find() && said.code() == 0) {
            wrong.assertThat(said.json().at("/dump/filled/0/rows").asLong())
                    .as(name(one))
                    .isEqualTo(Long.parseLong(rows.group(1)) + (rows.group(2) == null ? 0 : T));
        }
    }

    private static List<String> left(TestHouse house, Said said) {
        try {
            return said.run().isEmpty() ? List.of() : house.leftOf(said.run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
