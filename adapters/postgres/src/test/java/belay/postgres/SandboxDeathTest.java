package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.outside.Host.Invocation;
import belay.outside.Meter;
import belay.outside.Sandboxes.Output;
import belay.postgres.box.Box;
import belay.testkit.Leftovers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is left when Belay, or a server, is killed at any moment.
class SandboxDeathTest {

    private Sandboxed boxed;

    @BeforeEach
    void prepare() throws IOException {
        boxed = new Sandboxed();
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    /// Opens a sandbox, puts a row into it, and waits for its death.
    static final class Opener {

        private Opener() {}

        public static void main(String[] arguments) throws Exception {
            var sandboxes =
                    new PostgresSandboxes(
                            Path.of(arguments[0]), Production.unpacked(), Sandboxed::artifact);
            var owner = sandboxes.open(arguments[1], Sandboxed.needs("15")).owner();
            new Connections()
                    .alone(
                            owner,
                            session -> {
                                session.execute("CREATE TABLE public.t AS SELECT 1 AS a");
                                return true;
                            });
            System.out.println("open");
            Thread.sleep(Duration.ofHours(1));
        }
    }

    /// Dumps a sandbox and reads the dump, over and over, until it is killed.
    static final class Dumper {

        private Dumper() {}

        public static void main(String[] arguments) throws Exception {
            var sandboxes =
                    new PostgresSandboxes(
                            Path.of(arguments[0]), Production.unpacked(), Sandboxed::artifact);
            var dump = Path.of(arguments[2]);
            System.out.println("begins");
            while (true) {
                Trees.remove(dump);
                sandboxes.dump(arguments[1], Output.DIRECTORY, dump, Meter.SILENT);
                try (var script = sandboxes.script(dump, Duration.ofMinutes(1))) {
                    script.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
    }

    private Process opener(String name) throws IOException {
        return process(Opener.class, name);
    }

    private Process process(Class<?> program, String... words) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName(),
                                boxed.root.toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// Its server lives on, for whoever resumes; what it was promised and did not take is free.
    @Test
    void whatADeadJobWasPromisedIsFree() throws Exception {
        var opener = opener("job-1");
        try (var said = opener.inputReader()) {
            assertThat(said.readLine()).isEqualTo("open");
            assertThat(SandboxRoom.at(boxed.root).promised()).containsOnlyKeys("job-1");
            kill(opener.toHandle());
        }

        assertThat(SandboxRoom.at(boxed.root).promised()).isEmpty();
        assertThat(boxed.sandboxes.find("job-1")).isPresent();
        boxed.sandboxes.open("job-1", Sandboxed.needs("15"));
        assertThat(SandboxRoom.at(boxed.root).promised()).containsOnlyKeys("job-1");
    }

    /// At every moment of a dump and of an archive's reading.
    @ParameterizedTest
    @CsvSource("8, 20261121")
    void dumpsThatAreKilledAreCleanedUpByTheNext(int many, long seed, @TempDir Path directory)
            throws Exception {
        var owner = boxed.open("job-1");
        boxed.sql(
                owner,
                "CREATE TABLE t AS SELECT md5(g::text) AS a FROM generate_series(1, 200000) g");
        var place = SandboxPlace.of(boxed.root, "job-1");
        var users = new ArrayList<>(List.of(place.server().user(), place.program("dump").user()));
        var dump = directory.resolve("dump");
        var random = new Random(seed);
        for (int i = 0; i < many; i++) {
            var rooms = usersOfRooms();
            var dumper = process(Dumper.class, "job-1", dump.toString());
            try (var said = dumper.inputReader()) {
                assertThat(said.readLine()).isEqualTo("begins");
                if (i % 2 == 0) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
                } else {
                    awaitReading(dumper, rooms);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
                }
                kill(dumper.toHandle());
            }
            users.addAll(usersOfRooms());
        }

        Trees.remove(dump);
        boxed.sandboxes.dump("job-1", Output.DIRECTORY, dump, Meter.SILENT);
        try (var script = boxed.sandboxes.script(dump, Duration.ofMinutes(1))) {
            assertThat(new String(script.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("-- PostgreSQL database dump complete");
        }

        boxed.sandboxes.close("job-1");
        assertThat(Leftovers.of(boxed.root, users)).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(dump);
        }
    }

    /// However long the dump before it takes on a busy machine.
    private void awaitReading(Process dumper, List<Integer> before)
            throws IOException, InterruptedException {
        while (before.containsAll(usersOfRooms())) {
            assertThat(dumper.isAlive()).isTrue();
            Thread.sleep(Duration.ofMillis(2));
        }
    }

    private List<Integer> usersOfRooms() throws IOException {
        try (var entries = Files.list(boxed.root)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> entry.getFileName().toString().startsWith(".work-"))
                    .map(room -> new Box(room.resolve("box")).user())
                    .toList();
        }
    }

    @Test
    void aSandboxOutlivesItsOwnerAndIsTakenOver() throws Exception {
        var owner = opener("job-1");
        try (var said = owner.inputReader()) {
            assertThat(said.readLine()).isEqualTo("open");
        }
        kill(owner.toHandle());

        assertThat(boxed.sandboxes.left()).containsExactly("job-1");
        var found = boxed.sandboxes.open("job-1", Sandboxed.needs("15")).owner();
        assertThat(boxed.ask(found, "SELECT a FROM public.t")).isEqualTo("1");

        boxed.sandboxes.close("job-1");
        assertThat(Leftovers.of(boxed.root, users("job-1"))).isEmpty();
    }

    /// Runs code in a sandbox until it is killed.
    static final class Coder {

        private Coder() {}

        public static void main(String[] arguments) throws Exception {
            new PostgresSandboxes(Path.of(arguments[0]), Production.unpacked(), Sandboxed::artifact)
                    .run(
                            arguments[1],
                            new Invocation(
                                    List.of("sh", "-c", "touch ~/begun; sleep 600"),
                                    Map.of(),
                                    Path.of("/"),
                                    ""),
                            List.of(),
                            Duration.ofMinutes(5));
        }
    }

    @Test
    void codeThatADeadJobHasLeftIsEndedByTheNextAndWithItsSandbox() throws Exception {
        boxed.open("job-1");
        var place = SandboxPlace.of(boxed.root, "job-1");
        var user = place.program("code").user();
        for (int i = 0; i < 2; i++) {
            var coder = process(Coder.class, "job-1");
            while (!Files.exists(place.scratch().resolve("begun"))) {
                assertThat(coder.isAlive()).isTrue();
                Thread.sleep(Duration.ofMillis(2));
            }
            kill(coder.toHandle());
            assertThat(Leftovers.processesOf(user)).isNotEmpty();
            if (i == 0) {
                var next =
                        boxed.sandboxes.run(
                                "job-1",
                                new Invocation(
                                        List.of("rm", "/scratch/begun"),
                                        Map.of(),
                                        Path.of("/"),
                                        ""),
                                List.of(),
                                Duration.ofMinutes(1));
                assertThat(next.code()).isZero();
                assertThat(Leftovers.processesOf(user)).isEmpty();
            }
        }

        boxed.sandboxes.close("job-1");

        assertThat(Leftovers.of(boxed.root, List.of(place.server().user(), user))).isEmpty();
    }

    @Test
    void aServerThatIsKilledTakesItsBoxWithIt() throws Exception {
        boxed.open("job-1");
        var postmaster = postmaster("job-1");

        kill(postmaster);
        boxed.awaitEnd("job-1");

        assertThat(Leftovers.processesOf(users("job-1").getFirst())).isEmpty();
        var anew = boxed.open("job-1");
        assertThat(boxed.ask(anew, "SELECT 1")).isEqualTo("1");
    }

    /// Both by the databases' own door, which comes to sandboxes too.
    @Test
    void sessionsToASandboxThatDiedAreClosedWithIt() throws Exception {
        var connections = new Connections();
        var sandboxes =
                new PostgresSandboxes(
                        boxed.root,
                        Production.unpacked(),
                        Sandboxed::artifact,
                        Clients.INSTALLED,
                        connections);
        var owner = sandboxes.open("job-1", Sandboxed.needs("15")).owner();
        var job = connections.under("run-1", 1);
        var atWork =
                new FutureTask<>(
                        () -> job.with(owner, session -> session.one("SELECT pg_sleep(60)")));
        Thread.ofPlatform().start(atWork);
        var waiting = job.with(owner, session -> OpenSessions.process(session.connection()));
        while (connections.own(owner).size() < 2) {
            assertThat(atWork.isDone()).isFalse();
            Thread.sleep(Duration.ofMillis(2));
        }
        assertThat(connections.own(owner)).contains(waiting);

        kill(postmaster("job-1"));
        boxed.awaitEnd("job-1");
        assertThatThrownBy(atWork::get).hasCauseInstanceOf(Fault.class);
        sandboxes.close("job-1");

        assertThat(connections.own(owner)).isEmpty();
    }

    /// One of the box's user has a parent that is not: the one outside that holds the box.
    private ProcessHandle postmaster(String name) {
        var user = users(name).getFirst();
        var inside = Leftovers.processesOf(user);
        return inside.stream()
                .map(path -> ProcessHandle.of(Long.parseLong(path.substring("/proc/".length()))))
                .flatMap(java.util.Optional::stream)
                .filter(process ->
                        process.parent()
                                .map(parent -> !inside.contains("/proc/" + parent.pid()))
                                .orElse(true))
                .findFirst()
                .orElseThrow();
    }

    /// At every moment of an opening, from the first file to the ready server.
    @ParameterizedTest
    @CsvSource("10, 20261121")
    void openingsThatAreKilledLeaveNothingOnceTheyAreClosed(int many, long seed) throws Exception {
        var random = new Random(seed);
        var names = new ArrayList<String>();
        for (int i = 0; i < many; i++) {
            var name = "job-" + i;
            names.add(name);
            var owner = opener(name);
            awaitDirectory(name, owner);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(900));
            kill(owner.toHandle());
        }

        for (var name : boxed.sandboxes.left()) {
            boxed.sandboxes.close(name);
        }

        assertThat(Leftovers.of(boxed.root, users(names.toArray(String[]::new)))).isEmpty();
    }

    private void awaitDirectory(String name, Process owner) throws InterruptedException {
        while (owner.isAlive() && !Files.exists(boxed.root.resolve(name))) {
            Thread.sleep(Duration.ofMillis(2));
        }
    }

    @Test
    void twentyBoxesThatWereOpenAndKilledLeaveNothing() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            var name = "job-" + i;
            names.add(name);
            boxed.open(name);
            if (i % 2 == 0) {
                kill(postmaster(name));
            }
        }

        for (var name : names) {
            boxed.sandboxes.close(name);
            boxed.sandboxes.close(name);
        }

        assertThat(boxed.sandboxes.left()).isEmpty();
        assertThat(Leftovers.of(boxed.root, users(names.toArray(String[]::new)))).isEmpty();
    }

    private List<Integer> users(String... names) {
        return java.util.Arrays.stream(names)
                .map(name -> SandboxPlace.of(boxed.root, name).server().user())
                .toList();
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(20, TimeUnit.SECONDS);
    }
}
