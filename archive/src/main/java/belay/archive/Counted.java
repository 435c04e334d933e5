package belay.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that refuses to give more than was announced.
public final class Counted extends FilterInputStream {

    private long most;
    private long count;

    public Counted(InputStream source, long most) {
        super(source);
        this.most = most;
    }

    /// Moves the limit: from here, `more` bytes may still come.
    void allow(long more) {
        most = count + more;
    }

    public long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) {
            counted(1);
        }
        return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            counted(read);
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        long skipped = super.skip(length);
        counted(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void counted(long more) throws IOException {
        count += more;
        if (count > most) {
            throw new IOException("it holds more than the " + most + " bytes it may");
        }
    }
}
