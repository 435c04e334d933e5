package belay.archive;

import belay.problem.Safe;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// A zip archive. Its entries stand twice in it, in the directory at the end and before each
/// content; programs believe one or the other, so both must agree (APPNOTE 4.3.7 and 4.3.12).
record ZipArchive(Path file, Limits limits) implements Archive {

    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int RIGHTS = 07777;
    private static final int LONGEST_TARGET = 4096;

    private static final int END = 22;
    private static final long END_MARK = 0x06054b50;
    private static final int DIRECTORY_BYTES = 12;
    private static final int DIRECTORY_AT = 16;
    private static final int COMMENT_AT = 20;
    private static final long LOCATOR_MARK = 0x07064b50;
    private static final int LARGE_LOCATOR = 20;
    private static final int LARGE_END = 56;
    private static final int LONGEST_COMMENT = 0xffff;

    /// Its fixed part, the longest name that is let through, and what programs add to it.
    private static final long LARGEST_ENTRY = 46 + 512 + 256;

    private static final int HEADER = 30;
    private static final int NAME_LENGTH = 26;

    @Override
    public void read(Visitor visitor) throws IOException {
        try (var zip = zip();
                var raw = new RandomAccessFile(file.toFile(), "r")) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            requireNoOverlap(entries);
            for (ZipArchiveEntry one : entries) {
                requireSameName(one, raw);
                read(zip, one, visitor);
            }
        }
    }

    private static void read(ZipFile zip, ZipArchiveEntry one, Visitor visitor) throws IOException {
        try (var content = Content.of(zip, one)) {
            visitor.visit(entry(zip, one), content);
            if (content.bytes.count() == one.getSize() && content.bytes.count() > 0) {
                content.requireChecksum();
            }
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        var zip = zip();
        try {
            var one = zip.getEntry(name);
            if (one == null) {
                throw new IOException("it does not hold " + Safe.name(name));
            }
            var content = Content.of(zip, one);
            return new FilterInputStream(content) {

                @Override
                public int read() throws IOException {
                    byte[] letter = new byte[1];
                    return read(letter, 0, 1) < 0 ? -1 : letter[0] & 0xff;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = super.read(buffer, offset, length);
                    if (read < 0) {
                        content.requireWhole();
                    }
                    return read;
                }

                @Override
                public void close() throws IOException {
                    try (zip) {
                        super.close();
                    }
                }
            };
        } catch (IOException broken) {
            zip.close();
            throw broken;
        }
    }

    private ZipFile zip() throws IOException {
        requireWholeDirectory();
        return ZipFile.builder().setPath(file).get();
    }

    /// What an entry holds, compared with what the directory says of it.
    private static final class Content extends FilterInputStream {

        private final ZipArchiveEntry entry;
        private final CheckedInputStream checked;
        private final Counted bytes;

        private Content(ZipArchiveEntry entry, CheckedInputStream checked, Counted bytes) {
            super(bytes);
            this.entry = entry;
            this.checked = checked;
            this.bytes = bytes;
        }

        private static Content of(ZipFile zip, ZipArchiveEntry one) throws IOException {
            if (!zip.canReadEntryData(one)) {
                throw new DangerousArchive(
                        "it is encrypted or packed in an unknown way: " + Safe.name(one.getName()));
            }
            var checked = new CheckedInputStream(zip.getInputStream(one), new CRC32());
            return new Content(one, checked, new Counted(checked, one.getSize()));
        }

        private void requireWhole() throws IOException {
            if (bytes.count() != entry.getSize()) {
                throw new IOException("it ends too early: " + Safe.name(entry.getName()));
            }
            requireChecksum();
        }

        private void requireChecksum() throws IOException {
            if (checked.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException("its checksum is wrong: " + Safe.name(entry.getName()));
            }
        }
    }

    /// The library keeps every entry in memory, as many as the directory has, whatever its end
    /// counts; so the room there is for them is looked at first. It also passes over what stands
    /// before the first entry and behind the end, where other readers find other entries.
    private void requireWholeDirectory() throws IOException {
        try (var raw = new RandomAccessFile(file.toFile(), "r")) {
            var directory = Directory.of(raw);
            if (directory.end - directory.at > limits.entries() * LARGEST_ENTRY) {
                throw new DangerousArchive("it holds more than " + limits.entries() + " entries");
            }
            if (directory.at + directory.bytes != directory.end) {
                throw new IOException("there is something in it that its directory does not know");
            }
        }
    }

    /// What the end of an archive says of its directory (APPNOTE 4.3.14 to 4.3.16).
    ///
    /// @param at where it begins, and where it ends, as places in the file
    private record Directory(long at, long bytes, long end) {

        static Directory of(RandomAccessFile raw) throws IOException {
            byte[] tail = new byte[(int) Math.min(raw.length(), END + LONGEST_COMMENT)];
            long start = raw.length() - tail.length;
            raw.seek(start);
            raw.readFully(tail);
            int at = tail.length - END;
            while (at >= 0 && number(tail, at) != END_MARK) {
                at--;
            }
            if (at < 0) {
                throw new IOException("it has no directory at its end, as if it were cut");
            }
            if (at + END + shortNumber(tail, at + COMMENT_AT) != tail.length) {
                throw new IOException("there is something behind its end");
            }
            return at >= LARGE_LOCATOR && number(tail, at - LARGE_LOCATOR) == LOCATOR_MARK
                    ? large(raw, start + at, large(tail, at - LARGE_LOCATOR + 8))
                    : new Directory(
                            number(tail, at + DIRECTORY_AT),
                            number(tail, at + DIRECTORY_BYTES),
                            start + at);
        }

        private static Directory large(RandomAccessFile raw, long end, long at) throws IOException {
            if (at < 0 || at > end) {
                throw new IOException("its directory is not where it says");
            }
            byte[] large = new byte[LARGE_END];
            raw.seek(at);
            raw.readFully(large);
            return new Directory(large(large, 48), large(large, 40), at);
        }

        private static long large(byte[] bytes, int at) {
            return number(bytes, at) | number(bytes, at + 4) << 32;
        }
    }

    private static int shortNumber(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    private static long number(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (long) (bytes[at + 3] & 0xff) << 24;
    }

    private static Entry entry(ZipFile zip, ZipArchiveEntry one) throws IOException {
        Kind kind = kind(one);
        String target = "";
        if (kind == Kind.LINK) {
            target = one.getSize() > LONGEST_TARGET ? "/" : zip.getUnixSymlink(one);
        }
        return new Entry(
                one.getName(),
                kind,
                one.getSize(),
                one.getCompressedSize(),
                one.getUnixMode() & RIGHTS,
                target,
                one.getLastModifiedTime());
    }

    private static Kind kind(ZipArchiveEntry one) {
        return switch (one.getUnixMode() & TYPE) {
            case LINK -> Kind.LINK;
            case REGULAR -> one.isDirectory() ? Kind.OTHER : Kind.FILE;
            case DIRECTORY -> one.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
            case 0 -> one.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
            default -> Kind.OTHER;
        };
    }

    private static void requireSameName(ZipArchiveEntry one, RandomAccessFile raw)
            throws IOException {
        byte[] header = new byte[HEADER];
        raw.seek(one.getLocalHeaderOffset());
        raw.readFully(header);
        byte[] name = new byte[shortNumber(header, NAME_LENGTH)];
        raw.readFully(name);
        if (header[0] != 'P'
                || header[1] != 'K'
                || header[2] != 3
                || header[3] != 4
                || !Arrays.equals(name, one.getRawName())) {
            throw new IOException("an entry has two names: " + Safe.name(one.getName()));
        }
    }

    /// Entries that share their packed bytes are how a small file becomes petabytes.
    private void requireNoOverlap(List<ZipArchiveEntry> entries) throws IOException {
        long room = Files.size(file);
        for (ZipArchiveEntry one : entries) {
            room -= HEADER + one.getCompressedSize();
        }
        if (room < 0) {
            throw new IOException("its entries overlap");
        }
    }
}
