package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Endpoint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnockTest {

    @Test
    void aServerThatTakesConnectionsAndSaysNothingIsNotDown() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Knock.refused(at("127.0.0.1", silent.getLocalPort()))).isFalse();
        }
    }

    @Test
    void whereNobodyListensTheServerIsDown() throws Exception {
        int port;
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }

        assertThat(Knock.refused(at("127.0.0.1", port))).isTrue();
        assertThat(Knock.refused(at("localhost", port))).isTrue();
    }

    @Test
    void aNameThatNobodyKnowsTellsNothing() {
        assertThat(Knock.refused(at("no-such-host.invalid", 5432))).isFalse();
    }

    @Test
    void aSocketThatIsNotThereBelongsToAServerThatIsDown(@TempDir Path folder) {
        assertThat(Knock.refused(at(folder.toString(), 5432))).isTrue();
    }

    private static Endpoint at(String host, int port) {
        return new Endpoint(host, port, "kiosk", "belay", "");
    }
}
