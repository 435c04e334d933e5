package belay.hosts;

import static belay.hosts.Sandbox.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.outside.Fault;
import belay.outside.Host.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {

    private static final Duration SOON = Duration.ofMillis(300);

    @TempDir Path directory;
    private Sandbox sandbox;
    private Path log;

    @BeforeEach
    void open() {
        sandbox = new Sandbox(directory);
        log = directory.resolve("logs/service.log");
    }

    @AfterEach
    void close() throws Exception {
        for (Being left : ours()) {
            ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        await(() -> ours().isEmpty());
    }

    @Test
    void aSecondStartLeavesTheFirstProcess() throws Exception {
        sandbox.host().start("web", sandbox.command("sleep", "4711"), log);
        Being first = theOne();

        sandbox.host().start("web", sandbox.command("sleep", "4711"), log);

        assertThat(theOne()).isEqualTo(first);
        assertThat(sandbox.host().runs("web")).isTrue();
        assertThat(sandbox.host().runs("other")).isFalse();
    }

    @Test
    void itsOutputIsAppendedToTheLog() throws Exception {
        sandbox.file("logs/service.log", "before\n");

        sandbox.host().start("web", sandbox.shell("echo out; echo err >&2"), log);
        await(() -> Files.readString(log).contains("err"));

        assertThat(log).hasContent("before\nout\nerr\n");
    }

    @Test
    void tellsWhereInTheLogThisStartBegins() throws Exception {
        sandbox.file("logs/service.log", "ERROR of the start before\n");

        long first = sandbox.host().start("web", sandbox.shell("echo out; sleep 4711"), log);
        await(() -> Files.readString(log).contains("out"));
        long second = sandbox.host().start("web", sandbox.shell("echo out; sleep 4711"), log);

        assertThat(List.of(first, second)).containsOnly(26L);
        assertThat(sandbox.host().find(log, first, List.of("ERROR"))).isEmpty();
    }

    @Test
    void stopEndsEveryChildHoweverStubborn() throws Exception {
        sandbox.host()
                .start(
                        "web",
                        sandbox.shell(
                                "trap '' TERM;"
                                        + " (trap '' TERM; sleep 4711 & sleep 4711) &"
                                        + " setsid sh -c \"trap '' TERM; sleep 4711; sleep 4711\" &"
                                        + " (env -i setsid sleep 4711) &"
                                        + " while true; do sleep 4711; done"),
                        log);
        await(() -> new ArrayList<>(sleepers()).size() >= 5);
        List<Being> all = sleepers();

        sandbox.host().stop("web", SOON);

        assertThat(ours()).isEmpty();
        assertThat(all).noneMatch(Being::lives);
        assertThat(sandbox.host().runs("web")).isFalse();
    }

    @Test
    void aPoliteProcessIsGivenItsTime() throws Exception {
        sandbox.host()
                .start(
                        "web",
                        sandbox.shell(
                                "trap 'echo bye; exit 0' TERM; echo up; while true; do sleep 0.05; done"),
                        log);
        await(() -> Files.readString(log).contains("up"));

        sandbox.host().stop("web", Duration.ofSeconds(30));

        assertThat(log).content().contains("bye");
    }

    @Test
    void nothingToStopIsFine() throws Exception {
        sandbox.host().stop("never", SOON);

        assertThat(sandbox.host().runs("never")).isFalse();
    }

    @Test
    void childrenOutliveTheirFirstProcess() throws Exception {
        sandbox.host().start("web", sandbox.shell("sleep 4711 & exit 0"), log);
        theOne();

        assertThat(sandbox.host().runs("web")).isTrue();
        sandbox.host().stop("web", SOON);

        assertThat(ours()).isEmpty();
    }

    @Test
    void manyAtOnceStartOne() throws Exception {
        List<Callable<Boolean>> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starts.add(() -> {
                sandbox.host().start("web", sandbox.command("sleep", "4711"), log);
                return sandbox.host().runs("web");
            });
        }

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var one : threads.invokeAll(starts)) {
                assertThat(one.get()).isTrue();
            }
        }

        theOne();
    }

    @Test
    void manyBelaysAtOnceStartOne() throws Exception {
        List<Process> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(Sandbox.java(Starter.class, directory.toString()));
        }

        for (Process other : others) {
            assertThat(other.waitFor()).isZero();
        }

        theOne();
    }

    @RepeatedTest(5)
    void aBelayKilledWhileItStartsLeavesAProcessThatIsFound() throws Exception {
        Process other = Sandbox.java(Starter.class, directory.toString());
        await(() -> !ours().isEmpty());
        other.destroyForcibly().waitFor();
        Files.deleteIfExists(directory.resolve("state/processes/web.process"));

        sandbox.host().start("web", sandbox.command("sleep", "4711"), log);

        theOne();
        assertThat(sandbox.host().runs("web")).isTrue();
        sandbox.host().stop("web", SOON);
        assertThat(ours()).isEmpty();
    }

    @Test
    void aProcessThatHidItsEnvironmentIsFoundByItsLock() throws Exception {
        sandbox.host().start("web", sandbox.command("env", "-i", "sleep", "4711"), log);
        await(() -> ours().isEmpty());
        Files.delete(directory.resolve("state/processes/web.process"));

        sandbox.host().start("web", sandbox.command("sleep", "4711"), log);

        assertThat(ours()).isEmpty();
        assertThat(sandbox.host().runs("web")).isTrue();
        sandbox.host().stop("web", SOON);
        assertThat(sandbox.host().runs("web")).isFalse();
    }

    @Test
    void aNumberUsedAgainIsNotTheProcess() throws Exception {
        long self = ProcessHandle.current().pid();
        Path file = directory.resolve("state/processes/web.process");
        Files.createDirectories(file.getParent());
        ProcessFile.write(file, new Being(self, 0, self, 1));

        assertThat(sandbox.host().runs("web")).isFalse();
        sandbox.host().stop("web", SOON);
    }

    @Test
    void whatCannotBeStartedIsSaid() throws Exception {
        assertThatThrownBy(() -> sandbox.host().start("web", sandbox.command("no-such"), log))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("no program no-such");
        assertThatThrownBy(() -> sandbox.host().runs("../web"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rootStartsForAnotherUser() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        var command = new Invocation(List.of("sleep", "4711"), Map.of(), Path.of("/"), "nobody");

        sandbox.host().start("web", command, log);

        assertThat(Files.getOwner(Path.of("/proc/" + theOne().pid()))).hasToString("nobody");
        sandbox.host().stop("web", SOON);
        assertThat(ours()).isEmpty();
    }

    /// Waits until exactly one is seen. While a tool becomes the program it starts (execve), Linux
    /// shows an empty environment for a moment.
    private Being theOne() throws Exception {
        var seen = new ArrayList<Being>();
        await(() -> {
            seen.clear();
            return seen.addAll(ours()) && seen.size() == 1;
        });
        return seen.getFirst();
    }

    private List<Being> ours() throws IOException {
        return Sandbox.carrying("BELAY_PROCESS", directory.toString());
    }

    private List<Being> sleepers() throws IOException {
        List<Being> sleepers = new ArrayList<>();
        for (Being one : Being.all()) {
            Path words = Path.of("/proc/" + one.pid() + "/cmdline");
            try {
                if (Files.readString(words).equals("sleep\0" + "4711\0")) {
                    sleepers.add(one);
                }
            } catch (IOException ended) {
                // It is not one any more.
            }
        }
        return sleepers;
    }

    /// A Belay that starts a service and goes.
    static final class Starter {

        private Starter() {}

        public static void main(String[] arguments) throws Exception {
            var sandbox = new Sandbox(Path.of(arguments[0]));
            sandbox.host()
                    .start("web", sandbox.command("sleep", "4711"), sandbox.root().resolve("log"));
        }
    }
}
