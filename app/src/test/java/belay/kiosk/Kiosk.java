package belay.kiosk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;

/// The product itself: takes notes over HTTP and keeps them in its database.
///
/// `POST /notes` answers 201 once the note is committed, `GET /notes` how many there are, `GET
/// /health` which release runs. A start migrates the schema, as many products do.
public final class Kiosk {

    private static final List<String> RELEASES = List.of("1.0", "2.0", "3.0");

    private final String node;
    private final String release;
    private final Properties settings;

    private Kiosk(String node, String release, Properties settings) {
        this.node = node;
        this.release = release;
        this.settings = settings;
    }

    /// Wants HOME, NODE and PORT; the database stands in the environment.
    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        var settings = new Properties();
        try (InputStream in = Files.newInputStream(home.resolve("conf/kiosk.properties"))) {
            settings.load(in);
        }
        var release = Files.readString(home.resolve("version.txt")).strip().replace("Kiosk ", "");
        var kiosk = new Kiosk(arguments[1], release, settings);
        kiosk.failIfTold();
        Thread.sleep(Long.parseLong(settings.getProperty("start.millis", "1000")));
        kiosk.migrate();
        kiosk.serve(Integer.parseInt(arguments[2]));
        System.out.println("Kiosk " + release + " serves as " + arguments[1]);
    }

    /// A file of this name makes one start fail.
    private void failIfTold() throws IOException {
        var told = Path.of(settings.getProperty("fail.once", "/none"));
        if (Files.deleteIfExists(told)) {
            System.out.println("ERROR: the kiosk failed to start");
            System.exit(1);
        }
    }

    private Connection connect() throws SQLException {
        var environment = System.getenv();
        return DriverManager.getConnection(
                environment.get("DATABASE_URL"),
                environment.get("DATABASE_USER"),
                environment.get("DATABASE_PASSWORD"));
    }

    /// Two nodes may start at once.
    private void migrate() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(1)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS kiosk_version (release text PRIMARY KEY, installed"
                            + " timestamptz NOT NULL DEFAULT clock_timestamp())");
            for (var one : RELEASES.subList(0, RELEASES.indexOf(release) + 1)) {
                int added =
                        statement.executeUpdate(
                                "INSERT INTO kiosk_version (release) VALUES ('"
                                        + one
                                        + "') ON CONFLICT DO NOTHING");
                if (added == 1) {
                    statement.execute(migration(one));
                }
            }
            connection.commit();
        }
    }

    private static String migration(String release) {
        return switch (release) {
            case "1.0" ->
                    "CREATE TABLE note (id bigserial PRIMARY KEY, text text NOT NULL, node text NOT NULL)";
            case "2.0" ->
                    "ALTER TABLE note ADD COLUMN loud text; UPDATE note SET loud = upper(text)";
            default -> "CREATE TABLE reader (name text PRIMARY KEY)";
        };
    }

    private void serve(int port) throws IOException {
        var server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/health",
                exchange ->
                        answer(
                                exchange,
                                200,
                                "{\"status\":\"up\",\"release\":\"" + release + "\"}"));
        server.createContext("/notes", this::notes);
        server.start();
    }

    private void notes(HttpExchange exchange) throws IOException {
        try (var connection = connect()) {
            if (exchange.getRequestMethod().equals("POST")) {
                var text =
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                answer(exchange, 201, "{\"id\":" + take(connection, text) + "}");
            } else {
                answer(exchange, 200, "{\"count\":" + count(connection) + "}");
            }
        } catch (SQLException e) {
            answer(exchange, 503, "{\"problem\":\"the database does not answer\"}");
        }
    }

    private long take(Connection connection, String text) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "INSERT INTO note (text, node) VALUES (?, ?) RETURNING id")) {
            statement.setString(1, text);
            statement.setString(2, node);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM note")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
