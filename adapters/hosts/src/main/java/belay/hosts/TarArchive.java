package belay.hosts;

import belay.outside.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/// A tar archive, plain or in gzip. It is read to its last byte, so that a cut one is noticed by
/// the checksum of gzip or by the end that tar demands.
///
/// The class of the JDK loses members of a gzip file without a word (faults.md); this one does not.
record TarArchive(Path file, boolean gzip) implements Archive {

    private static final int RIGHTS = 07777;

    /// The library keeps long names and the like in memory, as long as they say they are.
    private static final long MOST_HEADERS = 1L << 20;

    /// Of a larger block, the library would pass over what stands behind the end.
    private static final int RECORD = 512;

    @Override
    public void read(Visitor visitor) throws IOException, Fault {
        long most = Math.max(EntryRules.SMALL, Files.size(file) * EntryRules.LARGEST_RATIO);
        try (InputStream stored = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                InputStream plain = gzip ? gunzip(stored) : stored;
                var bytes = new Counted(plain, Math.min(most, EntryRules.MOST_BYTES));
                var tar = new TarArchiveInputStream(bytes, RECORD, RECORD)) {
            long left = Math.min(most, EntryRules.MOST_BYTES);
            while (true) {
                bytes.allow(Math.min(left - bytes.count(), MOST_HEADERS));
                TarArchiveEntry one = tar.getNextEntry();
                bytes.allow(left - bytes.count());
                if (one == null) {
                    break;
                }
                visitor.visit(entry(one), new Counted(tar, one.getSize()));
                tar.transferTo(OutputStream.nullOutputStream());
            }
            requireNothingMore(bytes);
        } catch (IllegalArgumentException damaged) {
            throw new IOException("it is damaged: " + damaged.getMessage(), damaged);
        }
    }

    private static InputStream gunzip(InputStream stored) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(stored)
                .setDecompressConcatenated(true)
                .get();
    }

    private static Entry entry(TarArchiveEntry one) {
        return new Entry(
                one.getName(),
                kind(one),
                one.getSize(),
                one.getSize(),
                one.getMode() & RIGHTS,
                one.getLinkName(),
                one.getLastModifiedTime());
    }

    private static Kind kind(TarArchiveEntry one) {
        if (one.isSparse()) {
            return Kind.OTHER;
        }
        boolean directory = one.getName().endsWith("/");
        return switch (one.getLinkFlag()) {
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM ->
                    directory ? Kind.DIRECTORY : Kind.FILE;
            case TarConstants.LF_DIR -> Kind.DIRECTORY;
            case TarConstants.LF_SYMLINK -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }

    /// What stands behind the end is seen by some readers and not by others.
    private static void requireNothingMore(InputStream rest) throws IOException {
        byte[] chunk = new byte[8192];
        for (int read = rest.read(chunk); read >= 0; read = rest.read(chunk)) {
            for (int i = 0; i < read; i++) {
                if (chunk[i] != 0) {
                    throw new IOException("there is something behind its end");
                }
            }
        }
    }
}
