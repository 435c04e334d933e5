package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.outside.Host.Call;
import belay.outside.Host.Reply;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHostTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path directory;
    private final CountDownLatch over = new CountDownLatch(1);
    private Sandbox sandbox;
    private LocalHost host;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        sandbox = new Sandbox(directory);
        host = sandbox.host();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void aServiceIsAskedAsItSaysAndAnswers() throws Exception {
        var asked = new AtomicReference<String>();
        server.createContext(
                "/api",
                exchange -> {
                    asked.set(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Accept")
                                    + " "
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    exchange.getResponseHeaders().add("X-Version", "2");
                    answer(exchange, 201, "größer");
                });

        Reply reply =
                host.ask(
                        new Call("POST", port(), "/api?a=b%20c", Map.of("Accept", "a/b"), "ü"),
                        LONG);

        assertThat(asked).hasValue("POST /api?a=b%20c a/b ü");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body()).isEqualTo("größer");
        assertThat(reply.headers()).containsEntry("X-Version", List.of("2"));
    }

    @Test
    void whatIsNoFileIsNotReadAsOne() {
        assertThatThrownBy(() -> host.read(Path.of("/dev/zero")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("it is a device");
    }

    @Test
    void noRedirectIsFollowed() throws Exception {
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "http://example.org/");
                    answer(exchange, 302, "");
                });

        assertThat(ask("/").status()).isEqualTo(302);
    }

    @Test
    void onlyTheFirstMebibyteIsRead() throws Exception {
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] chunk = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                    try (var body = exchange.getResponseBody()) {
                        while (true) {
                            body.write(chunk);
                        }
                    } catch (IOException hungUp) {
                        // As it should be.
                    }
                });

        assertThat(ask("/").body()).hasSize(1 << 20);
    }

    @Test
    void silenceIsTriedAgain() throws Exception {
        server.createContext(
                "/",
                exchange -> {
                    try {
                        exchange.sendResponseHeaders(200, 5);
                        over.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                });

        assertThatThrownBy(() ->
                        host.ask(
                                new Call("GET", port(), "/", Map.of(), ""), Duration.ofMillis(300)))
                .isInstanceOf(Fault.Transient.class)
                .hasMessageContaining("no answer within");
        assertThatThrownBy(
                        () -> host.ask(new Call("GET", host.freePort(), "/", Map.of(), ""), LONG))
                .isInstanceOf(Fault.Transient.class)
                .hasMessageContaining("nobody listens");
    }

    @Test
    void aPathNeverLeadsToAnotherMachine() {
        for (String path : List.of("@example.org/", "http://example.org/", "//[", "/a b", "")) {
            assertThatThrownBy(() -> ask(path))
                    .as(path)
                    .isInstanceOf(Fault.Permanent.class)
                    .hasMessageContaining("HOST:BAD_REQUEST");
        }
        assertThatThrownBy(() ->
                        host.ask(new Call("GET", port(), "/", Map.of("X", "hunter2\n"), ""), LONG))
                .isInstanceOf(Fault.Permanent.class)
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aSecretInAPathIsNotTold() throws Exception {
        for (String path : List.of("/login?password=hunter2", "/hunter2 not an address")) {
            assertThatThrownBy(() ->
                            host.ask(
                                    new Call(
                                            "GET",
                                            host.freePort(),
                                            path,
                                            "/login?password={secret.admin}",
                                            Map.of(),
                                            ""),
                                    LONG))
                    .message()
                    .contains("/login?password={secret.admin}")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aPortIsTakenOrFree() throws Exception {
        int first = host.freePort();
        int second = host.freePort();

        assertThat(first).isNotEqualTo(second);
        assertThat(host.listens(first)).isFalse();
        try (var _ = new ServerSocket(first)) {
            assertThat(host.listens(first)).isTrue();
        }
        assertThat(host.listens(port())).isTrue();
    }

    @Test
    void linesAreFoundBehindAPlaceInALog() throws Exception {
        String before = "ERROR old\n";
        Path log =
                sandbox.file(
                        "log", before + "INFO a\r\nERROR b\nWARN c\nERROR " + "x".repeat(20_000));

        List<String> found = host.find(log, before.length(), List.of("^ERROR", "WARN"));

        assertThat(found).hasSize(3).startsWith("ERROR b", "WARN c");
        assertThat(found.getLast()).hasSize(16 * 1024);
        assertThat(host.find(log, 1 << 20, List.of("old"))).containsExactly("ERROR old");
        assertThat(host.find(directory.resolve("none"), 0, List.of("a"))).isEmpty();
        assertThatThrownBy(() -> host.find(log, 0, List.of("(a")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:BAD_PATTERN");
    }

    @Test
    void aHundredLinesAreEnough() throws Exception {
        Path log =
                sandbox.file("log", "(a+)+$ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n".repeat(1000));

        assertThat(host.find(log, 0, List.of("(a+)+b"))).hasSize(100);
    }

    @Test
    void smallFilesAreRead() throws Exception {
        Path file = sandbox.file("version", "2.0\n\n");

        assertThat(host.read(file)).isEqualTo("2.0");
        assertThat(host.size(file)).isEqualTo(5);
        assertThat(host.size(directory.resolve("none"))).isZero();
        assertThat(host.exists(file)).isTrue();
        assertThat(host.exists(directory.resolve("none"))).isFalse();
        assertThat(host.freeBytes(directory.resolve("not/yet"))).isPositive();
        assertThatThrownBy(() -> host.read(directory.resolve("none")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:MISSING");
    }

    private Reply ask(String path) throws Fault, InterruptedException {
        return host.ask(new Call("GET", port(), path, Map.of(), ""), LONG);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static void answer(
            com.sun.net.httpserver.HttpExchange exchange, int status, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
