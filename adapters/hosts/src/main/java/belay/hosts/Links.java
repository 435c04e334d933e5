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
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
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
            Files.createSymbolicLink(next, target);
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
