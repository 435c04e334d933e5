package belay.postgres.load;

import belay.postgres.UnixSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Makes the sockets of a load. Public because the driver makes it by its name; nobody else does.
public final class QuietSockets extends SocketFactory {

    private final String path;

    /// @param path of the server's socket; empty if it is reached by the network
    public QuietSockets(String path) {
        super();
        this.path = path;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new QuietSocket(
                path.isEmpty() ? new Socket() : new UnixSocketFactory(path).createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
