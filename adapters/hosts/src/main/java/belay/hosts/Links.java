package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Turns the name by which a product is known to another home.
final class Links {

    private Links() {}

    static void relink(Path link, Path target, Path keptAs) throws Fault {
        try {
            if (Files.isSymbolicLink(link) && leadsTo(link, target)) {
                return;
            }
            if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
                moveAway(link, keptAs);
            } else if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isSymbolicLink(link)) {
                throw Faults.permanent(
                        "NOT_A_LINK", link + " is a file", "it should be a link or a directory");
            }
            Path next = Disk.beside(link, ".belay-next");
            Files.deleteIfExists(next);
            Files.createSymbolicLink(next, asWritten(link, target));
            if (Files.isSymbolicLink(link)) {
                Disk.copyOwner(link, next);
            }
            Files.move(
                    next,
                    link,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Disk.force(Disk.directoryOf(link));
        } catch (IOException failed) {
            throw Faults.of("make the link point to " + target, link, failed);
        }
    }

    /// Whether the link names that very place, from the root or from where it lies.
    private static boolean leadsTo(Path link, Path target) throws IOException {
        var named = Files.readSymbolicLink(link);
        return named.equals(target) || placeOf(link).resolve(named).normalize().equals(target);
    }

    /// A link that is relative stays relative, so that what is mounted or moved together still
    /// belongs together.
    private static Path asWritten(Path link, Path target) throws IOException {
        var relative =
                target.isAbsolute()
                        && Files.isSymbolicLink(link)
                        && !Files.readSymbolicLink(link).isAbsolute();
        return relative ? placeOf(link).relativize(target.normalize()) : target;
    }

    /// The directory from which the system reads a relative link: `..` leaves the real directory,
    /// not the name by which it was entered.
    private static Path placeOf(Path link) throws IOException {
        return Disk.directoryOf(link).toRealPath();
    }

    private static void moveAway(Path link, Path keptAs) throws Fault, IOException {
        if (Files.exists(keptAs, LinkOption.NOFOLLOW_LINKS)) {
            throw Faults.permanent(
                    "EXISTS",
                    "cannot move " + link + " to " + keptAs + ": something is there",
                    "look at both; move one away");
        }
        Files.createDirectories(Disk.directoryOf(keptAs));
        Files.move(link, keptAs, StandardCopyOption.ATOMIC_MOVE);
        Disk.force(Disk.directoryOf(keptAs));
    }
}
