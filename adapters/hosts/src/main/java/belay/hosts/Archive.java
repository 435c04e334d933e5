package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;

/// A package file in which other files lie. What it is, its first bytes say, never its name.
sealed interface Archive permits ZipArchive, TarArchive {

    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    /// An entry as its maker wrote it; nothing in it is trusted.
    ///
    /// @param packed bytes it takes in the archive; for a tar, which cannot tell, its size
    /// @param mode permission bits, 0 where the archive has none
    /// @param target of a link, else empty
    record Entry(
            String name,
            Kind kind,
            long size,
            long packed,
            int mode,
            String target,
            FileTime modified) {}

    interface Visitor {

        /// Gets one entry.
        ///
        /// @param content at most as long as the entry says; only to be read within this call
        void visit(Entry entry, InputStream content) throws IOException, Fault;
    }

    /// Shows every entry, in the archive's order.
    ///
    /// @throws IOException also if the archive is damaged
    void read(Visitor visitor) throws IOException, Fault;

    static Archive of(Path file) throws Fault {
        byte[] head = head(file);
        if (startsWith(head, 'P', 'K')) {
            return new ZipArchive(file);
        }
        if (startsWith(head, 0x1f, 0x8b)) {
            return new TarArchive(file, true);
        }
        if (head.length == HEAD
                && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
            return new TarArchive(file, false);
        }
        throw Faults.permanent(
                "UNKNOWN_ARCHIVE",
                file.getFileName() + " is neither zip nor tar nor tar.gz",
                "unpack it by hand and name the directory instead");
    }

    int HEAD = 512;

    private static byte[] head(Path file) throws Fault {
        try (var input = Files.newInputStream(file)) {
            return input.readNBytes(HEAD);
        } catch (IOException failed) {
            throw Faults.of("read the package", file, failed);
        }
    }

    private static boolean startsWith(byte[] head, int first, int second) {
        return head.length > 1
                && Arrays.equals(Arrays.copyOf(head, 2), new byte[] {(byte) first, (byte) second});
    }
}
