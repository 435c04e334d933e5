package belay.hosts;

import belay.archive.Archive;
import belay.archive.DangerousArchive;
import belay.archive.Extraction;
import belay.archive.Limits;
import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/// A package that is a zip or a tar, as faults of this machine.
final class PackageArchive {

    private static final Limits LIMITS = new Limits(100_000, 16L << 30, 100, true);

    private PackageArchive() {}

    static void extract(Path from, int strip, Wanted wanted, Path to) throws Fault {
        try {
            var extraction = new Extraction(Archive.of(from, LIMITS), strip);
            var links = new ArrayList<Path>();
            int entries =
                    extraction.check((name, entry, content) -> {
                        if (entry.kind() == Archive.Kind.LINK) {
                            links.add(Path.of(name));
                        }
                    });
            if (entries == 0) {
                throw Faults.permanent(
                        "EMPTY_PACKAGE",
                        from.getFileName() + " holds nothing below " + strip + " directories",
                        "mend `strip` in the pack");
            }
            var meant = wanted.through(links);
            extraction.write(to, name -> meant.test(Path.of(name)));
        } catch (Archive.UnknownArchive unknown) {
            throw Faults.permanent(
                    "UNKNOWN_ARCHIVE",
                    from.getFileName() + " is no package: " + unknown.getMessage(),
                    "unpack it by hand and name the directory instead");
        } catch (DangerousArchive dangerous) {
            throw Faults.permanent(
                    "DANGEROUS_ARCHIVE",
                    from.getFileName() + " is not unpacked: " + dangerous.getMessage(),
                    "nothing was unpacked; ask its vendor, or unpack it by hand and name the directory");
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
}
