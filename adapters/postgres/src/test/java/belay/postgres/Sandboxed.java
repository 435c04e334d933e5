package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import belay.postgres.Connections.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A place for the sandboxes of one test.
final class Sandboxed {

    private static final long MEBIBYTE = 1 << 20;

    final Path root;
    final PostgresSandboxes sandboxes;
    private final Clients clients;
    private final Connections connections = new Connections();

    Sandboxed() throws IOException {
        this(Clients.INSTALLED);
    }

    Sandboxed(Clients clients) throws IOException {
        this.clients = clients;
        root = Files.createTempDirectory("belay-boxes");
        sandboxes = again();
    }

    /// As another process of Belay would see them.
    PostgresSandboxes again() throws IOException {
        return new PostgresSandboxes(
                root, Production.unpacked(), Sandboxed::artifact, clients, new Connections());
    }

    /// The build brings them: see the module's `pom.xml`.
    static Path artifact(String coordinates, String sha256) {
        var words = List.of(coordinates.split(":", -1));
        return Path.of("target", "artifacts", words.get(1) + "-" + words.get(2) + ".jar");
    }

    static Needs needs(String major) {
        return new Needs(major, 512 * MEBIBYTE, 256 * MEBIBYTE, Duration.ofMinutes(5));
    }

    static Needs needs(long disk, long memory, Duration deadline) {
        return new Needs("15", disk * MEBIBYTE, memory * MEBIBYTE, deadline);
    }

    Endpoint open(String name) throws Fault, InterruptedException {
        return sandboxes.open(name, needs("15")).owner();
    }

    void sql(Endpoint endpoint, String statements) throws Fault, InterruptedException {
        connections.alone(
                endpoint,
                session -> {
                    session.execute("SET search_path = public");
                    session.execute(statements);
                    return true;
                });
    }

    String ask(Endpoint endpoint, String question) throws Fault, InterruptedException {
        return connections.alone(endpoint, session -> session.one(question));
    }

    /// As whoever has taken the server over.
    Endpoint superuser(String name) {
        return SandboxPlace.of(root, name).maintenance();
    }

    /// What a command says that the server runs inside the box, with its errors.
    String inside(String name, String command) throws Fault, InterruptedException, IOException {
        return connections.alone(superuser(name), session -> inside(session, command));
    }

    private static String inside(Session session, String command) throws java.sql.SQLException {
        session.execute("CREATE TEMP TABLE said (line text)");
        var literal = ("{ " + command + "; } 2>&1; true").replace("'", "''");
        session.execute(
                "COPY pg_temp.said FROM PROGRAM '"
                        + literal
                        + "' CSV DELIMITER E'\\x01' QUOTE E'\\x02'");
        return String.join(
                "\n",
                session.rows("SELECT line FROM pg_temp.said").stream()
                        .map(List::getFirst)
                        .toList());
    }

    /// A kill takes the kernel a moment.
    void awaitEnd(String name) throws Fault, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (sandboxes.find(name).isPresent()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(name + " lives on");
            }
            Thread.sleep(Duration.ofMillis(5));
        }
    }

    void close() throws Fault, InterruptedException, IOException {
        for (var name : sandboxes.left()) {
            sandboxes.close(name);
        }
        Trees.remove(root);
    }
}
