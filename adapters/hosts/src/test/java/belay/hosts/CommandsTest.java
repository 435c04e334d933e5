package belay.hosts;

import static belay.hosts.Sandbox.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.outside.Fault;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir Path directory;
    private Sandbox sandbox;

    @BeforeEach
    void open() {
        sandbox = new Sandbox(directory);
    }

    @Test
    void aStatusOtherThanZeroIsAnAnswer() throws Exception {
        Exit exit = sandbox.host().run(sandbox.shell("echo out; echo err >&2; exit 3"), LONG);

        assertThat(exit).isEqualTo(new Exit(3, "out\nerr\n"));
    }

    @Test
    void wordsAreNeverReadByAShell() throws Exception {
        Exit exit = sandbox.host().run(sandbox.command("echo", "$(id); `id` > x", "*"), LONG);

        assertThat(exit.output()).isEqualTo("$(id); `id` > x *\n");
    }

    @Test
    void theEnvironmentIsSmall() throws Exception {
        var command = new Invocation(List.of("env"), Map.of("PASSWORD", "hunter2"), directory, "");

        String output = sandbox.host().run(command, LONG).output();

        assertThat(output.lines().map(line -> line.split("=", 2)[0]))
                .contains("PASSWORD", "PATH", "HOME", "LANG")
                .isSubsetOf("PASSWORD", "PATH", "HOME", "LANG", "TZ", "BELAY_COMMAND", "PWD");
    }

    @Test
    void onlyTheLastOfALongOutputIsKept() throws Exception {
        Exit exit =
                sandbox.host()
                        .run(
                                sandbox.shell("head -c 5000000 /dev/zero | tr '\\0' x; echo end"),
                                LONG);

        assertThat(exit.output()).hasSize(64 * 1024).endsWith("xend\n");
    }

    @Test
    void aCommandThatTakesTooLongIsKilledWithItsChildren() throws Exception {
        var command = sandbox.shell("trap '' TERM; (trap '' TERM; setsid sleep 4711) & sleep 4711");

        assertThatThrownBy(() -> sandbox.host().run(command, Duration.ofMillis(500)))
                .isInstanceOf(Fault.Transient.class)
                .hasMessageContaining("did not end within");

        assertThat(Sandbox.carrying("BELAY_COMMAND", directory.toString())).isEmpty();
    }

    @Test
    void anInterruptKillsTheGroup() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                sandbox.host().run(sandbox.shell("sleep 4711 & sleep 4711"), LONG);
                            } catch (Fault | InterruptedException one) {
                                thrown.set(one);
                            }
                        });
        await(() -> Sandbox.carrying("BELAY_COMMAND", directory.toString()).size() == 3);

        thread.interrupt();
        thread.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(Sandbox.carrying("BELAY_COMMAND", directory.toString())).isEmpty();
    }

    @Test
    void aChildThatStaysBehindIsWaitedFor() throws Exception {
        sandbox.host().run(sandbox.shell("(sleep 0.3; touch done) > /dev/null 2>&1 &"), LONG);

        assertThat(directory.resolve("done")).exists();
    }

    @Test
    void whatADeadBelayLeftRunningIsEndedFirst() throws Exception {
        Process other = Sandbox.java(Dying.class, directory.toString());
        await(() -> Sandbox.carrying("BELAY_COMMAND", directory.toString()).size() == 1);
        other.destroyForcibly().waitFor();

        sandbox.host().run(sandbox.command("true"), LONG);

        assertThat(Sandbox.carrying("BELAY_COMMAND", directory.toString())).isEmpty();
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        var noProgram = sandbox.command("no-such-program-here");
        var noFile = sandbox.command("bin/none");
        var noDirectory = new Invocation(List.of("true"), Map.of(), Path.of("/no/such"), "");
        var noUser = new Invocation(List.of("true"), Map.of(), directory, "no-such-user");
        var badUser = new Invocation(List.of("true"), Map.of(), directory, "-x");

        assertThatThrownBy(() -> sandbox.host().run(noProgram, LONG))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("no program no-such-program-here");
        assertThatThrownBy(() -> sandbox.host().run(noFile, LONG))
                .hasMessageContaining(directory.resolve("bin/none").toString());
        assertThatThrownBy(() -> sandbox.host().run(noDirectory, LONG))
                .hasMessageContaining("no directory /no/such");
        assertThatThrownBy(() -> sandbox.host().run(noUser, LONG))
                .hasMessageContaining("no user no-such-user");
        assertThatThrownBy(() -> sandbox.host().run(badUser, LONG))
                .hasMessageContaining("no user -x");
    }

    @Test
    void rootRunsACommandAsAnotherUser() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        var command = new Invocation(List.of("id", "-un"), Map.of(), Path.of("/"), "nobody");

        assertThat(sandbox.host().run(command, LONG)).isEqualTo(new Exit(0, "nobody\n"));
    }

    @Test
    void aFileThatIsNoProgramIsAFault() throws Exception {
        Path broken = sandbox.file("broken", "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> sandbox.host().run(sandbox.command("./broken"), LONG))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("broken");
    }

    /// A Belay that waits for a command when it is killed.
    static final class Dying {

        private Dying() {}

        public static void main(String[] arguments) throws Exception {
            var sandbox = new Sandbox(Path.of(arguments[0]));
            sandbox.host().run(sandbox.command("sleep", "4711"), LONG);
        }
    }
}
