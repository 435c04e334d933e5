package belay.postgres;

import belay.outside.Fault;
import belay.postgres.box.Box;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// A directory for one piece of work in one box, gone when the work is done.
///
/// Whoever works there holds a lock; a room that nobody holds was left by a Belay that died, and
/// the next who wants a room beside it takes it away.
final class WorkRoom implements AutoCloseable {

    private static final String NAME = ".work-";

    private final Path directory;
    private final FileChannel lock;

    private WorkRoom(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    static WorkRoom make(Path parent) throws IOException, Fault, InterruptedException {
        Files.createDirectories(parent);
        synchronized (WorkRoom.class) {
            try (var gate = lockFile(parent.resolve(".work"));
                    var held = gate.lock()) {
                sweep(parent);
                var process = ProcessHandle.current().pid();
                var directory = parent.resolve(NAME + process + "-" + System.nanoTime());
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
                var lock = lockFile(directory.resolve("lock"));
                if (!held.isValid() || lock.tryLock() == null) {
                    throw new IOException(directory + " is somebody else's");
                }
                return new WorkRoom(directory, lock);
            }
        }
    }

    private static FileChannel lockFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void sweep(Path parent) throws IOException, Fault, InterruptedException {
        for (var room : rooms(parent)) {
            if (!isHeld(room)) {
                remove(room);
            }
        }
    }

    private static List<Path> rooms(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(NAME))
                    .toList();
        }
    }

    private static boolean isHeld(Path room) throws IOException {
        try (var lock = lockFile(room.resolve("lock"));
                var mine = lock.tryLock()) {
            return mine == null;
        } catch (OverlappingFileLockException byThisProcess) {
            return true;
        }
    }

    private static void remove(Path room) throws IOException, Fault, InterruptedException {
        boxOf(room).remove();
        Trees.remove(room);
    }

    private static Box boxOf(Path room) {
        return new Box(room.resolve("box"));
    }

    Path directory() {
        return directory;
    }

    Box box() {
        return boxOf(directory);
    }

    /// Interrupted or not, nothing is left but what the next one sweeps.
    @Override
    public void close() throws IOException, Fault {
        try (lock) {
            remove(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
