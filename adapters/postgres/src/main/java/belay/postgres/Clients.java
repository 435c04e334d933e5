package belay.postgres;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folders below which each release of the client tools has its own.
record Clients(List<Path> folders) {

    /// Where distributions put them.
    static final Clients INSTALLED =
            new Clients(
                    Stream.of("/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt")
                            .map(Path::of)
                            .toList());

    private static final Pattern VERSIONED = Pattern.compile("(?:postgresql-|pgsql-)?(\\d{1,2})");

    Clients {
        folders = List.copyOf(folders);
    }

    /// A client serves servers of its own release and older ones.
    Optional<ClientTools> find(int serverMajor) {
        return all().stream()
                .filter(tools -> tools.major() >= serverMajor)
                .min(Comparator.comparingInt(ClientTools::major));
    }

    /// Why none of them serves a server of this major; empty if one does.
    ///
    /// @param server such as `9.6` or `15`
    Optional<Problem> whyNone(String server) {
        int major = number(server);
        if (find(major).isPresent()) {
            return Optional.empty();
        }
        var there = all().stream().map(tools -> Integer.toString(tools.major())).toList();
        return Optional.of(
                Problem.of("SANDBOX:NO_PG_DUMP", "no pg_dump here is as new as the server")
                        .value(there.isEmpty() ? "none" : String.join(", ", there))
                        .expected(major + " or newer")
                        .advice("Install the package postgresql-client-" + major));
    }

    /// Of `9.6` it is 10, since a client of 9 is older.
    private static int number(String server) {
        return (int) Math.ceil(Double.parseDouble(server));
    }

    /// @throws Fault.Permanent if none serves it
    ClientTools require(String server) throws Fault {
        var none = whyNone(server);
        if (none.isPresent()) {
            throw new Fault.Permanent(none.get());
        }
        return find(number(server)).orElseThrow();
    }

    List<ClientTools> all() {
        var found = new ArrayList<ClientTools>();
        for (var folder : folders) {
            for (var directory : below(folder)) {
                var version = VERSIONED.matcher(directory.getFileName().toString());
                if (version.matches()
                        && Files.isExecutable(directory.resolve("bin/pg_dump"))
                        && Files.isExecutable(directory.resolve("bin/pg_restore"))) {
                    found.add(new ClientTools(directory, Integer.parseInt(version.group(1))));
                }
            }
        }
        return found;
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
