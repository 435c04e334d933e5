package belay.dumps;

import com.google.re2j.Pattern;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/// The files of a dump in directory format. pg_restore opens whatever its lists name, so they must
/// name nothing but its own.
final class DirectoryFiles {

    static final String CONTENTS = "toc.dat";

    private static final int LONGEST_LINE = 64;

    private static final Pattern ROWS = Pattern.compile("^(blob_)?[0-9]{1,10}\\.dat$");
    private static final Pattern LIST = Pattern.compile("^blobs(_[0-9]{1,10})?\\.toc$");
    private static final Pattern PACKED = Pattern.compile("\\.(gz|lz4|zst)$");
    private static final Pattern LISTED = Pattern.compile("^[0-9]{1,10} blob_[0-9]{1,10}\\.dat$");

    private DirectoryFiles() {}

    /// Whether pg_dump would have made a file of this name.
    static boolean isOne(String name) {
        return name.equals(CONTENTS)
                || isList(name)
                || ROWS.matcher(PACKED.matcher(name).replaceFirst("")).find();
    }

    /// Whether the table of contents may name it.
    static boolean isNamed(String name) {
        return ROWS.matcher(name).find() || isList(name);
    }

    /// Whether it is a list of large objects.
    static boolean isList(String name) {
        return LIST.matcher(name).find();
    }

    /// Whether a list of large objects names only files of the dump.
    static void requireOwn(InputStream list) throws IOException {
        var input = new BufferedInputStream(list);
        var line = new StringBuilder();
        for (int letter = input.read(); letter >= 0; letter = input.read()) {
            if (letter != '\n') {
                line.append((char) letter);
            }
            if (letter == '\n' || line.length() > LONGEST_LINE) {
                if (!LISTED.matcher(line).find()) {
                    throw elsewhere(line.toString());
                }
                line.setLength(0);
            }
        }
        if (!line.isEmpty()) {
            throw Refused.cut("the list of large objects is cut");
        }
    }

    static Refused elsewhere(String name) {
        return Refused.of(
                        "DANGEROUS_ARCHIVE",
                        "the dump names a file as pg_dump names none, so that pg_restore would read"
                                + " it from elsewhere",
                        "nothing was read; hand in what pg_dump wrote")
                .value(name);
    }

    /// @param named by the table of contents
    /// @param root that stands before each name that is there
    static void requireAll(Set<String> named, String root, Set<String> there) throws Refused {
        for (String file : named) {
            String name = root + file;
            if (!there.contains(name)
                    && !there.contains(name + ".gz")
                    && !there.contains(name + ".lz4")
                    && !there.contains(name + ".zst")) {
                throw Refused.cut("the dump lacks one of its files").value(file);
            }
        }
    }
}
