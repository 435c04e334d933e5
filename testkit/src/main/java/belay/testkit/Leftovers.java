package belay.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// What sandboxes could leave behind on this machine.
public final class Leftovers {

    private static final Duration UNTIL_LET_GO = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);

    private Leftovers() {}

    /// Everything that names `root`, or belongs to one of `users`.
    public static List<String> of(Path root, List<Integer> users) throws IOException {
        var mounts =
                Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                        .filter(line -> line.contains(root.toString()));
        var processes = users.stream().flatMap(user -> processesOf(user).stream());
        var groups =
                Stream.of("/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids", "/sys/fs/cgroup")
                        .flatMap(tree -> list(Path.of(tree)).stream())
                        .map(Path::toString)
                        .filter(group ->
                                users.stream().map(Integer::toHexString).anyMatch(group::endsWith));
        // The file that is locked while rooms are made stays: it is empty.
        var files = list(root).stream().filter(file -> !file.endsWith(".work"));
        return Stream.of(mounts, processes, groups, loops(root).stream(), files)
                .flatMap(all -> all)
                .map(Object::toString)
                .toList();
    }

    public static List<String> processesOf(int user) {
        return list(Path.of("/proc")).stream()
                .filter(entry -> entry.getFileName().toString().matches("\\d+"))
                .filter(entry -> owner(entry) == user && !dead(entry))
                .map(Path::toString)
                .toList();
    }

    /// Linux lets go of one behind the back of whoever has unmounted it: what stays longer was
    /// left.
    private static List<String> loops(Path root) {
        long end = System.nanoTime() + UNTIL_LET_GO.toNanos();
        while (!loopsNow(root).isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        return loopsNow(root);
    }

    private static List<String> loopsNow(Path root) {
        return list(Path.of("/sys/block")).stream()
                .map(device -> device.resolve("loop/backing_file"))
                .filter(Files::exists)
                .map(Leftovers::text)
                .filter(file -> file.startsWith(root.toString()))
                .toList();
    }

    /// One that is dead stays listed until whoever inherited it takes note.
    private static boolean dead(Path process) {
        return text(process.resolve("status")).contains("State:\tZ");
    }

    private static int owner(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return -1;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException none) {
            return List.of();
        }
    }
}
