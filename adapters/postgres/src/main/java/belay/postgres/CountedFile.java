package belay.postgres;

import belay.document.Sha256;
import belay.outside.Meter;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

/// A file that is written from its beginning, with its sum. What was written is on the disk once it
/// is closed.
final class CountedFile extends FilterOutputStream {

    private static final int BUFFER = 1 << 18;

    private final FileChannel file;
    private final MessageDigest digest;
    private final Meter meter;
    private final long before;
    private long bytes;

    /// Nobody else may read it.
    ///
    /// @param before what the meter has heard of already
    CountedFile(Path path, Meter meter, long before) throws IOException {
        this(
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))),
                meter,
                before);
    }

    private CountedFile(FileChannel file, Meter meter, long before) {
        super(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
        this.file = file;
        this.digest = Sha256.digest();
        this.meter = meter;
        this.before = before;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] data, int from, int length) throws IOException {
        out.write(data, from, length);
        digest.update(data, from, length);
        bytes += length;
        meter.at(before + bytes, 0, "bytes");
    }

    long bytes() {
        return bytes;
    }

    /// Once, when all is written.
    String sum() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        try (OutputStream whole = out) {
            whole.flush();
            if (file.isOpen()) {
                file.force(true);
            }
        }
    }
}
