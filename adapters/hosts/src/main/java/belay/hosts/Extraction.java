package belay.hosts;

import belay.hosts.Archive.Entry;
import belay.outside.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Takes the files out of an archive, in two passes: first every entry is looked at, then all are
/// written.
final class Extraction {

    private static final int EXECUTABLE = 0100;

    private Extraction() {}

    static void extract(Path from, int strip, Path to) throws Fault {
        var archive = Archive.of(from);
        check(archive, from, strip);
        write(archive, from, strip, to);
    }

    /// Nothing is written here. The content of a tar is passed over, which also checks that it is
    /// whole.
    private static void check(Archive archive, Path from, int strip) throws Fault {
        var rules = new EntryRules(strip);
        int[] kept = {0};
        read(
                archive,
                from,
                (entry, content) -> {
                    if (!rules.check(entry).isEmpty()) {
                        kept[0]++;
                    }
                });
        rules.finish();
        if (kept[0] == 0) {
            throw Faults.permanent(
                    "EMPTY_PACKAGE",
                    from.getFileName() + " holds nothing below " + strip + " directories",
                    "mend `strip` in the pack");
        }
    }

    /// Links come last, so that nothing is ever written through one.
    private static void write(Archive archive, Path from, int strip, Path fresh) throws Fault {
        var rules = new EntryRules(strip);
        List<Link> links = new ArrayList<>();
        read(
                archive,
                from,
                (entry, content) -> {
                    String name = rules.check(entry);
                    if (name.isEmpty()) {
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
            try {
                directory(Disk.directoryOf(link.at()));
                Files.createSymbolicLink(link.at(), link.target());
            } catch (IOException failed) {
                throw Faults.of("make the link", link.at(), failed);
            }
        }
    }

    private record Link(Path at, Path target) {}

    private static void read(Archive archive, Path from, Archive.Visitor visitor) throws Fault {
        try {
            archive.read(visitor);
        } catch (IOException damaged) {
            if (Faults.isOfTheDisk(damaged)) {
                throw Faults.of("unpack", from, damaged);
            }
            throw Faults.permanent(
                    "DAMAGED_ARCHIVE",
                    from.getFileName() + " cannot be unpacked: " + damaged.getMessage(),
                    "fetch it again and compare its checksum");
        }
    }

    private static void writeFile(Entry entry, InputStream content, Path to) throws IOException {
        directory(Disk.directoryOf(to));
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

    private static void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
