package belay.app;

import belay.cli.Cli;
import belay.cli.Terminal;
import belay.hosts.LocalHost;
import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.postgres.Postgres;
import belay.postgres.PostgresSandboxes;
import belay.postgres.box.Box;
import belay.testkit.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole Belay in a home of its own, spoken to as on the command line. Thread-safe.
final class TestHouse {

    static final Path PACKS = Path.of("../packs").toAbsolutePath().normalize();

    /// Everybody's: the store's files, Belay's own words, and what is unpacked once for all jobs.
    private static final Set<String> SHARED = Set.of("store", "logs", "programs", "hosts", "cache");

    private final Path home;
    private final House house;

    TestHouse() throws IOException {
        home = Files.createTempDirectory("belay");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        var caller =
                new Settings.Caller(
                        System.getProperty("user.name").equals("root"), home, home.resolve("none"));
        house =
                new House(
                        new Settings(home, new Settings.Memory.Embedded(), List.of(PACKS)),
                        caller,
                        System.getenv("PATH"),
                        new Workforce.Alone(_ -> true),
                        "test");
    }

    Path home() {
        return home;
    }

    /// What a command said.
    record Said(int code, String out, String err) {

        /// Of a command with `-o json`.
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }

        /// Of the run that a command has started; empty if it started none.
        String run() {
            return out.startsWith("{") ? json().at("/run/id").asString("") : "";
        }

        @Override
        public String toString() {
            return "exit code " + code + "\n" + out + "\n" + err;
        }
    }

    Said belay(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(print(out), print(err), false, false, true, () -> 100);
        var cli =
                new Cli(
                        house::belay,
                        house::tryOut,
                        house::workers,
                        terminal,
                        InstantSource.system(),
                        "test");
        int code = cli.run(words);
        return new Said(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /// Where the code of a hop writes, seen from outside.
    Path scratch(String run) {
        return home.resolve("boxes").resolve(run.toLowerCase(Locale.ROOT)).resolve("scratch");
    }

    /// What the sandbox of a run has left on this machine.
    List<String> leftOf(String run) throws IOException {
        var boxes = home.resolve("boxes");
        var name = run.toLowerCase(Locale.ROOT);
        var place = boxes.resolve(name);
        var users =
                Stream.of("server", "code", "dump")
                        .map(box -> new Box(place.resolve(box)).user())
                        .toList();
        var left = new ArrayList<>(Leftovers.of(place, users));
        if (Files.exists(place)) {
            left.add(place.toString());
        }
        return left;
    }

    /// What is in the home beside the folders of runs and what is shared. The file that is locked
    /// while rooms for programs are made stays: it is empty.
    Set<String> files() throws IOException {
        try (var files = Files.walk(home, 2)) {
            return files.map(home::relativize)
                    .filter(file -> !SHARED.contains(file.getName(0).toString()))
                    .filter(file -> !(file.startsWith("runs") && file.getNameCount() == 2))
                    .filter(file -> !file.equals(Path.of("boxes", ".work")))
                    .map(Path::toString)
                    .collect(Collectors.toSet());
        }
    }

    /// A test that fails leaves sandboxes too.
    void close() throws Fault, InterruptedException {
        house.close();
        var sandboxes =
                new PostgresSandboxes(
                        home.resolve("boxes"),
                        home.resolve("programs"),
                        (coordinates, _) -> Path.of(coordinates));
        for (var name : sandboxes.left()) {
            sandboxes.close(name);
        }
        new Postgres(home.resolve("programs")).remove(new Place(home.resolve("store"), 0));
        LocalHost.of(home.resolve("hosts"), home.resolve("cache")).remove(home);
    }
}
