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
import java.util.Map;
import java.util.Set;

/// Finds out what a file is, layer by layer.
final class Look {

    private static final int MOST_NAMED = 5;

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
        Folder.requireFile(file);
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
        return new Found(inside, ScriptHead.form(head), ScriptHead.facts(head), Map.of(), "");
    }

    private Found archive(Wrapped inside) throws IOException {
        try (var input = new BufferedInputStream(inside.open(bounds, Meter.SILENT))) {
            var contents = PostgresToc.read(input, bounds.statement());
            if (!contents.single()) {
                throw Magic.notADump(
                        "the file is the table of contents of a dump, without the dump");
            }
            return new Found(inside, Form.ARCHIVE, contents.facts(), Map.of(), "");
        }
    }

    /// Tells some of what is in the folder, so that whoever named the wrong one sees it.
    private Refused noDump() throws IOException {
        List<String> names;
        try (var inside = Files.list(file)) {
            names =
                    inside.limit(bounds.entries())
                            .map(one -> one.getFileName() + "")
                            .sorted()
                            .toList();
        }
        int more = names.size() - MOST_NAMED;
        return Magic.notADump("the folder is no dump in directory format")
                .value(
                        names.isEmpty()
                                ? "an empty folder"
                                : String.join(", ", names.stream().limit(MOST_NAMED).toList())
                                        + (more > 0 ? " and " + more + " more" : ""))
                .expected("toc.dat and the files that pg_dump --format=directory writes with it");
    }

    static Refused otherKind() {
        return Refused.damaged("the table of contents is of another kind than the dump");
    }

    /// A folder of somebody else is taken only if pg_restore cannot be led out of it.
    private Found folder() throws IOException {
        Set<String> names = new HashSet<>();
        try (var inside = Files.newDirectoryStream(file)) {
            for (Path one : inside) {
                String name = one.getFileName().toString();
                if (!DirectoryFiles.isOne(name)) {
                    throw Files.exists(file.resolve(DirectoryFiles.CONTENTS))
                            ? Bundle.fullBackup("other files", name)
                            : noDump();
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
        if (!names.contains(DirectoryFiles.CONTENTS)) {
            throw noDump();
        }
        try (var input =
                new BufferedInputStream(
                        Wrapped.bare(file.resolve(DirectoryFiles.CONTENTS)).open(bounds, meter))) {
            var contents = PostgresToc.read(input, bounds.statement());
            if (contents.single()) {
                throw otherKind();
            }
            DirectoryFiles.requireAll(contents.files(), "", names);
            return new Found(Wrapped.bare(file), Form.DIRECTORY, contents.facts(), Map.of(), "");
        }
    }
}
