package belay.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Opens what stands under a name that a person has given, or in a folder that is not Belay's: no
/// one says that it is a file. A FIFO keeps whoever opens it until somebody writes, and a device
/// may never end.
///
/// A shell's `<(command)` is a FIFO as well, and is read.
public final class GivenFile {

    /// As long as a command in `<(…)` may take, a passphrase that it asks for included.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int KIND = 0xf000;
    private static final int FIFO = 0x1000;
    private static final int CHARACTERS = 0x2000;
    private static final int BLOCKS = 0x6000;
    private static final int SOCKET = 0xc000;

    private static final String BLOCK_DEVICE = "a block device";
    private static final String A_SOCKET = "a socket";

    private GivenFile() {}

    /// Something else than a file; the message says what, such as `a socket`.
    public static final class NoFile extends IOException {

        private static final long serialVersionUID = 1;

        private NoFile(String found) {
            super(found);
        }

        /// What stands there, in words.
        public String found() {
            return String.valueOf(getMessage());
        }
    }

    /// Reads it to its end.
    ///
    /// @param most bytes that are wanted; one more is read where there are more
    /// @throws NoFile if it cannot be read, or its writer has not come to an end in time
    public static byte[] read(Path file, int most) throws IOException {
        return read(file, most, PATIENCE);
    }

    static byte[] read(Path file, int most, Duration patience) throws IOException {
        return opened(file, patience, () -> first(file, most + 1));
    }

    private static byte[] first(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    /// Opens it for a reader that goes on for as long as somebody writes.
    ///
    /// @throws NoFile if it cannot be read, or nobody opens it for writing in time
    public static InputStream open(Path file) throws IOException {
        return opened(file, PATIENCE, () -> Files.newInputStream(file));
    }

    /// Opens it where only a file on a disk can be right.
    ///
    /// @throws NoFile if it is something else
    public static InputStream plain(Path file) throws IOException {
        requirePlain(file);
        return Files.newInputStream(file);
    }

    /// @throws NoFile if it is neither a file on a disk nor a folder
    public static void requirePlain(Path file) throws IOException {
        switch (kind(file)) {
            case FIFO -> throw new NoFile("a FIFO");
            case CHARACTERS -> throw new NoFile("a device");
            case BLOCKS -> throw new NoFile(BLOCK_DEVICE);
            case SOCKET -> throw new NoFile(A_SOCKET);
            default -> {}
        }
    }

    private interface Read<T> {
        T read() throws IOException;
    }

    private static <T> T opened(Path file, Duration patience, Read<T> how) throws IOException {
        return switch (kind(file)) {
            case FIFO, CHARACTERS -> inTime(file, patience, how);
            case BLOCKS -> throw new NoFile(BLOCK_DEVICE);
            case SOCKET -> throw new NoFile(A_SOCKET);
            default -> how.read();
        };
    }

    /// Nothing ends a thread that waits for the other end of a FIFO: it must not keep the process.
    private static <T> T inTime(Path file, Duration patience, Read<T> how) throws IOException {
        var reading = new FutureTask<T>(how::read);
        Thread.ofPlatform().daemon().name("reads " + file).start(reading);
        try {
            return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            reading.cancel(true);
            throw new NoFile(
                    "a FIFO or a device, and nobody has written it to its end within "
                            + patience.toSeconds()
                            + " s");
        } catch (InterruptedException interrupted) {
            reading.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it was read");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /// Of what a link leads to.
    private static int kind(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & KIND;
    }
}
