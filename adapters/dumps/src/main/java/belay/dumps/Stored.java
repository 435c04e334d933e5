package belay.dumps;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// The bytes of a file as they lie on the disk. Its IOExceptions are [Trouble], to be told from
/// those of a file that holds the wrong things.
final class Stored extends InputStream {

    /// The disk, not the file, is at fault.
    static final class Trouble extends IOException {

        private static final long serialVersionUID = 1;

        Trouble(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final FileChannel channel;
    private long count;

    Stored(Path file) throws Trouble {
        try {
            this.channel = FileChannel.open(file);
        } catch (IOException failed) {
            throw new Trouble(failed);
        }
    }

    /// Bytes read so far.
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = channel.read(ByteBuffer.wrap(buffer, offset, length));
            count += Math.max(read, 0);
            return read;
        } catch (IOException failed) {
            throw new Trouble(failed);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
