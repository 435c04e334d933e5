package belay.products;

import belay.outside.Databases.Place;
import belay.postgres.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Keycloak in production, made by `examples/keycloak/prepare.sh` on an embedded PostgreSQL.
///
/// @param http port that clients know it by
/// @param databasePort of the server it begins with
record Climb(Path sandbox, int http, int databasePort) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static Climb in(Path sandbox) throws Exception {
        // The servers' user is another one when we are root.
        Files.setPosixFilePermissions(sandbox, PosixFilePermissions.fromString("rwxr-xr-x"));
        var climb = new Climb(sandbox, freePort(), freePort());
        try {
            climb.makeDatabase();
            climb.prepare();
            return climb;
        } catch (Exception failed) {
            climb.close();
            throw failed;
        }
    }

    private void makeDatabase() throws Exception {
        var server =
                new Postgres(sandbox.resolve("programs"))
                        .embedded(
                                new Place(sandbox.resolve("production"), databasePort), "postgres");
        var password = Files.readString(Path.of(server.passwordFile())).strip();
        var postgres = new Database(databasePort, "postgres", "postgres", password);
        Files.createDirectories(folder().resolve("secrets"));
        for (var role : List.of("belay", "keycloak")) {
            Files.writeString(folder().resolve("secrets").resolve(role), role + "-" + password);
        }
        postgres.execute("CREATE ROLE belay LOGIN SUPERUSER PASSWORD '" + secret("belay") + "'");
        postgres.execute("CREATE ROLE keycloak LOGIN PASSWORD '" + secret("keycloak") + "'");
        postgres.execute("CREATE DATABASE keycloak OWNER keycloak");
    }

    private void prepare() throws IOException, InterruptedException {
        var log = sandbox.resolve("prepare.log").toFile();
        var script = Repository.root().resolve("examples/keycloak/prepare.sh");
        var builder = new ProcessBuilder("sh", script.toString(), folder().toString());
        builder.environment()
                .putAll(
                        Map.of(
                                "DATABASE", "given",
                                "DATABASE_PORT", Integer.toString(databasePort),
                                "HTTP_PORT", Integer.toString(http),
                                "MANAGEMENT_PORT", Integer.toString(freePort())));
        var process = builder.redirectErrorStream(true).redirectOutput(log).start();
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException("no production: " + Files.readString(log.toPath()));
        }
    }

    Path folder() {
        return sandbox.resolve("climb");
    }

    String system() {
        return folder().resolve("system.yaml").toString();
    }

    String address() {
        return "http://127.0.0.1:" + http;
    }

    private String secret(String name) throws IOException {
        return Files.readString(folder().resolve("secrets").resolve(name)).strip();
    }

    // Keycloak, asked from outside of Belay

    String release() throws IOException, InterruptedException {
        return administration("/serverinfo").at("/systemInfo/version").asString();
    }

    /// What people and programs see of the realm; nothing of it may change.
    Map<String, String> facts() throws IOException, InterruptedException {
        var facts = new TreeMap<String, String>();
        facts.put("users", administration("/realms/climb/users/count").toString());
        facts.put("groups", administration("/realms/climb/groups/count").at("/count").toString());
        facts.put("role", administration("/realms/climb/roles/climber").at("/id").toString());
        facts.put(
                "climbers",
                Integer.toString(
                        administration("/realms/climb/roles/climber/users?max=1000").size()));
        var client = administration("/realms/climb/clients?clientId=climb-app").at("/0");
        facts.put("client", client.at("/id") + " " + client.at("/redirectUris"));
        var user = administration("/realms/climb/users?username=user01&exact=true").at("/0");
        facts.put("user", user.at("/id") + " " + user.at("/attributes"));
        facts.put("login", login());
        facts.put("issuer", issuer());
        facts.put("theme", Boolean.toString(wearsTheTheme()));
        return facts;
    }

    private String login() throws IOException, InterruptedException {
        var token = token("climb", "climb-app", "user01", secret("user01"));
        return get("/realms/climb/protocol/openid-connect/userinfo", token).at("/sub").toString();
    }

    private String issuer() throws IOException, InterruptedException {
        return get("/realms/climb/.well-known/openid-configuration", "").at("/issuer").toString();
    }

    private boolean wearsTheTheme() throws IOException, InterruptedException {
        var page =
                page(
                        "/realms/climb/protocol/openid-connect/auth?client_id=climb-app&response_type=code"
                                + "&scope=openid&redirect_uri="
                                + encoded("http://127.0.0.1:9999/x"),
                        "");
        return page.contains("/login/climb/css/climb.css") && page.contains("Climb sign in");
    }

    private JsonNode administration(String path) throws IOException, InterruptedException {
        return get("/admin" + path, token("master", "admin-cli", "admin", secret("admin")));
    }

    private String token(String realm, String client, String user, String password)
            throws IOException, InterruptedException {
        var fields =
                Map.of(
                        "client_id", client,
                        "grant_type", "password",
                        "scope", "openid",
                        "username", user,
                        "password", password);
        var form =
                fields.entrySet().stream()
                        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        var request =
                request("/realms/" + realm + "/protocol/openid-connect/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form));
        return JsonMapper.shared().readTree(body(request)).at("/access_token").asString();
    }

    private JsonNode get(String path, String token) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(page(path, token));
    }

    private String page(String path, String token) throws IOException, InterruptedException {
        var request = request(path);
        return body(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path)).timeout(PATIENCE);
    }

    private static String body(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        answer.uri() + " answers " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // What lies and runs on the machine

    Map<String, String> configuration() throws IOException {
        var properties = new Properties();
        try (var reader =
                Files.newBufferedReader(folder().resolve("keycloak/conf/keycloak.conf"))) {
            properties.load(reader);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    Database oldDatabase() throws IOException {
        return new Database(databasePort, "keycloak", "belay", secret("belay"));
    }

    /// Where the present configuration leads.
    Database newDatabase() throws IOException {
        var url =
                URI.create(configuration().getOrDefault("db-url", "").substring("jdbc:".length()));
        return new Database(url.getPort(), "keycloak", "belay", secret("belay"));
    }

    String usersInDatabase() throws Exception {
        return newDatabase().ask("SELECT count(*) FROM user_entity");
    }

    /// Command lines of what still runs from a home or on a server that was made for a trial.
    List<String> processesOfTrials() {
        return processes()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(words ->
                        words.contains("/runs/")
                                || words.contains("keycloak-25")
                                || words.contains("-rehearsal")
                                || words.contains("-trial"))
                .toList();
    }

    private Stream<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().commandLine().orElse("").contains(sandbox.toString()));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    /// Everything that runs here is ours: the sandbox is new.
    @Override
    public void close() throws IOException {
        if (Files.exists(folder().resolve("stop"))) {
            var stop = new ProcessBuilder(folder().resolve("stop").toString()).inheritIO().start();
            awaitEnd(stop.toHandle(), 120);
        }
        var left = processes().toList();
        left.forEach(ProcessHandle::destroy);
        for (var process : left) {
            awaitEnd(process, 30);
            process.destroyForcibly();
        }
    }

    private static void awaitEnd(ProcessHandle process, int seconds) {
        process.onExit().completeOnTimeout(process, seconds, TimeUnit.SECONDS).join();
    }
}
