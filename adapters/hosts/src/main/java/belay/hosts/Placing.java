package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Hands over what Belay made, over nobody's file.
final class Placing {

    private Placing() {}

    static boolean place(Path made, Path there) throws Fault {
        try {
            if (!exists(made) && exists(there)) {
                return true;
            }
            boolean placed = Files.isDirectory(made) ? moved(made, there) : linked(made, there);
            Disk.force(Disk.directoryOf(there));
            return placed;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (IOException failed) {
            throw Faults.of("put " + made + " in its place", there, failed);
        }
    }

    /// Whether it has not been placed: it lies where it was made, and not under both names.
    static boolean waits(Path made, Path there) throws Fault {
        try {
            return exists(made) && !same(made, there);
        } catch (IOException failed) {
            throw Faults.of("look at", there, failed);
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean same(Path made, Path there) throws IOException {
        return exists(there) && !Files.isSymbolicLink(there) && Files.isSameFile(made, there);
    }

    /// A rename would replace what came there in between; a second name cannot.
    private static boolean linked(Path made, Path there) throws IOException {
        if (!same(made, there)) {
            try {
                Files.createLink(there, made);
            } catch (FileAlreadyExistsException taken) {
                throw taken;
            } catch (FileSystemException | UnsupportedOperationException noSecondNames) {
                return moved(made, there);
            }
        }
        Files.delete(made);
        return true;
    }

    /// Refuses what is there already.
    private static boolean moved(Path made, Path there) throws IOException {
        Files.move(made, there);
        return true;
    }
}
