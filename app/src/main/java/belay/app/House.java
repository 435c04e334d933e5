package belay.app;

import belay.api.Belay;
import belay.api.InProcess;
import belay.api.Shelf;
import belay.cli.TryOut;
import belay.cli.Workers;
import belay.dumps.StrangersFiles;
import belay.hosts.LocalHost;
import belay.outside.Host;
import belay.postgres.Postgres;
import belay.run.RunIds;
import belay.step.StepJson;
import belay.tryout.KillAt;
import belay.tryout.ShopTry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;

/// Everything that Belay is made of in this process, in the order in which it starts. What was
/// opened is closed with it.
final class House implements AutoCloseable {

    private final Settings settings;
    private final Postgres postgres;
    private final Host host;
    private final KillAt killAt = new KillAt(new StepJson());
    private final Memory memory;
    private final Memory tries;
    private final Function<Memory, Belay> doors;

    House(
            Settings settings,
            Settings.Caller caller,
            String searchPath,
            Workforce workforce,
            String version) {
        var home = settings.home();
        this.settings = settings;
        this.postgres = new Postgres(home.resolve("programs"));
        var machine = LocalHost.of(home.resolve("hosts"), home.resolve("cache"));
        this.host = machine;
        var dumps = new StrangersFiles();
        var sandboxes = postgres.sandboxes(home.resolve("boxes"), machine::fetch);
        this.memory =
                new Memory(
                        settings,
                        postgres,
                        dumps,
                        sandboxes,
                        host,
                        new StepJson(),
                        workforce,
                        version);
        this.tries =
                new Memory(
                        settings,
                        postgres,
                        dumps,
                        sandboxes,
                        host,
                        killAt,
                        new Workforce.Alone(ShopTry.SYSTEM::equals),
                        version);
        this.doors =
                records ->
                        new InProcess(
                                new InProcess.Person(System.getProperty("user.name"), version),
                                home,
                                new Shelf(settings.packs()),
                                postgres,
                                dumps,
                                sandboxes,
                                host,
                                records,
                                new RunIds(InstantSource.system(), new SecureRandom()),
                                new Checkup(settings, caller, searchPath, postgres, host));
    }

    Belay belay() {
        return doors.apply(memory);
    }

    /// A try is carried out by this process, which may have to kill itself.
    TryOut tryOut() {
        return new ShopTry(doors.apply(tries), postgres, host, killAt, settings.home());
    }

    Workers workers() {
        return new OwnWorkers(memory);
    }

    @Override
    public void close() {
        tries.close();
        memory.close();
        postgres.close();
    }
}
