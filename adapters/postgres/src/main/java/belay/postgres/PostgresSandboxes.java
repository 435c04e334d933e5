package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import belay.outside.Sandboxes.Sandbox;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// PostgreSQL servers in boxes, one for each job. Thread-safe.
///
/// A sandbox lives apart from the process that opened it: the next one finds it under its name.
/// When nobody does, its deadline ends it, and [#left()] tells that it is there to be closed.
public final class PostgresSandboxes {

    private final Path root;
    private final Path programs;
    private final Connections connections = new Connections();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /// @param root where sandboxes lie, absolute; its path short, because it begins that of sockets
    /// @param programs where servers' programs are unpacked
    public PostgresSandboxes(Path root, Path programs) {
        this.root = root;
        this.programs = programs;
    }

    public List<String> majors() throws Fault {
        return Programs.all(programs).stream().map(Programs::major).distinct().toList();
    }

    public Sandbox open(String name, Needs needs) throws Fault, InterruptedException {
        var place = SandboxPlace.of(root, name);
        synchronized (lock(name)) {
            var living = find(name);
            if (living.isPresent()) {
                return living.get();
            }
            close(name);
            var chosen = programs(needs.major());
            try {
                Files.createDirectories(root);
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
                return sandbox(place, new SandboxServer(place, chosen, needs, connections).start());
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

    public Endpoint endpoint(String name) {
        return SandboxPlace.of(root, name).endpoint(SandboxPlace.JOB, SandboxPlace.JOB);
    }

    public void close(String name) throws Fault, InterruptedException {
        var place = SandboxPlace.of(root, name);
        synchronized (lock(name)) {
            try {
                for (var box : place.boxes()) {
                    box.remove();
                }
                Mounts.unmount(place.socket());
                Trees.remove(place.directory());
            } catch (IOException e) {
                throw SandboxFaults.files(place.directory(), e);
            }
        }
    }

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
        var all = Programs.all(programs);
        return all.stream()
                .filter(programs -> programs.major().equals(major))
                .findFirst()
                .orElseThrow(() ->
                        new Fault.Permanent(
                                Problem.of(
                                                "SANDBOX:NO_PROGRAMS",
                                                "there is no PostgreSQL server of that major here")
                                        .value(major)
                                        .expected(
                                                String.join(
                                                        ", ",
                                                        all.stream()
                                                                .map(Programs::major)
                                                                .distinct()
                                                                .toList()))
                                        .advice("Install the package postgresql-" + major)));
    }

    private static Sandbox sandbox(SandboxPlace place, SandboxCard card) {
        return new Sandbox(
                place.directory().getFileName().toString(),
                card.needs(),
                place.endpoint(SandboxPlace.JOB, SandboxPlace.JOB),
                card.missing());
    }
}
