package belay.postgres;

import belay.document.Sha256;
import belay.outside.Meter;
import belay.outside.Sandboxes.Written;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// A dump in a directory of files: `toc.dat`, one file for each table, and those of large objects.
///
/// They come out of the box as one tar, which a stranger's server may have had a hand in: only
/// plain files with the names that `pg_dump` gives are taken, and no more bytes than were allowed.
final class DumpDirectory {

    private static final Pattern NAME = Pattern.compile("\\./([a-z0-9][a-z0-9_.-]{0,99})");

    private DumpDirectory() {}

    /// @param most bytes of all files
    static Written write(InputStream tar, Path directory, long most, Meter meter)
            throws IOException {
        var half = directory.resolveSibling(directory.getFileName() + ".half");
        Trees.remove(half);
        try {
            Files.createDirectory(half);
            var written = unpack(new TarArchiveInputStream(tar), half, most, meter);
            tar.transferTo(java.io.OutputStream.nullOutputStream());
            Files.move(half, directory, StandardCopyOption.ATOMIC_MOVE);
            return written;
        } finally {
            Trees.remove(half);
        }
    }

    private static Written unpack(TarArchiveInputStream tar, Path half, long most, Meter meter)
            throws IOException {
        var sums = new TreeMap<String, String>();
        long bytes = 0;
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.isDirectory() && entry.getName().equals("./")) {
                continue;
            }
            var name = name(entry);
            if (sums.containsKey(name) || entry.getSize() > most - bytes) {
                throw new IOException("not what pg_dump writes: " + name + " again, or too large");
            }
            var file = new CountedFile(half.resolve(name), meter, bytes);
            try (file) {
                tar.transferTo(file);
            }
            bytes += file.bytes();
            sums.put(name, file.sum());
        }
        return new Written(bytes, sum(sums));
    }

    private static String name(TarArchiveEntry entry) throws IOException {
        var name = NAME.matcher(entry.getName());
        if (!entry.isFile() || !name.matches()) {
            throw new IOException("not a file that pg_dump writes: " + entry.getName());
        }
        return name.group(1);
    }

    /// What `sha256sum * | sha256sum` says in the directory, in the C locale.
    private static String sum(Map<String, String> sums) {
        var digest = Sha256.digest();
        sums.forEach((name, sum) ->
                digest.update((sum + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
