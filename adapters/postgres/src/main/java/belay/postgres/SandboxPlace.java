package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.box.Box;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where one sandbox lies: a directory that only Belay passes, with everything of it below.
///
/// @param directory named as the sandbox
record SandboxPlace(Path directory) {

    /// The powerless role, and the database that it owns.
    static final String JOB = "job";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /// The path of a socket has room for 108 bytes with the closing zero: unix(7).
    private static final int LONGEST_SOCKET = 107;

    static boolean named(String name) {
        return NAME.matcher(name).matches();
    }

    static SandboxPlace of(Path root, String name) {
        if (!named(name)) {
            throw new IllegalArgumentException("not the name of a sandbox: " + name);
        }
        return new SandboxPlace(root.resolve(name));
    }

    /// Where all sandboxes lie.
    Path root() {
        return Objects.requireNonNull(directory.getParent(), "every sandbox lies in a directory");
    }

    Path socket() {
        return directory.resolve("socket");
    }

    Path settings() {
        return directory.resolve("settings");
    }

    Path disk() {
        return directory.resolve("disk.ext4");
    }

    /// What the code of hops writes, across hops. It lies here, and not in the box of a hop: one
    /// box after the other has it.
    Path scratch() {
        return directory.resolve("scratch");
    }

    Path scratchDisk() {
        return directory.resolve("scratch.ext4");
    }

    /// Written last, when everything is there.
    Path card() {
        return directory.resolve("sandbox.properties");
    }

    /// Says which process of Belay works with it.
    Path holder() {
        return directory.resolve("holder");
    }

    String name() {
        return directory.getFileName().toString();
    }

    Box server() {
        return new Box(directory.resolve("server"));
    }

    /// For a program that works beside the server.
    Box program(String name) {
        return new Box(directory.resolve(name));
    }

    /// How the powerless role reaches one of its databases.
    Endpoint job(String database) {
        return endpoint(database, JOB);
    }

    /// How Belay reaches the server itself; it never enters a database of the job.
    Endpoint maintenance() {
        return endpoint("postgres", SandboxTemplate.SUPERUSER);
    }

    private Endpoint endpoint(String database, String user) {
        return new Endpoint(socket().toString(), SandboxSettings.PORT, database, user, "");
    }

    /// The server's, and those of programs that a dead Belay has left.
    List<Box> boxes() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> Files.exists(entry.resolve("box.sh")))
                    .map(Box::new)
                    .toList();
        }
    }

    void requireShortPath() throws Fault {
        var path = socket().resolve(".s.PGSQL." + SandboxSettings.PORT).toString();
        if (path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_SOCKET) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "SANDBOX:PATH_TOO_LONG",
                                    "the path of a sandbox's socket is too long")
                            .value(path)
                            .expected("at most " + LONGEST_SOCKET + " bytes")
                            .advice("Let BELAY_HOME name a folder with a shorter path"));
        }
    }
}
