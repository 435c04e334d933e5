package belay.postgres;

import belay.outside.DumpScript;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.outside.Meter;
import belay.outside.Sandboxes;
import belay.postgres.box.Machine;
import belay.postgres.load.Loader;
import belay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// PostgreSQL servers in boxes, one for each job. Thread-safe.
///
/// A sandbox lives apart from the process that opened it: the next one finds it under its name.
/// When nobody does, its deadline ends it, and [#left()] tells that it is there to be closed.
public final class PostgresSandboxes implements Sandboxes {

    private static final long GIBIBYTE = 1L << 30;

    private final Path root;
    private final Path programs;
    private final Supply supply;
    private final Clients clients;
    private final Connections connections;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /// @param root where sandboxes lie, absolute; its path short, because it begins that of sockets
    /// @param programs where servers' programs are unpacked
    /// @param supply brings programs of majors that are not installed
    public PostgresSandboxes(Path root, Path programs, Supply supply) {
        this(root, programs, supply, Clients.INSTALLED, new Connections());
    }

    /// @param connections by which the servers are reached, also by others
    PostgresSandboxes(
            Path root, Path programs, Supply supply, Clients clients, Connections connections) {
        this.root = root;
        this.programs = programs;
        this.supply = supply;
        this.clients = clients;
        this.connections = connections;
    }

    @Override
    public List<String> majors() throws Fault {
        return Programs.all(programs).stream().map(Programs::major).distinct().toList();
    }

    @Override
    public long room() throws Fault, InterruptedException {
        try {
            return SandboxRoom.at(root).free();
        } catch (IOException e) {
            throw SandboxFaults.files(root, e);
        }
    }

    @Override
    public long memory() throws Fault {
        try {
            return Math.clamp(Machine.memory() / 4, GIBIBYTE, 4 * GIBIBYTE);
        } catch (IOException e) {
            throw SandboxFaults.files(Machine.MEMORY, e);
        }
    }

    @Override
    public Optional<Problem> whyNoDump(String major) {
        return clients.whyNone(major);
    }

    @Override
    public Sandbox open(String name, Needs needs) throws Fault, InterruptedException {
        var place = SandboxPlace.of(root, name);
        synchronized (lock(name)) {
            var living = find(name);
            if (living.isPresent()) {
                hold(place);
                return living.get();
            }
            close(name);
            var chosen = programs(needs.major());
            try {
                Files.createDirectories(root);
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
                var template = new SandboxTemplate(chosen, programs.resolve("templates")).file();
                var server = new SandboxServer(place, chosen, needs, connections);
                return sandbox(place, server.start(template));
            } catch (IOException e) {
                throw SandboxFaults.files(root, e);
            } catch (Fault | InterruptedException | RuntimeException e) {
                close(name);
                throw e;
            }
        }
    }

    /// The sandbox of that name with all that is in it, if it still runs; nothing is started.
    public Optional<Sandbox> find(String name) throws Fault {
        var place = SandboxPlace.of(root, name);
        try {
            return Files.exists(place.card()) && place.server().lives()
                    ? Optional.of(sandbox(place, SandboxCard.read(place.card())))
                    : Optional.empty();
        } catch (IOException e) {
            throw SandboxFaults.files(place.directory(), e);
        }
    }

    @Override
    public Endpoint endpoint(String name) {
        return SandboxPlace.of(root, name).job(SandboxPlace.JOB);
    }

    /// The copy belongs to the same role. Nothing of the stranger's runs while it is made.
    @Override
    public Endpoint duplicate(String name, String database) throws Fault, InterruptedException {
        var place = SandboxPlace.of(root, name);
        if (!SandboxPlace.named(database)) {
            throw new IllegalArgumentException("not the name of a database: " + database);
        }
        synchronized (lock(name)) {
            requireLiving(name);
            SandboxCopy.make(connections, place.maintenance(), database);
            return place.job(database);
        }
    }

    /// One at a time in each sandbox.
    @Override
    public Exit run(String name, Invocation command, List<Path> folders, Duration limit)
            throws Fault, InterruptedException {
        var place = SandboxPlace.of(root, name);
        synchronized (lock(name + " runs code")) {
            var needs = requireLiving(name).needs();
            return new SandboxCode(place, needs).run(command, folders, limit);
        }
    }

