package belay.postgres;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/// Sockets on which a silent server is told from one that is gone. The driver's own limit cannot do
/// that: an index takes its hours without a word.
///
/// After a while without a byte the server is called anew: if nobody takes the call, the wait ends.
/// A connection that alone was forgotten on the way is found by the probes of TCP.
public final class AttentiveSocketFactory extends SocketFactory {

    /// In seconds: first probe, those after it, and how many unanswered ones end a connection.
    private static final int IDLE = 30;

    private static final int INTERVAL = 10;
    private static final int MOST = 3;

    private static final int CALL_MILLIS = 10_000;

    private final int silenceMillis;

    /// @param silenceMillis how long nothing may come before the server is called
    public AttentiveSocketFactory(String silenceMillis) {
        this.silenceMillis = Integer.parseInt(silenceMillis);
    }

    @Override
    public Socket createSocket() throws IOException {
        var socket = new AttentiveSocket(silenceMillis);
        socket.setSoTimeout(silenceMillis);
        socket.setKeepAlive(true);
        var options = socket.supportedOptions();
        if (options.contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, MOST);
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        var socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        var socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    private static final class AttentiveSocket extends Socket {

        private final int silenceMillis;

        AttentiveSocket(int silenceMillis) {
            this.silenceMillis = silenceMillis;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new Attentive(super.getInputStream());
        }

        private final class Attentive extends FilterInputStream {

            Attentive(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                while (true) {
                    try {
                        return in.read(bytes, from, length);
                    } catch (SocketTimeoutException e) {
                        if (getSoTimeout() != silenceMillis) {
                            throw e;
                        }
                        call(e);
                    }
                }
            }
        }

        private void call(SocketTimeoutException silence) throws IOException {
            try (var probe = new Socket()) {
                probe.connect(getRemoteSocketAddress(), CALL_MILLIS);
            } catch (IOException e) {
                var gone =
                        new SocketException(
                                getRemoteSocketAddress()
                                        + " has been silent and does not answer any more: "
                                        + e.getMessage());
                gone.initCause(silence);
                throw gone;
            }
        }
    }
}
