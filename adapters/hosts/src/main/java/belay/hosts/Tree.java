package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host.Carried;
import belay.problem.Safe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A directory and which of its files are meant, by their path below it.
///
/// @param meant asked for each path, and for each directory above it
/// @param earlier a copy of it in which nobody writes, whose files may get further names; need not
///   exist
record Tree(Path root, Predicate<Path> meant, Path earlier) {

    private static final int ATTEMPTS = 3;
    private static final String NEXT = ".belay-next";

    private static final Path NONE = Path.of("/nonexistent");

    Tree(Path root) {
        this(root, _ -> true, NONE);
    }

    Tree(Path root, Predicate<Path> meant) {
        this(root, meant, NONE);
    }

    Tree(Path root, Path earlier) {
        this(root, _ -> true, earlier);
    }

    /// Copies rights, owner (as root) and times too. What is there already and equal is left; every
    /// copy is read again and compared.
    Carried copyTo(Path target) throws Fault {
        try {
            int files = 0;
            long bytes = 0;
            for (Path one : all()) {
                Path from = root.resolve(one);
                Path to = target.resolve(one);
                makeParents(one, target);
                if (Files.isSymbolicLink(from)) {
                    copyLink(one, to);
                } else if (Files.isDirectory(from)) {
                    makeDirectory(from, to);
                } else if (Files.isRegularFile(from)) {
                    bytes += linkFile(from, earlier.resolve(one), to) ? 0 : copyFile(from, to);
                    files++;
                } else {
                    throw refused(one, "is neither file nor directory");
                }
            }
            return new Carried(files, bytes);
        } catch (IOException failed) {
            throw Faults.of("copy " + root + " to", target, failed);
        }
    }

    private List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        return add(directory);
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        return add(file);
                    }

                    private FileVisitResult add(Path path) {
                        Path below = root.relativize(path);
                        if (!path.equals(root) && meant.test(below)) {
                            all.add(below);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return all;
    }

    private void makeParents(Path below, Path target) throws IOException {
        Path parent = below.getParent();
        if (parent != null && !Files.isDirectory(target.resolve(parent))) {
            makeParents(parent, target);
            makeDirectory(root.resolve(parent), target.resolve(parent));
        }
    }

    private static void makeDirectory(Path from, Path to) throws IOException {
        if (!Files.isDirectory(to)) {
            Files.createDirectory(to);
            Disk.copyRights(from, to);
        }
    }

    private void copyLink(Path below, Path to) throws IOException, Fault {
        Path link = root.resolve(below);
        Path points = Files.readSymbolicLink(link);
        if (points.isAbsolute()
                || !Disk.directoryOf(link)
                        .resolve(points)
                        .normalize()
                        .startsWith(root.toAbsolutePath().normalize())) {
            throw refused(below, "is a link that leads out of it, to " + points);
        }
        if (Files.isSymbolicLink(to) && Files.readSymbolicLink(to).equals(points)) {
            return;
        }
        Path next = to.resolveSibling(NEXT);
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, points);
        Disk.copyOwner(link, next);
        Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Both are read whole: what has gone wrong in the earlier copy is not handed on.
    private static boolean linkFile(Path from, Path before, Path to) throws IOException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(before, LinkOption.NOFOLLOW_LINKS)
                || !alike(from, before)
                || !Sums.of(from, Sums.SHA_256).equals(Sums.of(before, Sums.SHA_256))) {
            return false;
        }
        try {
            Files.createLink(to, before);
            return true;
        } catch (FileSystemException | UnsupportedOperationException otherDisk) {
            return false;
        }
    }

    private static boolean alike(Path one, Path other) throws IOException {
        return Files.size(one) == Files.size(other)
                && Files.getLastModifiedTime(one).equals(Files.getLastModifiedTime(other))
                && Files.getPosixFilePermissions(one).equals(Files.getPosixFilePermissions(other))
                && Files.getOwner(one).equals(Files.getOwner(other));
    }

    /// A file that only grows, such as a log, is taken as it was at one moment.
    private static long copyFile(Path from, Path to) throws IOException, Fault {
        for (int attempt = 1; ; attempt++) {
            var before = Files.readAttributes(from, BasicFileAttributes.class);
            String sum = isThere(from, to) ? Sums.of(from, Sums.SHA_256) : write(from, to, before);
            var after = Files.readAttributes(from, BasicFileAttributes.class);
            boolean grew = after.size() > before.size();
            boolean changed = !after.lastModifiedTime().equals(before.lastModifiedTime()) || grew;
            if (!changed || (grew && attempt == ATTEMPTS)) {
                requireSum(sum, to);
                return Files.size(to);
            }
            if (attempt == ATTEMPTS) {
                throw Faults.passing(
                        "CHANGING",
                        from + " changes while it is copied",
                        "add it to `leave` in the pack");
            }
        }
    }

    private static void requireSum(String sum, Path to) throws IOException, Fault {
        if (!sum.equals(Sums.of(to, Sums.SHA_256))) {
            throw Faults.passing("BAD_COPY", to + " is not what was written to it", "see the disk");
        }
    }

    private static boolean isThere(Path from, Path to) throws IOException {
        return Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)
                && Files.size(from) == Files.size(to)
                && Sums.of(from, Sums.SHA_256).equals(Sums.of(to, Sums.SHA_256))
                && Files.getPosixFilePermissions(from).equals(Files.getPosixFilePermissions(to));
    }

    /// The sum of what was read.
    private static String write(Path from, Path to, BasicFileAttributes attributes)
            throws IOException {
        Path next = to.resolveSibling(NEXT);
        Files.deleteIfExists(next);
        String sum;
        try (InputStream input = Files.newInputStream(from);
                var summed = Sums.digesting(input, Sums.SHA_256);
                var channel =
                        FileChannel.open(
                                next,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")))) {
            summed.transferTo(Channels.newOutputStream(channel));
            Disk.copyRights(from, next);
            channel.force(true);
            sum = Sums.of(summed);
        }
        Files.setLastModifiedTime(next, attributes.lastModifiedTime());
        Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return sum;
    }

    private Fault.Permanent refused(Path below, String why) {
        return Faults.permanent(
                "CANNOT_CARRY",
                Safe.name(below.toString()) + " in " + root + " " + why,
                "put a file in its place, or add it to `leave` in the pack");
    }
}