    @Override
    public Loaded load(Sandbox sandbox, DumpScript script, Repairs repairs, Meter meter)
            throws Fault, InterruptedException {
        requireLiving(sandbox.name());
        try {
            var place = SandboxPlace.of(root, sandbox.name());
            var roles = new SandboxRoles(connections, place.maintenance());
            var loaded = Loader.load(sandbox.owner(), roles, script, repairs, meter);
            forgetSettings(place);
            return loaded;
        } catch (Fault.Transient gone) {
            var trouble = trouble(sandbox.name());
            throw trouble.isPresent() ? new Fault.Permanent(trouble.get(), gone) : gone;
        }
    }

    /// What a script has set for its role or its database would be so in every session to come.
    private void forgetSettings(SandboxPlace place) throws Fault, InterruptedException {
        connections.alone(
                place.maintenance(),
                session -> {
                    session.execute("ALTER ROLE job RESET ALL");
                    session.execute("ALTER ROLE job IN DATABASE job RESET ALL");
                    session.execute("ALTER DATABASE job RESET ALL");
                    return true;
                });
    }

    @Override
    public InputStream script(Path archive, Duration deadline) throws Fault, InterruptedException {
        return ArchiveScript.open(root, clients, archive, deadline);
    }

    /// One at a time from each sandbox.
    @Override
    public Written dump(String name, Output form, Path file, Meter meter)
            throws Fault, InterruptedException {
        var place = SandboxPlace.of(root, name);
        synchronized (lock(name + " is dumped")) {
            var needs = requireLiving(name).needs();
            return new SandboxDump(place, needs, clients).write(form, file.toAbsolutePath(), meter);
        }
    }

    /// Which bound of a sandbox was met, as far as it is seen from outside.
    public Optional<Problem> trouble(String name) throws Fault {
        var place = SandboxPlace.of(root, name);
        try {
            return Files.exists(place.card())
                    ? SandboxTrouble.of(place, SandboxCard.read(place.card()).needs())
                    : Optional.empty();
        } catch (IOException e) {
            throw SandboxFaults.files(place.directory(), e);
        }
    }

    private Sandbox requireLiving(String name) throws Fault {
        var living = find(name);
        if (living.isEmpty()) {
            throw SandboxFaults.gone(name, trouble(name));
        }
        hold(SandboxPlace.of(root, name));
        return living.get();
    }

    private static void hold(SandboxPlace place) throws Fault {
        try {
            Holder.take(place.holder());
        } catch (IOException e) {
            throw SandboxFaults.files(place.directory(), e);
        }
    }

    @Override
    public void close(String name) throws Fault, InterruptedException {
        var place = SandboxPlace.of(root, name);
        synchronized (lock(name)) {
            connections.closeTo(place.socket().toString());
            try {
                for (var box : place.boxes()) {
                    box.remove();
                }
                Mounts.unmount(place.socket());
                Mounts.unmount(place.scratch());
                Trees.remove(place.directory());
            } catch (IOException e) {
                throw SandboxFaults.files(place.directory(), e);
            }
        }
    }

    @Override
    public List<String> left() throws Fault {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(SandboxPlace::named)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw SandboxFaults.files(root, e);
        }
    }

    private Object lock(String name) {
        return locks.computeIfAbsent(name, any -> new Object());
    }

    private Programs programs(String major) throws Fault {
        for (var there : Programs.all(programs)) {
            if (there.major().equals(major)) {
                return there;
            }
        }
        return PinnedPrograms.fetch(major, programs, supply).orElseThrow(() -> unknown(major));
    }

    private static Fault unknown(String major) {
        return new Fault.Permanent(
                Problem.of(
                                "SANDBOX:NO_PROGRAMS",
                                "there is no PostgreSQL server of that major here")
                        .value(major)
                        .advice("Install the package postgresql-" + major));
    }

    private static Sandbox sandbox(SandboxPlace place, SandboxCard card) {
        return new Sandbox(
                place.directory().getFileName().toString(),
                card.needs(),
                place.job(SandboxPlace.JOB),
                card.missing());
    }
}
