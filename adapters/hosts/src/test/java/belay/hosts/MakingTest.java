package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Host.Invocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages that a command makes.
class MakingTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir Path directory;
    private LocalHost host;
    private Path home;

    @BeforeEach
    void open() {
        host = new Sandbox(directory).host();
        home = directory.resolve("opt/shop-2");
    }

    @Test
    void whatTheCommandPutsIntoItsDirectoryIsTheHome() throws Exception {
        host.make(
                making("mkdir bin; echo \"$KEY\" > \"$1/bin/run\"; ln -s bin/run start"),
                LONG,
                "shop 2",
                home);

        assertThat(home.resolve("bin/run")).hasContent("hunter2");
        assertThat(home.resolve("start")).isSymbolicLink();
        assertThat(directory.resolve("opt")).isDirectoryNotContaining("glob:**.making");
    }

    @Test
    void whatIsThereIsNotMadeAgain() throws Exception {
        host.make(making("echo 1 > a"), LONG, "shop 2", home);

        host.make(making("exit 1"), LONG, "shop 2", home);

        assertThat(home.resolve("a")).hasContent("1");
    }

    /// As a Belay leaves it that is killed while the command runs.
    @Test
    void whatWasKilledIsBegunAnewInAnEmptyDirectory() throws Exception {
        Files.createDirectories(directory.resolve("opt/.shop-2.making"));
        Files.writeString(directory.resolve("opt/.shop-2.making/half"), "half");

        host.make(making("echo 1 > a"), LONG, "shop 2", home);

        assertThat(home)
                .isDirectoryNotContaining("glob:**/half")
                .isDirectoryContaining("glob:**/a");
    }

    @Test
    void aCommandThatFailsIsToldWithItsLastWords() {
        refuses("echo 1 > a; echo no such version; exit 3", LONG, "exit code 3");
        assertThatThrownBy(() ->
                        host.make(making("echo no such version; exit 3"), LONG, "shop 2", home))
                .hasMessageContaining("no such version")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aCommandThatEndsTooLateOrMakesNothingIsRefused() {
        refuses("echo 1 > a; exec sleep 60", Duration.ofMillis(300), "did not end within");
        refuses("true", LONG, "left {package} empty");
    }

    private void refuses(String script, Duration limit, String why) {
        assertThatThrownBy(() -> host.make(making(script), limit, "shop 2", home))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:PACKAGE_NOT_MADE")
                .hasMessageContaining("shop 2")
                .hasMessageContaining(why);
        assertThat(home).doesNotExist();
    }

    private static Invocation making(String script) {
        return new Invocation(
                List.of("/bin/sh", "-c", script, "sh", Host.MADE),
                Map.of("KEY", "hunter2"),
                Path.of(Host.MADE),
                "");
    }
}
