package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host.Carried;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Takes an operator's own files from the old home to the new one.
///
/// A pattern that meets a directory means all of it; `**/` at the front also means the home itself.
final class Carrying {

    private Carrying() {}

    static Carried carry(Path oldHome, Path newHome, List<String> carry, List<String> leave)
            throws Fault {
        Path from = existing(oldHome);
        Path to = made(newHome);
        if (from.startsWith(to) || to.startsWith(from)) {
            throw Faults.permanent(
                    "SAME_HOME",
                    "the old home " + from + " and the new one " + to + " lie within each other",
                    "give the new release a directory of its own");
        }
        Predicate<Path> left = any(leave);
        Predicate<Path> carried = any(carry);
        var tree = new Tree(from, path -> within(carried, path) && !within(left, path));
        return lasting(tree.copyTo(to), from, to);
    }

    static Carried keep(Path home, Path kept, Path earlier) throws Fault {
        Path from = existing(home);
        Path to = made(kept);
        return lasting(new Tree(from, earlier).copyTo(to), from, to);
    }

    private static Carried lasting(Carried done, Path from, Path to) throws Fault {
        try {
            give(to, from);
            Disk.forceTree(to);
        } catch (IOException failed) {
            throw Faults.of("give the new home to the owner of the old one", to, failed);
        }
        return done;
    }

    private static Path existing(Path home) throws Fault {
        try {
            return home.toRealPath();
        } catch (IOException failed) {
            throw Faults.of("carry files", home, failed);
        }
    }

    private static Path made(Path home) throws Fault {
        try {
            return Files.createDirectories(home).toRealPath();
        } catch (IOException failed) {
            throw Faults.of("carry files to", home, failed);
        }
    }

    private static boolean within(Predicate<Path> meant, Path path) {
        for (Path one = path; one != null; one = one.getParent()) {
            if (meant.test(one)) {
                return true;
            }
        }
        return false;
    }

    private static Predicate<Path> any(List<String> globs) throws Fault {
        List<PathMatcher> matchers = new ArrayList<>();
        for (String glob : globs) {
            matchers.add(matcher(glob));
            if (glob.startsWith("**/")) {
                matchers.add(matcher(glob.substring("**/".length())));
            }
        }
        return path -> matchers.stream().anyMatch(matcher -> matcher.matches(path));
    }

    private static PathMatcher matcher(String glob) throws Fault {
        boolean outside = glob.startsWith("/") || List.of(glob.split("/", -1)).contains("..");
        try {
            if (!outside && !glob.isBlank()) {
                String plain = glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob;
                return FileSystems.getDefault().getPathMatcher("glob:" + plain);
            }
        } catch (IllegalArgumentException wrong) {
            throw badGlob(glob, String.valueOf(wrong.getMessage()));
        }
        throw badGlob(glob, "it must be a path below the home");
    }

    private static Fault.Permanent badGlob(String glob, String why) {
        return Faults.permanent(
                "BAD_GLOB", "cannot carry `" + glob + "`: " + why, "mend `files` in the pack");
    }

    /// What nobody has given away in the new home goes to whom the old home belongs to: else a
    /// product that runs as its own user could not write there. Only root can, and only root needs
    /// it.
    private static void give(Path newHome, Path oldHome) throws IOException {
        Object before = owner(newHome);
        if (before.equals(owner(oldHome))) {
            return;
        }
        try (var all = Files.walk(newHome)) {
            for (Path one : (Iterable<Path>) all.sorted((a, b) -> b.compareTo(a))::iterator) {
                if (owner(one).equals(before)) {
                    Disk.copyOwner(oldHome, one);
                }
            }
        }
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
