package belay.hosts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Changes on disk that are whole or have not happened, also after the power went.
final class Disk {

    private Disk() {}

    static void replace(Path file, String content) throws IOException {
        replace(file, content.getBytes(StandardCharsets.UTF_8), file);
    }

    /// Puts `content` in the place of `file`, with owner, group and mode of `like` if that exists.
    static void replace(Path file, byte[] content, Path like) throws IOException {
        Path next = beside(file, ".belay-next");
        Files.deleteIfExists(next);
        try (var channel =
                FileChannel.open(
                        next,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            copyRights(like, next);
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directoryOf(file));
    }

    static Path beside(Path file, String ending) {
        return file.resolveSibling("." + file.getFileName() + ending);
    }

    static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /// Gives `to` owner, group and mode of `from`; where `from` is missing, the mode of a plain
    /// file.
    static void copyRights(Path from, Path to) throws IOException {
        var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (!Files.exists(from)) {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
            return;
        }
        copyOwner(from, to);
        view.setPermissions(Files.getPosixFilePermissions(from));
    }

    /// Only root may give files away; whoever else runs Belay keeps what it makes.
    static void copyOwner(Path from, Path to) throws IOException {
        Object user = Files.getAttribute(from, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Object group = Files.getAttribute(from, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        if (!user.equals(Files.getAttribute(to, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                && isRoot()) {
            Files.setAttribute(to, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
        }
        if (!group.equals(Files.getAttribute(to, "unix:gid", LinkOption.NOFOLLOW_LINKS))
                && isRoot()) {
            Files.setAttribute(to, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// Makes names written to `directory` last.
    static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Makes a whole tree last: its files, then the names in each directory.
    static void forceTree(Path root) throws IOException {
        bottomUp(
                root,
                path -> {
                    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                            || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        force(path);
                    }
                });
    }

    private static final long BLOCK = 4096;

    /// What a tree takes, in whole blocks; a file with several names counts once.
    static long used(Path root) throws IOException {
        var seen = new HashSet<Object>();
        var used = new long[1];
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        var key = attributes.fileKey();
                        if (key == null || seen.add(key)) {
                            used[0] += (attributes.size() + BLOCK - 1) / BLOCK * BLOCK;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) {
                        used[0] += BLOCK;
                        return FileVisitResult.CONTINUE;
                    }

                    // A server removes files while they are counted; what may not be read is not
                    // counted.
                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        if (failure instanceof NoSuchFileException
                                || failure instanceof AccessDeniedException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failure;
                    }
                });
        return used[0];
    }

    /// Removes a tree without following a link out of it. Nothing there is fine.
    static void delete(Path root) throws IOException {
        if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            bottomUp(root, Files::delete);
        }
    }

    private interface Action {
        void on(Path path) throws IOException;
    }

    private static void bottomUp(Path root, Action action) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        action.on(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        action.on(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
