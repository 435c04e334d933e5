package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
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
record ZipArchive(Path file) implements Archive {

    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int RIGHTS = 07777;
    private static final int LONGEST_TARGET = 4096;

    private static final int HEADER = 30;
    private static final int NAME_LENGTH = 26;

    @Override
    public void read(Visitor visitor) throws IOException, Fault {
        try (var zip = ZipFile.builder().setPath(file).get();
                var raw = new RandomAccessFile(file.toFile(), "r")) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            requireNoOverlap(entries);
            for (ZipArchiveEntry one : entries) {
                requireSameName(one, raw);
                read(zip, one, visitor);
            }
        }
    }

    private void read(ZipFile zip, ZipArchiveEntry one, Visitor visitor) throws IOException, Fault {
        if (!zip.canReadEntryData(one)) {
            throw new IOException(
                    "it is encrypted or packed in an unknown way: " + Safe.name(one.getName()));
        }
        try (var content = new CheckedInputStream(zip.getInputStream(one), new CRC32())) {
            var entry = entry(zip, one);
            var counted = new Counted(content, one.getSize());
            visitor.visit(entry, counted);
            if (counted.count() == one.getSize()
                    && counted.count() > 0
                    && content.getChecksum().getValue() != one.getCrc()) {
                throw new IOException("its checksum is wrong: " + Safe.name(one.getName()));
            }
        }
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
        byte[] name =
                new byte[(header[NAME_LENGTH] & 0xff) | (header[NAME_LENGTH + 1] & 0xff) << 8];
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
