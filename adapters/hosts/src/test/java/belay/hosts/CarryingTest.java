package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.outside.Fault;
import belay.outside.Host.Carried;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarryingTest {

    @TempDir Path directory;
    private Sandbox sandbox;
    private Path before;
    private Path after;

    @BeforeEach
    void open() throws IOException {
        sandbox = new Sandbox(directory);
        before = Files.createDirectories(directory.resolve("old"));
        after = Files.createDirectories(directory.resolve("new"));
    }

    @Test
    void whatIsNamedIsCarriedAndNothingElse() throws Exception {
        sandbox.file("old/themes/mine/a.css", "aa");
        sandbox.file("old/themes/cache/b", "b");
        sandbox.file("old/providers/x.jar", "xxx");
        sandbox.file("old/driver.jar", "d");
        sandbox.file("old/lib/vendor.jar", "v");
        sandbox.file("old/conf/app.conf", "c");
        Files.createDirectories(before.resolve("themes/empty"));

        Carried carried =
                carry(
                        List.of("themes/**", "providers", "*.jar", "none/**"),
                        List.of("themes/cache", "**/x.jar"));

        assertThat(carried).isEqualTo(new Carried(2, 3));
        assertThat(after.resolve("themes/mine/a.css")).hasContent("aa");
        assertThat(after.resolve("themes/empty")).isEmptyDirectory();
        assertThat(after.resolve("providers")).isEmptyDirectory();
        assertThat(after.resolve("driver.jar")).exists();
        assertThat(after.resolve("themes/cache")).doesNotExist();
        assertThat(after.resolve("lib")).doesNotExist();
        assertThat(after.resolve("conf")).doesNotExist();
    }

    @Test
    void rightsAndTimesGoAlong() throws Exception {
        Path key = sandbox.file("old/conf/secret/key", "k");
        var then = FileTime.from(Instant.parse("2020-01-02T03:04:05Z"));
        Files.setLastModifiedTime(key, then);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(
                key.getParent(), PosixFilePermissions.fromString("rwx------"));

        carry(List.of("conf/secret/key"), List.of());

        Path copy = after.resolve("conf/secret/key");
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(then);
        assertThat(Files.getPosixFilePermissions(copy))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(copy.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void calledAgainItLeavesWhatIsEqualAndMendsTheRest() throws Exception {
        sandbox.file("old/data/a", "a");
        sandbox.file("old/data/b", "b");
        carry(List.of("data"), List.of());
        Object kept = Files.getAttribute(after.resolve("data/a"), "unix:ino");
        sandbox.file("new/data/b", "x");
        sandbox.file("new/data/.belay-next", "half");

        assertThat(carry(List.of("data"), List.of())).isEqualTo(new Carried(2, 2));

        assertThat(Files.getAttribute(after.resolve("data/a"), "unix:ino")).isEqualTo(kept);
        assertThat(after.resolve("data/b")).hasContent("b");
        assertThat(after.resolve("data/.belay-next")).doesNotExist();
    }

    @Test
    void aNewHomeIsMadeWhereThereIsNone() throws Exception {
        sandbox.file("old/conf/a", "a");

        sandbox.host().carry(before, directory.resolve("x/kept"), List.of("conf/a"), List.of());

        assertThat(directory.resolve("x/kept/conf/a")).hasContent("a");
    }

    @Test
    void whatHasNotChangedSinceTheLastCopyIsNotCopiedAgain() throws Exception {
        Path home = Files.createDirectories(directory.resolve("kept-home/lib"));
        Files.writeString(home.resolve("same.jar"), "same");
        Files.writeString(home.resolve("changed.conf"), "old");
        var first =
                sandbox.host()
                        .keep(
                                Disk.directoryOf(home),
                                directory.resolve("kept-1"),
                                Path.of("/none"));
        Files.writeString(home.resolve("changed.conf"), "new");

        var second =
                sandbox.host()
                        .keep(
                                Disk.directoryOf(home),
                                directory.resolve("kept-2"),
                                directory.resolve("kept-1"));

        assertThat(first.bytes()).isEqualTo(7);
        assertThat(second.files()).isEqualTo(2);
        assertThat(second.bytes()).isEqualTo(3);
        assertThat(Files.readString(directory.resolve("kept-1/lib/changed.conf"))).isEqualTo("old");
        assertThat(Files.readString(directory.resolve("kept-2/lib/changed.conf"))).isEqualTo("new");
        assertThat(sandbox.host().usedBytes(directory.resolve("kept-2/lib/same.jar")))
                .isEqualTo(4096);
        assertThat(
                        Files.isSameFile(
                                directory.resolve("kept-1/lib/same.jar"),
                                directory.resolve("kept-2/lib/same.jar")))
                .isTrue();
    }

    @Test
    void anEarlierCopyThatHasGoneBadIsNotHandedOn() throws Exception {
        Path home = Files.createDirectories(directory.resolve("bad-home"));
        Files.writeString(home.resolve("file"), "good");
        sandbox.host().keep(home, directory.resolve("bad-1"), Path.of("/none"));
        var time = Files.getLastModifiedTime(home.resolve("file"));
        Files.writeString(directory.resolve("bad-1/file"), "bad!");
        Files.setLastModifiedTime(directory.resolve("bad-1/file"), time);

        sandbox.host().keep(home, directory.resolve("bad-2"), directory.resolve("bad-1"));

        assertThat(Files.readString(directory.resolve("bad-2/file"))).isEqualTo("good");
    }

    @Test
    void aLogThatIsBeingWrittenIsTakenAsItWas() throws Exception {
        Path log = sandbox.file("old/log", "");
        sandbox.host()
                .start(
                        "writer",
                        sandbox.shell("while true; do head -c 200000 /dev/zero; done"),
                        log);
        Sandbox.await(() -> Files.size(log) > 1_000_000);

        Carried carried = carry(List.of("log"), List.of());
        sandbox.host().stop("writer", Duration.ofMillis(100));

        assertThat(carried.bytes()).isEqualTo(Files.size(after.resolve("log")));
        assertThat(Files.size(after.resolve("log"))).isLessThan(Files.size(log));
    }

    @Test
    void innerLinksAreKeptAndOthersRefusedByName() throws Exception {
        sandbox.file("old/data/a", "a");
        Files.createSymbolicLink(before.resolve("data/inner"), Path.of("a"));
        carry(List.of("data"), List.of());
        assertThat(Files.readSymbolicLink(after.resolve("data/inner"))).isEqualTo(Path.of("a"));

        Files.createSymbolicLink(before.resolve("data/outer"), Path.of("../../else"));
        assertThatThrownBy(() -> carry(List.of("data"), List.of()))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("data/outer")
                .hasMessageContaining("leads out");
        assertThat(carry(List.of("data"), List.of("data/outer"))).isEqualTo(new Carried(1, 1));
    }

    @Test
    void aPipeIsRefusedByName() throws Exception {
        sandbox.host().run(sandbox.command("mkfifo", "old/pipe"), Duration.ofMinutes(1));

        assertThatThrownBy(() -> carry(List.of("**"), List.of()))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("pipe");
    }

    @Test
    void patternsStayBelowTheHome() {
        for (String wrong : List.of("../x", "/etc/passwd", "a/../../b", "", "[")) {
            assertThatThrownBy(() -> carry(List.of(wrong), List.of()))
                    .as(wrong)
                    .isInstanceOf(Fault.Permanent.class)
                    .hasMessageContaining("HOST:BAD_GLOB");
        }
        assertThatThrownBy(() -> sandbox.host().carry(before, before, List.of("a"), List.of()))
                .hasMessageContaining("HOST:SAME_HOME");
    }

    @Test
    void theNewHomeGoesToTheOwnerOfTheOldOne() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        sandbox.file("old/data/a", "a");
        sandbox.file("new/lib/vendor", "v");
        Path theirs = sandbox.file("new/lib/theirs", "t");
        Files.setAttribute(theirs, "unix:uid", 4712);
        Files.setAttribute(before, "unix:uid", 4711);

        carry(List.of("data"), List.of());

        assertThat(owner(after)).isEqualTo(4711);
        assertThat(owner(after.resolve("lib/vendor"))).isEqualTo(4711);
        assertThat(owner(theirs)).isEqualTo(4712);
    }

    private Carried carry(List<String> carry, List<String> leave) throws Fault {
        return sandbox.host().carry(before, after, carry, leave);
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
