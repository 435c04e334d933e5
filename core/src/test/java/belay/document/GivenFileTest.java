package belay.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class GivenFileTest {

    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir Path folder;

    @Test
    void aFifoIsReadToWhereItsWriterEnds() throws Exception {
        var fifo = fifo();
        var writer =
                new ProcessBuilder("sh", "-c", "echo written > \"$0\"", fifo.toString()).start();

        assertThat(GivenFile.read(fifo, 100, LONG))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("written\n");
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void aFifoThatNobodyWritesIsNotWaitedForForEver() throws Exception {
        var fifo = fifo();

        assertThatThrownBy(() -> GivenFile.read(fifo, 100, AT_ONCE))
                .isInstanceOf(GivenFile.NoFile.class)
                .hasMessageContaining("a FIFO or a device, and nobody");
    }

    @Test
    void whatNeverEndsIsReadAsFarAsItIsWanted() throws IOException {
        assertThat(GivenFile.read(Path.of("/dev/zero"), 100, LONG)).hasSize(101);
        assertThat(TextFile.read(Path.of("/dev/zero"), 100))
                .isEqualTo(new TextFile.Unfit("a file of more than 100 bytes"));
    }

    @Test
    void aSocketIsRefusedByItsName() throws IOException {
        var socket = folder.resolve("socket");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            assertThat(TextFile.read(socket, 100)).isEqualTo(new TextFile.Unfit("a socket"));
        }
    }

    @Test
    void whereOnlyAFileCanBeRightNothingElseIsOpened() throws Exception {
        var fifo = fifo();
        var file = Files.writeString(folder.resolve("file"), "text");

        assertThatThrownBy(() -> GivenFile.plain(fifo)).hasMessage("a FIFO");
        assertThatThrownBy(() -> GivenFile.plain(Path.of("/dev/null"))).hasMessage("a device");
        try (var in = GivenFile.plain(file)) {
            assertThat(in).hasContent("text");
        }
    }

    private Path fifo() throws Exception {
        var fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return fifo;
    }
}
