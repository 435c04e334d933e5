package belay.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The file systems of a sandbox that are made outside of its box.
final class Mounts {

    private static final long LONGEST_SECONDS = 60;

    /// A socket and its lock file; whoever owns the server can put nothing more here.
    private static final String SMALL = "size=64k,nr_inodes=16,mode=711,nosuid,nodev,noexec";

    private Mounts() {}

    /// Mounts the directory of a socket.
    ///
    /// The server owns it and may put a link there instead of the socket; where the kernel can
    /// (Linux 5.10), nobody follows it.
    ///
    /// @return what could not be set
    static List<String> socket(Path directory, int user) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var options = SMALL + ",uid=" + user + ",gid=" + user;
        if (ran("mount", "-t", "tmpfs", "-o", options + ",nosymfollow", "belay", directory)) {
            return List.of();
        }
        if (!ran("mount", "-t", "tmpfs", "-o", options, "belay", directory)) {
            throw new IOException("mounting a tmpfs at " + directory + " failed");
        }
        return List.of(
                "a link in place of the server's socket is followed: use Linux 5.10 or newer");
    }

    /// Takes away whatever is mounted at `directory`. Nothing there is fine.
    static void unmount(Path directory) throws IOException, InterruptedException {
        while (mounted(directory)) {
            if (!ran("umount", "--lazy", directory)) {
                throw new IOException("umount " + directory + " failed");
            }
        }
    }

    /// An empty file system in a file that takes room only as it is filled. It needs no journal:
    /// nobody mounts it twice.
    static void image(Path file, long bytes, int user) throws IOException, InterruptedException {
        try (var image = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(bytes);
        }
        var extended = "lazy_itable_init=1,discard,root_owner=" + user + ":" + user;
        if (!ran("mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", "-E", extended, file)) {
            throw new IOException("mkfs.ext4 " + file + " failed");
        }
    }

    /// Mounts the file system in a file where Belay alone passes. Nothing in it can be started.
    static void mount(Path image, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var options = "loop,nosuid,nodev,noexec,noatime,noinit_itable";
        if (!ran("mount", "-t", "ext4", "-o", options, image, directory)) {
            throw new IOException("mounting " + image + " at " + directory + " failed");
        }
    }

    static boolean mounted(Path directory) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", -1)[1])
                .anyMatch(escaped(directory)::equals);
    }

    /// As the kernel writes it: proc(5).
    private static String escaped(Path path) {
        return path.toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private static boolean ran(Object... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        Arrays.stream(words).map(Object::toString).forEach(command::add);
        var builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        builder.environment().put("PATH", belay.postgres.box.Machine.SEARCH_PATH);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        var process = builder.start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }
}
