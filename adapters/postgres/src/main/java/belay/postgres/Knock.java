package belay.postgres;

import belay.outside.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// Knocks at a server's door without logging in. The driver tells every failure to connect alike;
/// only a connection that is refused says that nobody listens.
final class Knock {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Knock() {}

    /// @return false also where nothing can be told: the name is unknown, the machine is silent
    static boolean refused(Endpoint server) {
        if (server.host().startsWith("/")) {
            return refused(Path.of(server.host(), ".s.PGSQL." + server.port()));
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(server.host()))
                    .allMatch(address -> refused(new InetSocketAddress(address, server.port())));
        } catch (UnknownHostException nowhere) {
            return false;
        }
    }

    private static boolean refused(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, (int) PATIENCE.toMillis());
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException silent) {
            return false;
        }
    }

    /// A server that is shut removes its socket; one that was killed leaves it.
    private static boolean refused(Path file) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(file));
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException other) {
            return Files.notExists(file);
        }
    }
}
