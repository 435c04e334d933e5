package belay.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `pg_dump` and `pg_restore`, where a distribution puts them.
///
/// @param home holds `bin` with both, and what they find beside it
record ClientTools(Path home, int major) {

    private static final Pattern VERSIONED = Pattern.compile("(?:postgresql-|pgsql-)?(\\d{1,2})");

    Path bin() {
        return home.resolve("bin");
    }

    /// A client serves servers of its own release and older ones.
    static Optional<ClientTools> find(int serverMajor) {
        return all().stream()
                .filter(tools -> tools.major() >= serverMajor)
                .min(Comparator.comparingInt(ClientTools::major));
    }

    static List<ClientTools> all() {
        var found = new ArrayList<ClientTools>();
        for (var root :
                List.of("/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt")) {
            for (var directory : below(Path.of(root))) {
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

    private static List<Path> below(Path root) {
        try (Stream<Path> paths = Files.list(root)) {
            return paths.toList();
        } catch (java.io.IOException e) {
            return List.of();
        }
    }
}
