package belay.archive;

import belay.archive.Archive.Entry;
import belay.problem.Safe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Takes the files out of an archive, in two passes: first every entry is looked at, then all are
/// written.
///
/// @param strip leading directories that are taken off every name
public record Extraction(Archive archive, int strip) {

    private static final int EXECUTABLE = 0100;

    /// Sees what the first pass sees.
    @FunctionalInterface
    public interface Looker {

        /// @param name where the entry would go, its parts joined by `/`
        void look(String name, Entry entry, InputStream content) throws IOException;
    }

    /// Looks at every entry; nothing is written. The content of a tar is passed over, which also
    /// checks that it is whole.
    ///
    /// @return how many entries are left below the directories that are taken off
    public int check(Looker looker) throws IOException {
        var rules = new EntryRules(archive.limits(), strip);
        int[] kept = {0};
        archive.read((entry, content) -> {
            String name = rules.check(entry);
            if (!name.isEmpty()) {
                kept[0]++;
                looker.look(name, entry, content);
            }
        });
        rules.finish();
        return kept[0];
    }

    /// Writes every entry below `fresh`, an empty directory. Links come last, so that nothing is
    /// ever written through one.
    public void write(Path fresh) throws IOException {
        write(fresh, _ -> true);
    }

    /// The same for the entries that are meant by their name, its parts joined by `/`.
    public void write(Path fresh, Predicate<String> meant) throws IOException {
        var rules = new EntryRules(archive.limits(), strip);
        List<Link> links = new ArrayList<>();
        archive.read((entry, content) -> {
            String name = rules.check(entry);
            if (name.isEmpty() || !meant.test(name)) {
                return;
            }
            Path to = fresh.resolve(name);
            switch (entry.kind()) {
                case FILE -> writeFile(entry, content, to);
                case DIRECTORY -> directory(to);
                case LINK -> links.add(new Link(to, Path.of(entry.target())));
                case OTHER -> throw new IllegalStateException("let through: " + name);
            }
        });
        for (Link link : links) {
            directoryOf(link.at());
            Files.createSymbolicLink(link.at(), link.target());
        }
    }

    private record Link(Path at, Path target) {}

    private static void writeFile(Entry entry, InputStream content, Path to) throws IOException {
        directoryOf(to);
        try (var output =
                Files.newOutputStream(
                        to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (content.transferTo(output) != entry.size()) {
                throw new IOException("it ends too early: " + Safe.name(entry.name()));
            }
        }
        boolean executable = (entry.mode() & EXECUTABLE) != 0;
        Files.setPosixFilePermissions(
                to, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        Files.setLastModifiedTime(to, entry.modified());
    }

    private static void directoryOf(Path file) throws IOException {
        directory(Optional.ofNullable(file.getParent()).orElseThrow());
    }

    private static void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
