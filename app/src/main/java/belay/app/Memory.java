package belay.app;

import belay.api.Records;
import belay.api.Witness;
import belay.api.evidence.EvidenceFiles;
import belay.document.TextFile;
import belay.outside.Databases.Place;
import belay.outside.DumpFiles;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Sandboxes;
import belay.postgres.Postgres;
import belay.problem.Problem;
import belay.run.Driver;
import belay.run.Guard;
import belay.run.Journal;
import belay.run.Pace;
import belay.run.Picker;
import belay.run.RunId;
import belay.run.StepCodec;
import belay.run.Timings;
import belay.run.Watches;
import belay.step.Moments;
import belay.step.World;
import belay.store.Store;
import belay.system.SystemName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Opens Belay's memory when it is first needed, and closes what it has opened. Thread-safe.
final class Memory implements Records, AutoCloseable {

    private static final String SUPERUSER = "belay";
    private static final int RUNS_AT_ONCE = 4;

    private final Settings settings;
    private final Postgres postgres;
    private final DumpFiles dumps;
    private final Sandboxes sandboxes;
    private final Host host;
    private final StepCodec codec;
    private final String version;
    private final Moments moments = new Moments();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Workforce workforce;
    private @Nullable Store store;
    private Store.@Nullable Worker worker;

    Memory(
            Settings settings,
            Postgres postgres,
            DumpFiles dumps,
            Sandboxes sandboxes,
            Host host,
            StepCodec codec,
            Workforce workforce,
            String version) {
        this.settings = settings;
        this.postgres = postgres;
        this.dumps = dumps;
        this.sandboxes = sandboxes;
        this.host = host;
        this.codec = codec;
        this.workforce = workforce;
        this.version = version;
    }

    private Path directory() {
        return settings.home().resolve("store");
    }

    private Path port() {
        return settings.home().resolve("store.port");
    }

    @Override
    public boolean exist() {
        return switch (settings.memory()) {
            case Settings.Memory.Embedded() -> Files.exists(port());
            case Settings.Memory.Outside _ -> true;
        };
    }

    private synchronized Store store() throws Fault, InterruptedException {
        var known = store;
        if (known != null) {
            return known;
        }
        var made =
                switch (settings.memory()) {
                    case Settings.Memory.Embedded() -> open(embedded());
                    case Settings.Memory.Outside(var url, var user, var passwordFile) ->
                            Store.open(url, user, password(passwordFile));
                };
        opened.add(made);
        store = made;
        return made;
    }

    private static Store open(Endpoint server) throws Fault {
        return Store.open(
                "jdbc:postgresql://"
                        + server.host()
                        + ":"
                        + server.port()
                        + "/"
                        + server.database(),
                server.user(),
                password(server.passwordFile()));
    }

    private static String password(String file) throws Fault {
        if (file.isEmpty()) {
            return "";
        }
        return switch (TextFile.secret(Path.of(file))) {
            case TextFile.Text(var password) -> password;
            case TextFile.Unfit(var found) ->
                    throw new Fault.Permanent(
                            Problem.of("STORE:PASSWORD_FILE", "the store's password cannot be read")
                                    .value(file + ": " + found)
                                    .expected("a file that holds the password in one line")
                                    .advice(
                                            "Write the password into it, with mode 600 and owned by"
                                                    + " Belay's user, or correct"
                                                    + " BELAY_STORE_PASSWORD_FILE"));
        };
    }

    /// The port is chosen once. Two processes at once make one server.
    private Endpoint embedded() throws Fault, InterruptedException {
        try {
            Files.createDirectories(settings.home());
            try (var lock =
                            FileChannel.open(
                                    settings.home().resolve("store.lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                int port =
                        Files.exists(port()) && held.isValid()
                                ? Integer.parseInt(Files.readString(port()).strip())
                                : host.freePort();
                var server = postgres.embedded(new Place(directory(), port), SUPERUSER);
                remember(port);
                return server;
            }
        } catch (IOException | NumberFormatException e) {
            throw new Fault.Permanent(
                    Problem.of("STORE:HOME", "the store cannot be set up: " + e)
                            .value(settings.home().toString())
                            .advice(
                                    "Let BELAY_HOME name a folder that Belay may write; see belay"
                                            + " doctor"),
                    e);
        }
    }

    /// Written last: as long as it is missing nothing was ever remembered.
    private void remember(int port) throws IOException {
        if (!Files.exists(port())) {
            Files.writeString(port(), port + "\n");
        }
    }

    @Override
    public Journal journal() throws Fault, InterruptedException {
        return store().journal();
    }

    @Override
    public Timings timings() throws Fault, InterruptedException {
        return store().timings();
    }

    @Override
    public World world() throws Fault, InterruptedException {
        return new World(
                postgres,
                dumps,
                sandboxes,
                host,
                store().backups(),
                store().rehearsals(),
                store().waivers(),
                moments,
                InstantSource.system());
    }

    @Override
    public void work(RunId run) throws Fault, InterruptedException {
        switch (workforce) {
            case Workforce.Others(var detached) -> detached.start("worker", run);
            case Workforce.Alone _, Workforce.Watched _ -> worker();
        }
    }

    @Override
    public Watches watches() throws Fault, InterruptedException {
        return store().watches();
    }

    /// Makes this process a worker.
    synchronized Store.Worker worker() throws Fault, InterruptedException {
        var known = worker;
        if (known != null) {
            return known;
        }
        var witness = new Witness(journal(), world(), version, settings.home());
        var journal = new WitnessedJournal(journal(), witness, new EvidenceFiles());
        var driver = new Driver(journal, codec, world(), Pace.DEFAULT, guard());
        var made = store().work(driver, RUNS_AT_ONCE, ours());
        opened.add(made);
        worker = made;
        return made;
    }

    private Predicate<SystemName> ours() {
        return switch (workforce) {
            case Workforce.Alone(var ours) -> ours;
            case Workforce.Others _, Workforce.Watched _ -> _ -> true;
        };
    }

    private Guard guard() throws Fault, InterruptedException {
        return switch (workforce) {
            case Workforce.Alone _, Workforce.Others _ -> Guard.NONE;
            case Workforce.Watched(var detached) ->
                    new Watchdogs(detached, store().watches(), store().thisProcess());
        };
    }

    Picker thisProcess() throws Fault, InterruptedException {
        return store().thisProcess();
    }

    /// What was opened last is closed first. The server goes on: the next command finds it.
    @Override
    public synchronized void close() {
        for (var one : opened.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        opened.clear();
    }
}
