package belay.dumps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// A file, or the files of a folder, in the order of their names.
final class Folder {

    private Folder() {}

    static List<Path> files(Path folder) throws IOException {
        try (var inside = Files.list(folder)) {
            return inside.sorted(Comparator.comparing(one -> one.getFileName().toString()))
                    .toList();
        }
    }

    static long bytes(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return Files.size(path);
        }
        long sum = 0;
        for (Path one : files(path)) {
            sum += Files.size(one);
        }
        return sum;
    }

    /// A pipe or a device may never end.
    static void requireFile(Path path) throws Refused {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw Refused.of(
                    "NO_FILE",
                    "it is a pipe, a device or the like, and no file",
                    "write the dump into a file, and hand in that");
        }
    }

    /// Removes it with everything in it; follows no link.
    static void deleteAll(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path one : files(path)) {
                deleteAll(one);
            }
        }
        Files.deleteIfExists(path);
    }
}
