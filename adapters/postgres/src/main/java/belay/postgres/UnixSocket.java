package belay.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// A socket in the file system that looks like the sockets the driver knows.
///
/// The JDK has channels for such sockets and no `Socket`. The channel never blocks; waiting is done
/// by selectors, one for each direction, because only they know a time limit. Interrupting a thread
/// that waits ends the session.
final class UnixSocket extends Socket {

    private final String path;
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile int patienceMillis;
    private volatile boolean connected;

    UnixSocket(String path) throws IOException {
        this.path = path;
        this.channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        this.readable = Selector.open();
        this.writable = Selector.open();
    }

    @Override
    public void connect(SocketAddress any) throws IOException {
        connect(any, 0);
    }

    /// A local server takes a caller at once or has no room for it: there is nothing to wait for.
    @Override
    public void connect(SocketAddress any, int timeout) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(path));
        channel.configureBlocking(false);
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
        connected = true;
    }

    private void await(Selector direction, int millis) throws IOException {
        int ready = direction.select(millis);
        direction.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            close();
            throw new InterruptedIOException("interrupted while talking to " + path);
        }
        if (ready == 0 && millis > 0) {
            throw new SocketTimeoutException("no answer within " + millis + " ms");
        }
    }

    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            var buffer = ByteBuffer.wrap(bytes, from, length);
            for (int got = channel.read(buffer); ; got = channel.read(buffer)) {
                if (got != 0) {
                    return got;
                }
                await(readable, patienceMillis);
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            var buffer = ByteBuffer.wrap(bytes, from, length);
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    await(writable, 0);
                }
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new Input();
    }

    @Override
    public OutputStream getOutputStream() {
        return new Output();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isBound() {
        return connected;
    }

    @Override
    public void setSoTimeout(int millis) {
        patienceMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return patienceMillis;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    // What only a network has.

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return BUFFER;
    }

    @Override
    public int getSendBufferSize() {
        return BUFFER;
    }

    private static final int BUFFER = 1 << 16;

    @Override
    public String toString() {
        return path;
    }
}
