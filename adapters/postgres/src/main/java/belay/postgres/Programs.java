package belay.postgres;

import belay.outside.Fault;
import belay.postgres.box.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The programs of one PostgreSQL server.
///
/// @param major e.g. `15` or `9.6`
/// @param home holds `bin`, and what the programs find beside it
record Programs(String major, Path home) {

    private static final Path SYSTEM = Path.of("/usr");

    private static final Pattern INSTALLED = Pattern.compile("(?:pgsql-)?(9\\.\\d|[1-9]\\d)");

    private static final Pattern UNPACKED = Pattern.compile("postgresql-(9\\.\\d|[1-9]\\d)\\..*");

    Path bin() {
        return home.resolve("bin");
    }

    double number() {
        return Double.parseDouble(major);
    }

    /// What a box needs to run them: nothing, where they belong to the system.
    List<Item> items() {
        return items(home);
    }

    static List<Item> items(Path home) {
        var everywhere = home.startsWith(SYSTEM) && !home.startsWith(SYSTEM.resolve("local"));
        return everywhere ? List.of() : List.of(new Item.ReadOnly(home, home.toString()));
    }

    /// Those that are installed, and those that Belay has unpacked under `unpacked`; the oldest
    /// first, installed ones before others of the same major.
    static List<Programs> all(Path unpacked) throws Fault {
        Binaries.embedded(unpacked);
        var found = new ArrayList<Programs>();
        for (var folder : List.of(Path.of("/usr/lib/postgresql"), SYSTEM, Path.of("/opt"))) {
            found.addAll(below(folder, INSTALLED));
        }
        found.addAll(below(unpacked, UNPACKED));
        return found.stream()
                .sorted(java.util.Comparator.comparingDouble(Programs::number))
                .toList();
    }

    private static List<Programs> below(Path folder, Pattern named) {
        var found = new ArrayList<Programs>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (var entry : entries.sorted().toList()) {
                var name = named.matcher(entry.getFileName().toString());
                if (name.matches()
                        && Files.isExecutable(entry.resolve("bin/initdb"))
                        && Files.isExecutable(entry.resolve("bin/postgres"))) {
                    found.add(new Programs(name.group(1), entry.toAbsolutePath()));
                }
            }
        } catch (IOException none) {
            return List.of();
        }
        return found;
    }
}
