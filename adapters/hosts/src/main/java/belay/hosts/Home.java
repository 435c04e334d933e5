package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The places beside a home where Belay keeps what it knows of it; nothing of Belay lies inside.
record Home(Path path) {

    Home {
        path = path.toAbsolutePath().normalize();
    }

    /// Names the packages whose files are all there; written before the home gets its name.
    Path completion() {
        return Disk.beside(path, ".complete");
    }

    /// Where files are put until all are there.
    Path unfinished() {
        return Disk.beside(path, ".unfinished");
    }

    /// What a command fills that makes the package.
    Path making() {
        return Disk.beside(path, ".making");
    }

    /// Configuration as the package shipped it, kept before the first merge.
    Path defaults() {
        return Disk.beside(path, ".defaults");
    }

    boolean complete() {
        return Files.isDirectory(path) && Files.exists(completion());
    }

    /// Whether the package `origin` is in it.
    boolean holds(String origin) throws IOException {
        return complete() && Files.readAllLines(completion()).contains(origin);
    }

    /// Writes down that all files of `origin` are there, after those of earlier packages.
    void complete(String origin) throws IOException {
        String before = Files.exists(completion()) ? Files.readString(completion()) : "";
        Disk.replace(completion(), before + origin + "\n");
    }

    boolean vacant() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var inside = Files.list(path)) {
            return inside.findAny().isEmpty();
        }
    }

    /// The completion goes first and the name next: a home that is half removed must not pass for a
    /// whole one.
    void remove() throws Fault {
        if (path.getNameCount() < 2 || Files.isSymbolicLink(path)) {
            throw Faults.permanent(
                    "NOT_OURS", path + " is not a directory that Belay made", "it was not removed");
        }
        try {
            removeAll();
        } catch (IOException failed) {
            throw Faults.of("remove", path, failed);
        }
    }

    private void removeAll() throws IOException {
        Files.deleteIfExists(completion());
        Disk.delete(unfinished());
        Disk.delete(making());
        Disk.delete(defaults());
        Path leaving = Disk.beside(path, ".leaving");
        Disk.delete(leaving);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(path, leaving, StandardCopyOption.ATOMIC_MOVE);
            Disk.delete(leaving);
        }
        if (Files.isDirectory(Disk.directoryOf(path))) {
            Disk.force(Disk.directoryOf(path));
        }
    }
}
