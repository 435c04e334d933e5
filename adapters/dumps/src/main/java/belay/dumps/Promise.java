package belay.dumps;

import belay.outside.DumpHead.Form;
import belay.outside.DumpHead.Layer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the name of a file promises. Its bytes alone tell what it is; but where the name says
/// something else, somebody has mistaken one file for another, and had better look again.
final class Promise {

    private static final String TEXT = "SQL as text";

    private static final Map<String, String> ENDINGS =
            Map.of(
                    "gz", words(Layer.GZIP),
                    "tgz", words(Layer.GZIP),
                    "zst", words(Layer.ZSTD),
                    "zip", words(Layer.ZIP),
                    "tar", words(Layer.TAR),
                    "sql", TEXT);

    private Promise() {}

    /// Compares ending by ending and layer by layer, from outside, as far as both go.
    static void requireKept(Path file, Found found) throws Refused {
        List<String> is = new ArrayList<>();
        found.inside().layers().forEach(layer -> is.add(words(layer)));
        is.add(words(found.form()));
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (String one : is) {
            int dot = name.lastIndexOf('.');
            String promised = ENDINGS.getOrDefault(name.substring(dot + 1), one);
            if (!promised.equals(one)) {
                throw Refused.of(
                                "WRONG_NAME",
                                "the name of the file promises " + promised + ", but it is " + one,
                                "see whether it is the right file; if it is, give it a name that"
                                        + " says what it is")
                        .value(String.valueOf(file.getFileName()));
            }
            name = name.substring(0, Math.max(0, dot));
        }
    }

    private static String words(Layer layer) {
        return switch (layer) {
            case GZIP -> "a gzip file";
            case ZSTD -> "a zstd file";
            case TAR -> "a tar";
            case ZIP -> "a zip";
        };
    }

    private static String words(Form form) {
        return switch (form) {
            case SCRIPT, CLUSTER -> TEXT;
            case ARCHIVE -> "an archive of pg_dump in custom format";
            case DIRECTORY -> "a dump of pg_dump in directory format";
            case TAR -> words(Layer.TAR);
        };
    }
}
