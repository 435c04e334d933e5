package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Belay made takes nobody's place.
class PlacingTest {

    @TempDir private Path folder;
    private LocalHost host;
    private Path made;
    private Path there;

    @BeforeEach
    void prepare() {
        host = LocalHost.of(folder.resolve("state"), folder.resolve("cache"));
        made = folder.resolve("made");
        there = folder.resolve("there");
    }

    @Test
    void aFileIsPlacedOnceAndTakenBack() throws Exception {
        Files.writeString(made, "ours");

        assertThat(host.place(made, there)).isTrue();
        assertThat(host.place(made, there)).isTrue();

        assertThat(there).hasContent("ours");
        assertThat(made).doesNotExist();
        host.displace(made, there);
        host.displace(made, there);
        assertThat(there).doesNotExist();
    }

    @Test
    void aDirectoryIsPlacedOnceAndTakenBack() throws Exception {
        directory(made, "ours");

        assertThat(host.place(made, there)).isTrue();
        assertThat(host.place(made, there)).isTrue();

        assertThat(there.resolve("file")).hasContent("ours");
        host.displace(made, there);
        assertThat(there).doesNotExist();
    }

    @Test
    void whatIsThereStaysThere() throws Exception {
        Files.writeString(made, "ours");
        Files.writeString(there, "theirs");
        assertStays();

        Files.delete(there);
        directory(there, "theirs");
        assertStays();

        Files.delete(made);
        directory(made, "ours");
        assertStays();

        host.remove(there);
        Files.createSymbolicLink(there, folder.resolve("nowhere"));
        assertStays();
    }

    private void assertStays() throws Fault {
        assertThat(host.place(made, there)).isFalse();
        host.displace(made, there);
        assertThat(Files.exists(there, java.nio.file.LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(made).exists();
    }

    /// Whoever died between the new name and the end of the old one.
    @Test
    void whatHasBothNamesIsOurs() throws Exception {
        Files.writeString(made, "ours");
        Files.createLink(there, made);
        assertThat(host.place(made, there)).isTrue();
        assertThat(made).doesNotExist();

        Files.createLink(made, there);
        host.displace(made, there);
        assertThat(there).doesNotExist();
    }

    private static void directory(Path directory, String words) throws IOException {
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("file"), words);
    }
}
