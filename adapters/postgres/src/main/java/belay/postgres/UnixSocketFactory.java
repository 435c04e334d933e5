package belay.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/// Makes the driver's sockets where a server is reached by a file. Public because the driver makes
/// it by its name; nobody else does.
public final class UnixSocketFactory extends SocketFactory {

    private final String path;

    /// @param path the server's socket
    public UnixSocketFactory(String path) {
        super();
        this.path = path;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new UnixSocket(path);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return connected();
    }

    private Socket connected() throws IOException {
        var socket = new UnixSocket(path);
        socket.connect(
                new SocketAddress() {
                    private static final long serialVersionUID = 1;
                });
        return socket;
    }
}
