package belay.dumps;

import belay.archive.DangerousArchive;
import belay.archive.GzipStream;
import belay.outside.DumpFiles.Bounds;
import belay.outside.Fault;
import belay.outside.Meter;
import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.function.LongSupplier;

/// What comes out of all layers, no more than the bounds let. It also says what is wrong with a
/// layer, in the words of this room.
final class Gauge extends FilterInputStream {

    /// Before as many bytes have come out, a ratio says nothing.
    private static final long FREE = 8L << 20;

    /// How often it is told how far it is.
    private static final int STEP = 1 << 22;

    private final LongSupplier stored;
    private final long size;
    private final Bounds bounds;
    private final Meter meter;
    private long count;
    private long told;

    /// @param stored bytes that went in so far
    /// @param size bytes of the file
    Gauge(InputStream source, LongSupplier stored, long size, Bounds bounds, Meter meter) {
        super(source);
        this.stored = stored;
        this.size = size;
        this.bounds = bounds;
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(buffer, offset, length);
        } catch (IOException wrong) {
            throw told(wrong);
        } catch (IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException wrong) {
            throw Refused.damaged("the file cannot be unpacked: " + wrong.getMessage());
        }
        if (read > 0) {
            count += read;
            requireBounds();
        }
        if (count - told >= STEP || read < 0) {
            told = count;
            meter.at(stored.getAsLong(), size, "bytes");
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        byte[] nothing = new byte[Math.clamp(length, 0, 1 << 16)];
        return Math.max(0, read(nothing, 0, nothing.length));
    }

    private void requireBounds() throws Refused {
        if (count > bounds.output()) {
            throw Refused.of(
                    "TOO_LARGE",
                    "the file holds more than " + bounds.output() + " bytes when it is unpacked",
                    "if it is really that large, let its operator raise the bound");
        }
        if (count > FREE && count / Math.max(1, stored.getAsLong()) >= bounds.ratio()) {
            throw Refused.of(
                    "BOMB",
                    "the file unpacks to more than "
                            + bounds.ratio()
                            + " times its size, which no dump of real data does",
                    "hand in the dump unpacked, or packed by pg_dump itself");
        }
    }

    /// Whether the disk is at fault that is written to.
    static boolean isOfTheDisk(IOException wrong) {
        return wrong instanceof FileSystemException || isFull(wrong);
    }

    /// Whether the disk, or what its user may have of it, is full: Java has no type for that.
    static boolean isFull(IOException wrong) {
        String words = String.valueOf(wrong.getMessage());
        return words.contains("No space left") || words.contains("quota exceeded");
    }

    /// Says what is wrong with a file; what is wrong with the disk, and what was said before,
    /// passes.
    static IOException told(IOException wrong) {
        if (wrong.getCause() instanceof Fault) {
            return wrong;
        }
        return switch (wrong) {
            case Refused refused -> refused;
            case Stored.Trouble trouble -> trouble;
            case FileSystemException disk -> disk;
            case GzipStream.Broken broken -> gzip(broken);
            case DangerousArchive dangerous ->
                    Refused.of(
                            "DANGEROUS_ARCHIVE",
                            "the archive is not unpacked: " + dangerous.getMessage(),
                            "hand in the dump alone, as pg_dump wrote it");
            case ZstdIOException zstd -> zstd(zstd);
            default ->
                    isEnd(wrong)
                            ? Refused.cut("the file ends too early: " + wrong.getMessage())
                            : Refused.damaged("the file is damaged: " + wrong.getMessage());
        };
    }

    private static boolean isEnd(IOException wrong) {
        String words = String.valueOf(wrong.getMessage()).toLowerCase(Locale.ROOT);
        return wrong instanceof EOFException
                || words.contains("truncated")
                || words.contains("unexpected end")
                || words.contains("as if it were cut")
                || words.contains("too early");
    }

    private static Refused gzip(GzipStream.Broken broken) {
        return switch (broken.flaw()) {
            case CUT -> Refused.cut("the gzip file is cut: " + broken.getMessage());
            case NOT_GZIP, DAMAGED ->
                    Refused.damaged("the gzip file is damaged: " + broken.getMessage());
            case MORE_BEHIND ->
                    Refused.of(
                            "MORE_BEHIND",
                            "behind the gzip file stands something that is none of it",
                            "it may be two files in one, or half of an upload; hand in the file as"
                                    + " it was made");
        };
    }

    private static Refused zstd(ZstdIOException broken) {
        String words = String.valueOf(broken.getMessage());
        if (words.contains("memory") || words.contains("Window")) {
            return Refused.of(
                    "WINDOW",
                    "the zstd file wants more memory than 128 MiB to be unpacked",
                    "pack it without --ultra and --long, or hand it in unpacked");
        }
        return isEnd(broken)
                ? Refused.cut("the zstd file is cut")
                : Refused.damaged("the zstd file is damaged: " + words);
    }
}
