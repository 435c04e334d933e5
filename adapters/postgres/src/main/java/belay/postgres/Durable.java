package belay.postgres;

import belay.outside.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Makes what was written survive a power loss.
///
/// All at the end: the first call makes the file system write its journal once for everything; a
/// call after each file would make it do so for each.
final class Durable {

    private static final int SHARE = 64;

    private Durable() {}

    static void tree(Path root) throws IOException, Fault, InterruptedException {
        List<Path> paths;
        try (var walk = Files.walk(root)) {
            paths =
                    walk.filter(path -> Files.isRegularFile(path) || Files.isDirectory(path))
                            .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int from = 0; from < paths.size(); from += SHARE) {
            var share = paths.subList(from, Math.min(from + SHARE, paths.size()));
            tasks.add(() -> force(share));
        }
        Parallel.files(tasks);
        var parent = root.toAbsolutePath().getParent();
        if (parent != null) {
            directory(parent);
        }
    }

    /// A name that was given, taken or changed in `directory`.
    static void directory(Path directory) throws IOException {
        force(List.of(directory));
    }

    private static boolean force(List<Path> paths) throws IOException {
        for (var path : paths) {
            try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
                file.force(true);
            }
        }
        return true;
    }
}
