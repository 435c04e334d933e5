package belay.app;

import belay.api.Dumps.Handed;
import belay.api.Dumps.Job;
import belay.api.Dumps.Use;
import belay.api.InProcess;
import belay.api.Records;
import belay.api.Shelf;
import belay.dumps.StrangersFiles;
import belay.hosts.LocalHost;
import belay.outside.Databases;
import belay.outside.DumpFiles;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Sandboxes;
import belay.outside.Sandboxes.Output;
import belay.plan.Wish;
import belay.postgres.Postgres;
import belay.postgres.PostgresSandboxes;
import belay.postgres.box.Box;
import belay.problem.Answer;
import belay.run.Driver;
import belay.run.Journal;
import belay.run.Pace;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.RunState;
import belay.run.Timings;
import belay.run.Watches;
import belay.step.Moments;
import belay.step.StepJson;
import belay.step.World;
import belay.store.Store;
import belay.testkit.Leftovers;
import belay.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Orders jobs of dumps and lets the test itself carry them out; everything outside is real.
final class DumpRig {

    private final TestPostgres memory = TestPostgres.start();
    private final Store store;
    private final Path home;
    private final Postgres postgres;
    private final LocalHost host;
    private final PostgresSandboxes sandboxes;
    private final InProcess belay;

    DumpRig() throws IOException, Fault {
        home = Files.createTempDirectory("belay");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        store = Store.open(memory.database().replaceFirst("\\?.*", ""), TestPostgres.USER, "");
        postgres = new Postgres(home.resolve("programs"));
        host = LocalHost.of(home.resolve("hosts"), home.resolve("cache"));
        sandboxes = postgres.sandboxes(home.resolve("boxes"), host::fetch);
        belay =
                new InProcess(
                        new InProcess.Person("test", "test"),
                        home,
                        new Shelf(List.of(Path.of("../packs"))),
                        postgres,
                        new StrangersFiles(),
                        sandboxes,
                        host,
                        new Hands(),
                        new RunIds(InstantSource.system(), new Random()),
                        List::of);
    }

    /// Nobody but the test works.
    private final class Hands implements Records {

        @Override
        public boolean exist() {
            return true;
        }

        @Override
        public Journal journal() {
            return store.journal();
        }

        @Override
        public Timings timings() {
            return store.timings();
        }

        @Override
        public World world() {
            return DumpRig.this.world();
        }

        @Override
        public Watches watches() {
            return store.watches();
        }

        @Override
        public void work(RunId run) {}
    }

    Journal journal() {
        return store.journal();
    }

    World world() {
        return world(postgres, new StrangersFiles(), sandboxes, host);
    }

    World world(Databases databases, DumpFiles dumps, Sandboxes boxes, Host machine) {
        return new World(
                databases,
                dumps,
                boxes,
                machine,
                store.backups(),
                store.rehearsals(),
                store.waivers(),
                new Moments(),
                InstantSource.system());
    }

    Postgres postgres() {
        return postgres;
    }

    PostgresSandboxes sandboxes() {
        return sandboxes;
    }

    Host host() {
        return host;
    }

    /// A test upgrade to 17.0.
    RunId order(Path dump, Path code, Path out) throws Fault, InterruptedException {
        return order(dump, "", code, out);
    }

    /// A test upgrade to 17.0 of one database in what pg_dumpall wrote.
    RunId order(Path dump, String only, Path code, Path out) throws Fault, InterruptedException {
        var ordered =
                belay.dumps()
                        .upgrade(
                                new Job(
                                        new Handed(
                                                dump,
                                                only,
                                                "acme",
                                                "",
                                                "",
                                                0,
                                                Duration.ofMinutes(10)),
                                        "",
                                        Wish.to("", "17.0"),
                                        Use.TESTING,
                                        List.of(code),
                                        Output.SCRIPT,
                                        out,
                                        "",
                                        ""));
        return switch (ordered) {
            case Answer.Given<Run>(var run) -> run.id();
            case Answer.Refused<Run>(var problems) -> throw new AssertionError(problems);
        };
    }

    /// Carries a run as far as it goes. Whoever takes over has lost what the one before held in
    /// memory.
    RunState carryOut(RunId run, Journal journal, World world) throws Fault, InterruptedException {
        var claim = journal.pickUp(run, store.thisProcess()).orElseThrow();
        return new Driver(journal, new StepJson(), world, Pace.DEFAULT).carryOut(claim);
    }

    Run run(RunId id) throws Fault {
        return store.journal().find(id).orElseThrow();
    }

    int user(RunId run) {
        return box(run, "server").user();
    }

    private Box box(RunId run, String name) {
        return new Box(home.resolve("boxes").resolve(run.text()).resolve(name));
    }

    /// What the sandbox of a run has left on this machine.
    List<String> leftOf(RunId run) throws IOException {
        var place = home.resolve("boxes").resolve(run.text());
        var users = Stream.of("server", "code", "dump").map(name -> box(run, name).user()).toList();
        var left = new ArrayList<>(Leftovers.of(place, users));
        if (Files.exists(place)) {
            left.add(place.toString());
        }
        return left;
    }

    /// A test that fails leaves sandboxes too.
    void close() throws Fault, InterruptedException {
        for (var name : sandboxes.left()) {
            sandboxes.close(name);
        }
        postgres.close();
        store.close();
        memory.close();
        host.remove(home);
    }
}
