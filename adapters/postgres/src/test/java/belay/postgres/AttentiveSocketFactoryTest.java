package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttentiveSocketFactoryTest {

    @Test
    @SuppressWarnings("try") // closed early on purpose: that is how it goes
    void aServerThatIsGoneWithoutAWordEndsTheWait() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = connect(server);
                var kept = server.accept()) {
            server.close();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("does not answer any more");
            assertThat(kept.isClosed()).isFalse();
        }
    }

    @Test
    void aServerThatWorksInSilenceIsWaitedFor() throws Exception {
        try (var pool = Executors.newSingleThreadExecutor();
                var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = connect(server);
                var session = server.accept()) {
            var answer = pool.submit(() -> client.getInputStream().read());
            server.accept().close();
            server.accept().close();

            session.getOutputStream().write(42);

            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(42);
        }
    }

    private static java.net.Socket connect(ServerSocket server) throws Exception {
        return new AttentiveSocketFactory("200")
                .createSocket(server.getInetAddress(), server.getLocalPort());
    }
}
