package belay.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Belay itself, a process of its own, is killed in the middle of what takes long; another one goes
/// on.
class DumpKillsTest {

    private static final int ORDERS = 1_000_000;
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

    @TempDir private Path folder;
    private TestHouse house;
    private Path dump;
    private Path code;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        house = new TestHouse();
        dump = OdooDump.write(folder.resolve("acme.sql"), ORDERS);
        out = folder.resolve("acme-17.sql");
        code = Files.createDirectory(folder.resolve("code"));
        OdooDump.code(code, "");
        assertThat(house.belay("status").code()).isZero();
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void whileItLoads() throws Exception {
        killed(() -> state("load-dump").equals("ACTING"));

        assertGoesOn();
    }

    @Test
    @EnabledIfSystemProperty(named = "belay.kills", matches = "\\d+")
    void whileTheCommandOfAHopRuns() throws Exception {
        OdooDump.code(code, "touch ~/begun; sleep 600");
        killed(() -> Files.exists(house.scratch(run()).resolve("begun")));
        OdooDump.code(code, "");

        assertGoesOn();
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process ->
                        process.info().commandLine().orElse("").contains(code.toString()));
    }

    @Test
    @EnabledIfSystemProperty(named = "belay.kills", matches = "\\d+")
    void whileTheResultIsWritten() throws Exception {
        killed(() -> !halves().isEmpty());

        assertGoesOn();
    }

    @Test
    void whoGivesUpWhatWasKilledWhileTheResultIsWrittenFindsNothingOfIt() throws Exception {
        killed(() -> !halves().isEmpty());
        var run = run();

        assertThat(house.belay("status", run).out()).contains("Nobody carries this run out.");
        var said = house.belay("cancel", run);
        assertThat(said.out()).contains("Nobody carried run " + run + " out");
        assertThat(house.belay("log", "-f", run).code()).isZero();

        assertThat(runs().path(0).path("state").asString())
                .as(said.toString())
                .isEqualTo("CANCELLED");
        assertThat(out).doesNotExist();
        assertThat(halves()).isEmpty();
        assertThat(house.leftOf(run)).isEmpty();
        assertThat(house.home().resolve("runs").resolve(run).resolve("taken")).doesNotExist();
    }

    private interface Moment {
        boolean came() throws IOException;
    }

    /// Starts the job in a process of its own, and kills that at a moment.
    private void killed(Moment moment) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(
                List.of("dump", "upgrade", dump.toString(), "--name", "acme", "--to", "17.0"));
        command.addAll(List.of("--purpose", "testing", "--code", code.toString()));
        command.addAll(List.of("--out", out.toString()));
        var words = folder.resolve("words");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("BELAY_HOME", house.home().toString());
        builder.environment().put("BELAY_PACKS", TestHouse.PACKS.toString());
        var belay = builder.redirectOutput(words.toFile()).start();
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!moment.came()) {
            assertThat(belay.isAlive()).as(Files.readString(words)).isTrue();
            assertThat(System.nanoTime()).as(Files.readString(words)).isLessThan(end);
            Thread.sleep(5);
        }
        long worker = worker();
        assertThat(worker).isNotEqualTo(belay.pid());
        ProcessHandle.of(worker).ifPresent(ProcessHandle::destroyForcibly);
        belay.destroyForcibly();
        assertThat(belay.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(out).doesNotExist();
    }

    /// The process that carries the job out, which is not the one that ordered it.
    private long worker() {
        return house.belay("status", "-o", "json", run()).json().at("/carrier/pid").asLong();
    }

    private JsonNode runs() {
        return house.belay("status", "-o", "json").json().path("runs");
    }

    private String run() {
        return runs().path(0).path("id").asString("");
    }

    private String state(String step) {
        var run = run();
        if (run.isEmpty()) {
            return "";
        }
        for (var one : house.belay("status", "-o", "json", run).json().path("steps")) {
            if (one.path("name").asString().equals(step)) {
                return one.path("state").asString();
            }
        }
        return "";
    }

    /// What was begun to be written beside the result.
    private List<Path> halves() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
        }
    }

    private void assertGoesOn() throws IOException {
        var run = run();

        var said = house.belay("resume", "-o", "json", run);

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.json().at("/proof/holds").asBoolean()).isTrue();
        assertThat(halves()).isEmpty();
        try (Stream<String> lines = Files.lines(out)) {
            assertThat(lines.filter(line -> line.matches("\\d+\tS\\d+\t[12]\t.*")).count())
                    .isEqualTo(ORDERS);
        }
        assertThat(house.leftOf(run)).isEmpty();
        assertThat(house.home().resolve("runs").resolve(run).resolve("unwrapped")).doesNotExist();
    }
}
