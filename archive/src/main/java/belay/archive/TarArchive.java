package belay.archive;

import belay.problem.Safe;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/// A tar archive, plain or packed. It is read to its last byte, so that a cut one is noticed by the
/// checksum of its packing or by the end that tar demands.
record TarArchive(Source source, long stored, Limits limits) implements Archive {

    private static final int RIGHTS = 07777;

    /// The library keeps long names and the like in memory, as long as they say they are.
    private static final long MOST_HEADERS = 1L << 20;

    /// Of a larger block, the library would pass over what stands behind the end.
    private static final int RECORD = 512;

    @Override
    public void read(Visitor visitor) throws IOException {
        try (var walk = new Walk()) {
            for (var one = walk.next(); one != null; one = walk.next()) {
                visitor.visit(entry(one), new Counted(walk.tar, one.getSize()));
                walk.pass();
            }
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        var walk = new Walk();
        try {
            for (var one = walk.next(); one != null; one = walk.next()) {
                if (one.getName().equals(name)) {
                    return walk.content();
                }
                walk.pass();
            }
            throw new IOException("it does not hold " + Safe.name(name));
        } catch (IOException broken) {
            walk.close();
            throw broken;
        }
    }

    /// One reading, from the first entry to the end.
    private final class Walk implements AutoCloseable {

        private final Counted bytes;
        private final Ended tar;

        /// How much is left of what may come out.
        private final long most;

        Walk() throws IOException {
            long multiplied =
                    Math.multiplyHigh(stored, limits.ratio()) > 0
                            ? Long.MAX_VALUE
                            : Math.max(Limits.SMALL, stored * limits.ratio());
            most = Math.min(multiplied, limits.bytes());
            bytes = new Counted(new BufferedInputStream(source.open(), 1 << 16), most);
            tar = new Ended(bytes);
        }

        /// The next entry; null behind the last, and then all has been read and is as it must be.
        @Nullable TarArchiveEntry next() throws IOException {
            bytes.allow(Math.min(most - bytes.count(), MOST_HEADERS));
            TarArchiveEntry one;
            try {
                one = tar.getNextEntry();
            } catch (IllegalArgumentException damaged) {
                throw new IOException("it is damaged: " + damaged.getMessage(), damaged);
            }
            bytes.allow(most - bytes.count());
            if (one == null) {
                tar.requireEnd();
                requireNothingMore(bytes);
            } else if (!one.isCheckSumOK()) {
                throw new IOException(
                        "the checksum of an entry's head is wrong: " + Safe.name(one.getName()));
            }
            return one;
        }

        void pass() throws IOException {
            tar.transferTo(OutputStream.nullOutputStream());
        }

        /// The entry that is read now; behind it, the rest of the archive must be whole as well.
        InputStream content() {
            return new FilterInputStream(tar) {

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = super.read(buffer, offset, length);
                    if (read < 0) {
                        while (next() != null) {
                            pass();
                        }
                    }
                    return read;
                }

                @Override
                public void close() throws IOException {
                    Walk.this.close();
                }
            };
        }

        @Override
        public void close() throws IOException {
            tar.close();
        }
    }

    /// The library takes it for the end too when nothing more comes; an archive marks its own.
    private static final class Ended extends TarArchiveInputStream {

        private boolean marked;

        private Ended(InputStream bytes) {
            super(bytes, RECORD, RECORD);
        }

        @Override
        protected boolean isEOFRecord(byte @Nullable [] record) {
            boolean end = super.isEOFRecord(record);
            marked |= end && record != null;
            return end;
        }

        private void requireEnd() throws IOException {
            if (!marked) {
                throw new IOException("it has no end, as if it were cut");
            }
        }
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
