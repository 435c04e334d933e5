package belay.dumps;

import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead.Form;
import belay.outside.DumpHead.Layer;
import belay.outside.Meter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Finds out what a file is, layer by layer.
final class Look {

    private final Path file;
    private final Bounds bounds;
    private final Meter meter;

    Look(Path file, Bounds bounds, Meter meter) {
        this.file = file;
        this.bounds = bounds;
        this.meter = meter;
    }

    Found found() throws IOException {
        if (Files.isDirectory(file)) {
            return folder();
        }
        var bare = Wrapped.bare(file);
        byte[] head = head(bare);
        return switch (Magic.of(head)) {
            case TEXT -> script(bare, head);
            case ARCHIVE -> archive(bare);
            case TAR -> Bundle.look(bare.within(Layer.TAR, ""), bounds, meter);
            case ZIP -> Bundle.look(bare.within(Layer.ZIP, ""), bounds, meter);
            case GZIP -> packed(bare.within(Layer.GZIP, ""));
            case ZSTD -> packed(bare.within(Layer.ZSTD, ""));
        };
    }

    private Found packed(Wrapped inside) throws IOException {
        byte[] head = head(inside);
        return switch (Magic.of(head)) {
            case TEXT -> script(inside, head);
            case ARCHIVE -> archive(inside);
            case TAR -> Bundle.look(inside.within(Layer.TAR, ""), bounds, meter);
            case GZIP, ZSTD, ZIP -> throw Bundle.twice();
        };
    }

    private byte[] head(Wrapped inside) throws IOException {
        try (InputStream input = inside.open(bounds, Meter.SILENT)) {
            return input.readNBytes(Magic.HEAD);
        }
    }

    private static Found script(Wrapped inside, byte[] head) throws IOException {
        return new Found(inside, Form.SCRIPT, ScriptHead.facts(head), Map.of(), "");
    }

    private Found archive(Wrapped inside) throws IOException {
        try (var input = new BufferedInputStream(inside.open(bounds, Meter.SILENT))) {
            var contents = PostgresToc.read(input, bounds.statement());
            if (contents.form() == Form.DIRECTORY || contents.form() == Form.TAR) {
                throw Magic.notADump(
                        "the file is the table of contents of a dump, without the dump");
            }
            return new Found(inside, contents.form(), contents.facts(), Map.of(), "");
        }
    }

    /// A folder of somebody else is taken only if pg_restore cannot be led out of it.
    private Found folder() throws IOException {
        Set<String> names = new HashSet<>();
        try (var inside = Files.newDirectoryStream(file)) {
            for (Path one : inside) {
                String name = one.getFileName().toString();
                if (!DirectoryFiles.isOne(name)) {
                    throw Files.exists(file.resolve("toc.dat"))
                            ? Bundle.fullBackup("other files", name)
                            : Magic.notADump("the folder is no dump in directory format");
                }
                if (!Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)) {
                    throw Refused.of(
                                    "DANGEROUS_ARCHIVE",
                                    "the folder holds something that is no plain file",
                                    "hand in what pg_dump wrote")
                            .value(name);
                }
                if (DirectoryFiles.isList(name)) {
                    try (var input = new Stored(one)) {
                        DirectoryFiles.requireOwn(input);
                    }
                }
                names.add(name);
                if (names.size() > bounds.entries()) {
                    throw Refused.of(
                            "TOO_LARGE",
                            "the folder holds more than " + bounds.entries() + " files",
                            "make a dump in custom format");
                }
            }
        }
        if (!names.contains("toc.dat")) {
            throw Magic.notADump("the folder is no dump in directory format: it has no toc.dat");
        }
        try (var input =
                new BufferedInputStream(
                        Wrapped.bare(file.resolve("toc.dat")).open(bounds, meter))) {
            var contents = PostgresToc.read(input, bounds.statement());
            if (contents.form() != Form.DIRECTORY) {
                throw Refused.damaged("the table of contents is of another kind than the dump");
            }
            DirectoryFiles.requireAll(contents.files(), "", names);
            return new Found(Wrapped.bare(file), Form.DIRECTORY, contents.facts(), Map.of(), "");
        }
    }

    private record Ending(String ending, String what) {}

    private static final List<Ending> ENDINGS =
            List.of(
                    new Ending(".gz", "gzip"),
                    new Ending(".tgz", "gzip"),
                    new Ending(".zst", "zstd"),
                    new Ending(".zip", "a zip"),
                    new Ending(".tar", "a tar"),
                    new Ending(".sql", "plain text"));

    /// Words for a name that promises something else; empty if it does not.
    static String warning(Path file, Found found) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String is = what(found);
        return ENDINGS.stream()
                .filter(one -> name.endsWith(one.ending) && !one.what.equals(is))
                .findFirst()
                .map(one -> "its name says " + one.what + ", but it is " + is)
                .orElse("");
    }

    private static String what(Found found) {
        if (!found.inside().layers().isEmpty()) {
            return switch (found.inside().layers().getFirst()) {
                case GZIP -> "gzip";
                case ZSTD -> "zstd";
                case TAR -> "a tar";
                case ZIP -> "a zip";
            };
        }
        return switch (found.form()) {
            case SCRIPT -> "plain text";
            case ARCHIVE -> "an archive of pg_dump";
            case DIRECTORY -> "a folder";
            case TAR -> "a tar";
        };
    }
}
