package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.release.Package.Source;
import belay.testkit.Packed;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchingTest {

    private static final String PATH = "/org/example/product/2.0/product-2.0.tar.gz";
    private static final Source MAVEN = new Source.Maven("org.example:product:2.0:tar.gz");

    @TempDir Path directory;
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private Sandbox sandbox;
    private Path home;
    private int breaksAfter = Integer.MAX_VALUE;

    @BeforeEach
    void open() throws IOException {
        sandbox = new Sandbox(directory);
        home = directory.resolve("opt/home");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        byte[] archive = Packed.gzip(Packed.tar(tar -> Packed.put(tar, "p/a", "A")));
        files.put(PATH, archive);
        Path file = Files.write(directory.resolve("archive"), archive);
        files.put(
                PATH + ".sha1",
                (Sums.of(file, Sums.SHA_1) + "  x").getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void whatMavenHasIsNotFetched() throws Exception {
        Path local = directory.resolve("m2" + PATH);
        Files.createDirectories(local.getParent());
        Files.write(local, files.get(PATH));

        unpack(MAVEN, "");

        assertThat(home.resolve("a")).hasContent("A");
        assertThat(asked).isEmpty();
    }

    @Test
    void aDamagedFileOfMavenIsRefused() throws Exception {
        Path local = directory.resolve("m2" + PATH);
        Files.createDirectories(local.getParent());
        Files.write(local, files.get(PATH));
        Files.writeString(directory.resolve("m2" + PATH + ".sha1"), "0".repeat(40));

        assertThatThrownBy(() -> unpack(MAVEN, ""))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:BAD_SUM");
    }

    @Test
    void whatMavenHasNotIsFetchedOnce() throws Exception {
        unpack(MAVEN, "");
        sandbox.host().remove(home);
        unpack(MAVEN, "");

        assertThat(home.resolve("a")).hasContent("A");
        assertThat(asked).containsExactly(PATH + ".sha1", PATH);
    }

    @Test
    void whatBrokeOffIsGoneOnWith() throws Exception {
        breaksAfter = 50;
        assertThatThrownBy(() -> unpack(MAVEN, "")).isInstanceOf(Fault.Transient.class);
        breaksAfter = Integer.MAX_VALUE;

        unpack(MAVEN, "");

        assertThat(home.resolve("a")).hasContent("A");
        assertThat(asked.getLast()).isEqualTo(PATH + " bytes=50-");
    }

    @Test
    void aWrongBeginningIsFetchedAnew() throws Exception {
        Path part = directory.resolve("cache/maven" + PATH);
        Files.createDirectories(part.getParent());
        Files.writeString(Disk.beside(part, ".part"), "rubbish");

        unpack(MAVEN, "");

        assertThat(home.resolve("a")).hasContent("A");
    }

    @Test
    void aWrongSumIsNotKept() throws Exception {
        files.put(PATH + ".sha1", "0".repeat(40).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> unpack(MAVEN, ""))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:BAD_SUM");
        assertThat(directory.resolve("cache/maven" + PATH)).doesNotExist();
    }

    @Test
    void missingWaitsForAPersonAndBusyIsTriedAgain() {
        files.clear();
        assertThatThrownBy(() -> unpack(MAVEN, ""))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("does not exist");

        server.stop(0);
        assertThatThrownBy(() -> unpack(MAVEN, "")).isInstanceOf(Fault.Transient.class);
    }

    @Test
    void anAddressNeedsEncryptionOrASum() throws Exception {
        var source = new Source.Url(repository() + PATH.substring(1));
        String sum = Sums.of(directory.resolve("archive"), Sums.SHA_256);

        assertThatThrownBy(() -> unpack(source, "")).hasMessageContaining("HOST:NOT_PROVEN");
        unpack(source, sum);

        assertThat(home.resolve("a")).hasContent("A");
        sandbox.host().remove(home);
        assertThatThrownBy(() -> unpack(new Source.Url("file:///etc/passwd"), ""))
                .hasMessageContaining("HOST:BAD_URL");
        assertThatThrownBy(() -> unpack(new Source.Url("https://me:hunter2@example.org/x"), ""))
                .hasMessageContaining("HOST:BAD_URL")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aTarballOfNpmIsFetchedFromTheRegistryAndChecked() throws Exception {
        String path = "/@shop/server/-/server-2.0.0.tgz";
        files.put(path, files.get(PATH));
        String sum = Sums.of(directory.resolve("archive"), Sums.SHA_512);

        assertThatThrownBy(() -> unpack(new Source.Npm("@shop/server", "2.0.0", ""), ""))
                .hasMessageContaining("HOST:NOT_PROVEN");
        assertThatThrownBy(
                        () -> unpack(new Source.Npm("@shop/server", "2.0.0", "0".repeat(128)), ""))
                .hasMessageContaining("HOST:BAD_SUM");
        unpack(new Source.Npm("@shop/server", "2.0.0", sum), "");

        assertThat(home.resolve("a")).hasContent("A");
    }

    @Test
    void aFileOfPyPiIsFoundInTheIndexAndChecked() throws Exception {
        var source = new Source.PyPi("Shop.Server", "2.0", "Shop_Server-2.0.tar.gz");
        files.put("/files/ab/Shop_Server-2.0.tar.gz", files.get(PATH));
        files.put(
                "/shop-server/",
                """
                <html><body>
                <a href="../files/aa/Shop_Server-1.0.tar.gz#sha256=00">Shop_Server-1.0.tar.gz</a>
                <a data-requires-python="&gt;=3.8"
                   href="../files/ab/Shop_Server-2.0.tar.gz#sha256=00">Shop_Server-2.0.tar.gz</a>
                """
                        .getBytes(StandardCharsets.UTF_8));
        String sum = Sums.of(directory.resolve("archive"), Sums.SHA_256);

        assertThatThrownBy(() -> unpack(source, "")).hasMessageContaining("HOST:NOT_PROVEN");
        assertThatThrownBy(() -> unpack(source, "0".repeat(64)))
                .hasMessageContaining("HOST:BAD_SUM");
        assertThatThrownBy(() -> unpack(new Source.PyPi("shop-server", "3.0", "shop-3.0.whl"), sum))
                .hasMessageContaining("has no file shop-3.0.whl");
        unpack(source, sum);

        assertThat(home.resolve("a")).hasContent("A");
    }

    @Test
    void coordinatesNeverLeadOutOfTheRepository() {
        for (String wrong : List.of("a:b:1", "a:b:../../x:jar", "a/b:c:1:jar", "a:b:1:jar:x")) {
            assertThatThrownBy(() -> unpack(new Source.Maven(wrong), ""))
                    .as(wrong)
                    .hasMessageContaining("HOST:BAD_COORDINATES");
        }
    }

    private void unpack(Source source, String sha256) throws Fault {
        var host = sandbox.host(URI.create(repository()));
        host.unpack(source, directory, sha256, 1, home);
    }

    private String repository() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        asked.add(range == null ? path : path + " " + range);
        byte[] file = files.get(path);
        try (exchange) {
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            byte[] body = Arrays.copyOfRange(file, Math.min(from, file.length), file.length);
            exchange.sendResponseHeaders(range == null ? 200 : 206, body.length);
            exchange.getResponseBody().write(body, 0, Math.min(body.length, breaksAfter));
            exchange.getResponseBody().flush();
        }
    }
}
