package belay.dumps;

import belay.archive.Archive.Entry;
import belay.archive.Archive.Kind;
import belay.archive.Extraction;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead.Form;
import belay.outside.DumpHead.Layer;
import belay.outside.Meter;
import com.google.re2j.Pattern;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A zip or tar with a dump in it, and nothing else but a manifest. What has more in it is a backup
/// of a whole product, and its files cannot be brought to where they belong.
final class Bundle {

    private static final int LARGEST_MANIFEST = 1 << 20;
    private static final int MOST_DUMPS = 4;

    /// pg_dump puts it into its tar, and a folder that was packed afterwards has none.
    private static final String SCRIPT_IN_TAR = "restore.sql";

    private static final Pattern DUMP = Pattern.compile("(?i)\\.(sql|dump|backup|pgdump)$");

    private final Wrapped archive;
    private final Bounds bounds;

    /// Names of the files, and by what name the archive knows them.
    private final Map<String, String> files = new TreeMap<>();

    private final Map<String, byte[]> dumps = new LinkedHashMap<>();
    private Map<String, String> manifest = Map.of();
    private Optional<PostgresToc.Contents> contents = Optional.empty();

    private Bundle(Wrapped archive, Bounds bounds) {
        this.archive = archive;
        this.bounds = bounds;
    }

    /// Looks at every entry.
    static Found look(Wrapped archive, Bounds bounds, Meter meter) throws IOException {
        var bundle = new Bundle(archive, bounds);
        try {
            new Extraction(archive.archive(bounds, meter), 0).check(bundle::entry);
        } catch (IOException wrong) {
            throw Gauge.told(wrong);
        }
        return bundle.found();
    }

    private void entry(String name, Entry entry, InputStream content) throws IOException {
        if (entry.kind() == Kind.DIRECTORY || isOfTheMac(name)) {
            return;
        }
        files.put(name, entry.name());
        String own = name.substring(name.lastIndexOf('/') + 1);
        if (own.equals("manifest.json") && manifest.isEmpty()) {
            manifest = Manifest.read(content.readNBytes(LARGEST_MANIFEST + 1), LARGEST_MANIFEST);
        } else if (own.equals(DirectoryFiles.CONTENTS)) {
            contents =
                    Optional.of(
                            PostgresToc.read(new BufferedInputStream(content), bounds.statement()));
        } else if (DirectoryFiles.isList(own)) {
            DirectoryFiles.requireOwn(content);
        } else if (DUMP.matcher(own).find() && dumps.size() < MOST_DUMPS) {
            dumps.put(name, content.readNBytes(Magic.HEAD));
        }
    }

    private static boolean isOfTheMac(String name) {
        return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
    }

    private Found found() throws IOException {
        for (String name : files.keySet()) {
            if (name.startsWith("filestore/") || name.contains("/filestore/")) {
                throw fullBackup("a file store", name);
            }
        }
        Optional<String> table =
                files.keySet().stream()
                        .filter(name ->
                                name.equals(DirectoryFiles.CONTENTS)
                                        || name.endsWith("/" + DirectoryFiles.CONTENTS))
                        .findFirst();
        if (table.isPresent()) {
            return directory(table.get());
        }
        if (dumps.isEmpty()) {
            throw Magic.notADump("the archive holds no dump");
        }
        return single(dumps.keySet().iterator().next());
    }

    /// One script or archive, beside nothing but a manifest.
    private Found single(String name) throws IOException {
        for (String other : files.keySet()) {
            if (!other.equals(name) && !other.endsWith("manifest.json")) {
                throw fullBackup("other files", other);
            }
        }
        byte[] head = dumps.getOrDefault(name, new byte[0]);
        var entry = new Wrapped(archive.file(), archive.layers(), files.getOrDefault(name, name));
        return switch (Magic.of(head)) {
            case TEXT ->
                    new Found(entry, ScriptHead.form(head), ScriptHead.facts(head), manifest, "");
            case ARCHIVE -> {
                try (var input = new BufferedInputStream(entry.open(bounds, Meter.SILENT))) {
                    var toc = PostgresToc.read(input, bounds.statement());
                    if (!toc.single()) {
                        throw Look.otherKind();
                    }
                    yield new Found(entry, Form.ARCHIVE, toc.facts(), manifest, "");
                }
            }
            case GZIP, ZSTD, ZIP, TAR -> throw twice();
        };
    }

    static Refused twice() {
        return Refused.of(
                "PACKED_TWICE",
                "what is packed in the file is packed itself",
                "unpack it once and hand in what comes out");
    }

    private Found directory(String table) throws IOException {
        String root = table.substring(0, table.length() - DirectoryFiles.CONTENTS.length());
        var toc = contents.orElseThrow();
        if (toc.single()) {
            throw Look.otherKind();
        }
        boolean tar = archive.layers().contains(Layer.TAR) && files.containsKey(SCRIPT_IN_TAR);
        for (String name : files.keySet()) {
            String own = name.startsWith(root) ? name.substring(root.length()) : name;
            if (!DirectoryFiles.isOne(own) && !(tar && own.equals(SCRIPT_IN_TAR))) {
                throw fullBackup("other files", name);
            }
        }
        DirectoryFiles.requireAll(toc.files(), root, files.keySet());
        if (tar) {
            if (!root.isEmpty()) {
                throw Refused.damaged("the tar of pg_dump was packed anew, in a folder");
            }
            var layers = archive.layers().subList(0, archive.layers().size() - 1);
            return new Found(
                    new Wrapped(archive.file(), layers, ""), Form.TAR, toc.facts(), manifest, "");
        }
        return new Found(archive, Form.DIRECTORY, toc.facts(), manifest, root);
    }

    static Refused fullBackup(String what, String name) {
        return Refused.of(
                        "FULL_BACKUP",
                        "the file is a full backup with "
                                + what
                                + ", not a dump of the database alone; files and sources are carried"
                                + " over from the home, never from here",
                        "make the dump without the file store (in Odoo: Backup, format \"pg_dump"
                                + " custom\" or \"zip without filestore\"; else pg_dump), and hand in"
                                + " that")
                .value(name);
    }
}
