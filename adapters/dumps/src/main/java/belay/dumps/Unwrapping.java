package belay.dumps;

import belay.archive.Extraction;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead.Form;
import belay.outside.Meter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Brings an archive of pg_dump to where pg_restore can read it. It is read to its end before
/// anything is written.
final class Unwrapping {

    private static final String NAME = "dump";

    private final Path file;
    private final Path directory;
    private final Bounds bounds;
    private final Meter meter;

    Unwrapping(Path file, Path directory, Bounds bounds, Meter meter) {
        this.file = file;
        this.directory = directory;
        this.bounds = bounds;
        this.meter = meter;
    }

    Path unwrap() throws IOException {
        Found found = new Look(file, bounds, Meter.SILENT).found();
        var inside = found.inside();
        if (found.form() == Form.SCRIPT || found.form() == Form.CLUSTER) {
            throw Refused.of(
                    "NOT_AN_ARCHIVE", "the dump is a script, which pg_restore does not read", "");
        }
        if (found.form() == Form.ARCHIVE) {
            try (var input = new BufferedInputStream(inside.open(bounds, Meter.SILENT))) {
                PostgresToc.readAll(input, bounds.statement());
            }
        }
        if (inside.layers().isEmpty()) {
            return file;
        }
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw Refused.of("TAKEN", "there is something at " + directory, "remove it");
        }
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            return write(found);
        } catch (IOException failed) {
            Folder.deleteAll(directory);
            throw failed;
        }
    }

    private Path write(Found found) throws IOException {
        var inside = found.inside();
        if (found.form() == Form.DIRECTORY) {
            try {
                new Extraction(inside.archive(bounds, meter), 0).write(directory);
            } catch (IOException wrong) {
                throw Gauge.isOfTheDisk(wrong) ? wrong : Gauge.told(wrong);
            }
            return found.root().isEmpty() ? directory : directory.resolve(found.root());
        }
        Path to = directory.resolve(NAME);
        try (var input = inside.open(bounds, meter);
                var output =
                        Files.newOutputStream(
                                to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            input.transferTo(output);
        }
        return to;
    }
}
