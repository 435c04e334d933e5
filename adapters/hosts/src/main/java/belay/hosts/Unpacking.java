package belay.hosts;

import belay.document.GivenFile;
import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/// Brings files to a home: they are put into a fresh directory beside it, which gets the home's
/// name when all are there.
final class Unpacking {

    private static final Set<String> KEPT_WHOLE = Set.of(".jar", ".war", ".ear");

    private final Locks locks;

    Unpacking(Locks locks) {
        this.locks = locks;
    }

    private interface Filling {
        void fill(Path fresh) throws IOException, Fault;
    }

    /// Whether the package is in the home, so that it need not be fetched.
    boolean done(Path to, String origin) throws Fault {
        try {
            return new Home(to).holds(origin);
        } catch (IOException failed) {
            throw Faults.of("see what lies in", to, failed);
        }
    }

    /// @param origin the package, in words
    void unpack(Path from, int strip, Wanted wanted, Path to, String origin) throws Fault {
        bring(new Home(to), origin, from, filling(from, strip, wanted));
    }

    /// The same of a directory that Belay had made beside the home, which becomes its files.
    void move(Path made, Path to, String origin) throws Fault {
        bring(
                new Home(to),
                origin,
                made,
                fresh -> {
                    Files.delete(fresh);
                    Files.move(made, fresh, StandardCopyOption.ATOMIC_MOVE);
                });
    }

    private void bring(Home home, String origin, Path from, Filling filling) throws Fault {
        try (var _ = locks.take("home-" + Sums.of(home.path().toString()))) {
            if (home.complete()) {
                if (!home.holds(origin)) {
                    add(home, origin, filling);
                }
            } else if (home.vacant()) {
                make(home, origin, filling);
            } else {
                throw Faults.permanent(
                        "HOME_TAKEN",
                        home.path() + " exists and was not made by Belay",
                        "move it away, or choose another directory");
            }
        } catch (IOException failed) {
            throw Faults.of("unpack " + from + " to", home.path(), failed);
        }
    }

    private static Filling filling(Path from, int strip, Wanted wanted) {
        if (Files.isDirectory(from)) {
            return fresh -> {
                Path root = stripped(from, strip);
                new Tree(root, wanted.through(links(root))).copyTo(fresh);
            };
        }
        String name = from.getFileName().toString();
        if (KEPT_WHOLE.stream().anyMatch(name::endsWith)) {
            return fresh -> {
                if (wanted.through(List.of()).test(Path.of(name))) {
                    GivenFile.requirePlain(from);
                    Files.copy(from, fresh.resolve(name));
                }
            };
        }
        return fresh -> PackageArchive.extract(from, strip, wanted, fresh);
    }

    private static List<Path> links(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            return all.filter(Files::isSymbolicLink).map(root::relativize).toList();
        }
    }

    private static void make(Home home, String origin, Filling filling) throws IOException, Fault {
        Files.deleteIfExists(home.completion());
        Disk.delete(home.defaults());
        fill(home, filling);
        home.complete(origin);
        Files.move(
                home.unfinished(),
                home.path(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Disk.force(Disk.directoryOf(home.path()));
    }

    /// A release may come in several packages. One that would replace a file of another is refused:
    /// that is how two releases would be mixed.
    private static void add(Home home, String origin, Filling filling) throws IOException, Fault {
        fill(home, filling);
        Path replaced = replaced(home.unfinished(), home.path());
        if (!replaced.equals(home.path())) {
            Disk.delete(home.unfinished());
            throw Faults.permanent(
                    "HOME_TAKEN",
                    origin + " would replace " + replaced + " of another package",
                    "give each release a home of its own");
        }
        join(home.unfinished(), home.path());
        Disk.forceTree(home.path());
        home.complete(origin);
        Disk.delete(home.unfinished());
    }

    /// The first file of `home` that differs in `added`; the home itself if there is none.
    private static Path replaced(Path added, Path home) throws IOException {
        try (var all = Files.walk(added)) {
            for (Path one : (Iterable<Path>) all.sorted()::iterator) {
                Path there = home.resolve(added.relativize(one));
                if (Files.exists(there, LinkOption.NOFOLLOW_LINKS) && !isSame(one, there)) {
                    return there;
                }
            }
        }
        return home;
    }

    /// Directories that are not there yet are moved whole.
    private static void join(Path added, Path home) throws IOException {
        List<Path> inside;
        try (var all = Files.list(added)) {
            inside = all.toList();
        }
        for (Path one : inside) {
            Path there = home.resolve(one.getFileName());
            if (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(one, there, StandardCopyOption.ATOMIC_MOVE);
            } else if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
                join(one, there);
            }
        }
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        if (Files.isSymbolicLink(one) || Files.isSymbolicLink(other)) {
            return Files.isSymbolicLink(one)
                    && Files.isSymbolicLink(other)
                    && Files.readSymbolicLink(one).equals(Files.readSymbolicLink(other));
        }
        if (Files.isDirectory(one)) {
            return Files.isDirectory(other);
        }
        return Files.isRegularFile(other) && Files.mismatch(one, other) < 0;
    }

    /// All files are there, durable and with their owner, when it returns.
    private static void fill(Home home, Filling filling) throws IOException, Fault {
        Files.createDirectories(Disk.directoryOf(home.path()));
        Disk.delete(home.unfinished());
        Files.createDirectory(home.unfinished());
        try {
            filling.fill(home.unfinished());
        } catch (IOException | Fault failed) {
            Disk.delete(home.unfinished());
            throw failed;
        }
        own(home.unfinished(), Disk.directoryOf(home.path()));
        Disk.forceTree(home.unfinished());
    }

    private static Path stripped(Path directory, int strip) throws Fault, IOException {
        Path root = directory;
        for (int i = 0; i < strip; i++) {
            try (var inside = Files.list(root)) {
                List<Path> all = inside.toList();
                if (all.size() != 1
                        || !Files.isDirectory(all.getFirst(), LinkOption.NOFOLLOW_LINKS)) {
                    throw Faults.permanent(
                            "EMPTY_PACKAGE",
                            root + " holds not one directory but " + all.size() + " things",
                            "mend `strip` in the pack");
                }
                root = all.getFirst();
            }
        }
        return root;
    }

    /// The files belong to whom the directory around the home belongs to.
    private static void own(Path root, Path like) throws IOException {
        try (var all = Files.walk(root)) {
            for (Path one : (Iterable<Path>) all::iterator) {
                Disk.copyOwner(like, one);
            }
        }
    }
}
