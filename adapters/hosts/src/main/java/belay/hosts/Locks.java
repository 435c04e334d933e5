package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One holder at a time for a name, over all threads and processes that share the directory. A
/// holder that dies lets go.
final class Locks {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 20;

    private final Path directory;

    Locks(Path directory) {
        this.directory = directory;
    }

    /// Closing it lets go.
    record Held(FileChannel channel, FileLock lock) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Held take(String name) throws Fault {
        Path file = directory.resolve(name + ".lock");
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Held(channel, waitFor(channel, name));
        } catch (IOException failed) {
            throw Faults.of("take the lock", file, failed);
        }
    }

    private static FileLock waitFor(FileChannel channel, String name) throws Fault, IOException {
        long began = System.nanoTime();
        while (System.nanoTime() - began < LONGEST_WAIT.toNanos()) {
            Optional<FileLock> lock = attempt(channel);
            if (lock.isPresent()) {
                return lock.get();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                channel.close();
                Thread.currentThread().interrupt();
                throw Faults.passing("INTERRUPTED", "interrupted while waiting for " + name, "");
            }
        }
        channel.close();
        throw Faults.passing(
                "LOCKED", name + " is being worked on by another", "wait for it, or end it");
    }

    private static Optional<FileLock> attempt(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldByAnotherThread) {
            return Optional.empty();
        }
    }
}
