package belay.archive;

import belay.document.GivenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// A file in which other files lie.
///
/// What is wrong with it comes as an IOException that says so: [DangerousArchive] where somebody
/// meant it.
public sealed interface Archive permits ZipArchive, TarArchive {

    /// Bytes of the beginning by which an archive is known.
    int HEAD = 512;

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

    @FunctionalInterface
    interface Visitor {

        /// Gets one entry.
        ///
        /// @param content at most as long as the entry says; only to be read within this call
        void visit(Entry entry, InputStream content) throws IOException;
    }

    /// Where the bytes of a tar come from, from its first byte at every call.
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /// Shows every entry, in the archive's order.
    void read(Visitor visitor) throws IOException;

    /// The content of one entry, by the name that its maker gave it. Its last read fails if it is
    /// not what the archive says of it. Closed by its reader.
    InputStream open(String name) throws IOException;

    /// What may come out of it.
    Limits limits();

    static Archive zip(Path file, Limits limits) {
        return new ZipArchive(file, limits);
    }

    /// @param stored bytes that `source` was made from, for the ratio
    static Archive tar(Source source, long stored, Limits limits) {
        return new TarArchive(source, stored, limits);
    }

    /// A zip, a tar, or a tar in gzip. What it is, its first bytes say, never its name.
    ///
    /// @throws UnknownArchive if it is none of them
    static Archive of(Path file, Limits limits) throws IOException {
        byte[] head;
        try (var input = GivenFile.plain(file)) {
            head = input.readNBytes(HEAD);
        }
        if (head.length > 1 && head[0] == 'P' && head[1] == 'K') {
            return zip(file, limits);
        }
        if (GzipStream.begins(head)) {
            return tar(() -> new GzipStream(Files.newInputStream(file)), Files.size(file), limits);
        }
        if (beginsTar(head)) {
            return tar(() -> Files.newInputStream(file), Files.size(file), limits);
        }
        throw new UnknownArchive();
    }

    static boolean beginsTar(byte[] head) {
        return head.length >= HEAD
                && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar");
    }

    /// The file is no archive of a kind that is read here.
    final class UnknownArchive extends IOException {

        private static final long serialVersionUID = 1;

        UnknownArchive() {
            super("it is neither zip nor tar nor tar.gz");
        }
    }
}
