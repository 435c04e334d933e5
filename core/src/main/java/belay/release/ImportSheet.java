package belay.release;

import belay.document.Keys;
import belay.document.Problems;
import belay.document.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// The text that an import writes beside the files it keeps: a `pack.yaml`, or an `overlay.yaml`.
///
/// It holds no clock, no path and no chance, so that the same files always give the same text.
///
/// @param kind of what is imported
/// @param date of the data, `2026-05-27`; empty where nobody tells it
/// @param files in the order in which they are written
public record ImportSheet(String product, Kind kind, String date, List<Kept> files) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SHORT = 12;

    /// What can be imported.
    public enum Kind {
        CINCINNATI,
        STOPS,
        ISSUES;

        /// Issues are laid over a pack that is there; the others make one.
        public boolean overlays() {
            return this == ISSUES;
        }

        /// The file that says what lies beside it.
        public String sheet() {
            return overlays() ? Overlay.FILE : Packs.FILE;
        }
    }

    /// A file that is kept beside.
    ///
    /// @param key under which it is named: `cincinnati`, `blocked`, `stops`, `issues`
    /// @param source where it is from, as reasons name it
    public record Kept(String key, String source, String sha256) {

        /// Its name in the folder: another content has another name, so that a new one can lie
        /// beside the one that is still read.
        public String file() {
            return key + "-" + sha256.substring(0, Math.min(SHORT, sha256.length())) + ".data";
        }
    }

    public ImportSheet {
        files = List.copyOf(files);
    }

    /// Lower-case hex, as a sheet names it.
    public static String sha256(byte[] file) {
        return Imports.hash(file);
    }

    /// The whole file.
    public String text() {
        var text = new StringBuilder();
        text.append("# Written by an import. Importing again writes it anew: keep rules of your")
                .append(" own in a pack of your own.\n");
        text.append(kind.overlays() ? "overlay: 1\n" : "pack: 1\n");
        text.append("product: ").append(quoted(product)).append('\n');
        if (!kind.overlays()) {
            text.append("scheme: ").append(kind == Kind.STOPS ? "numeric" : "semver").append('\n');
        }
        text.append("source: ").append(quoted(files.getFirst().source())).append('\n');
        if (!date.isEmpty()) {
            text.append("date: ").append(date).append('\n');
        }
        if (kind == Kind.STOPS) {
            text.append("open: true\n");
        }
        text.append("import:\n");
        for (var file : files) {
            text.append("  ").append(file.key()).append(":\n");
            text.append("    file: ").append(file.file()).append('\n');
            text.append("    source: ").append(quoted(file.source())).append('\n');
            text.append("    sha256: ").append(quoted(file.sha256())).append('\n');
        }
        return text.toString();
    }

    /// A text of JSON is one of YAML too.
    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    /// What a text was written from; empty where an import did not write it like that.
    public static Optional<ImportSheet> of(Kind kind, String text) {
        var problems = new Problems();
        var root = Yaml.read(kind.sheet(), text.getBytes(StandardCharsets.UTF_8), problems);
        if (root.isEmpty() || !problems.none()) {
            return Optional.empty();
        }
        var keys = new Keys(root.get());
        var imported = keys.keys("import");
        var files =
                imported.names().stream()
                        .map(key ->
                                new Kept(
                                        key,
                                        imported.keys(key).text("source"),
                                        imported.keys(key).text("sha256")))
                        .toList();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        var sheet = new ImportSheet(keys.text("product"), kind, keys.text("date"), files);
        return sheet.text().equals(text) ? Optional.of(sheet) : Optional.empty();
    }
}
