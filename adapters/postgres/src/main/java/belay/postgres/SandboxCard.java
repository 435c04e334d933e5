package belay.postgres;

import belay.outside.Sandboxes.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// What is kept about a sandbox outside of it, so that a later process takes it over.
record SandboxCard(Needs needs, List<String> missing) {

    SandboxCard {
        missing = List.copyOf(missing);
    }

    void write(Path file) throws IOException {
        var properties = new Properties();
        properties.setProperty("major", needs.major());
        properties.setProperty("disk", Long.toString(needs.disk()));
        properties.setProperty("memory", Long.toString(needs.memory()));
        properties.setProperty("seconds", Long.toString(needs.deadline().toSeconds()));
        for (int i = 0; i < missing.size(); i++) {
            properties.setProperty("missing." + i, missing.get(i));
        }
        var half = file.resolveSibling(file.getFileName() + ".half");
        try (var writer = Files.newBufferedWriter(half)) {
            properties.store(writer, "");
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static SandboxCard read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        var missing = new ArrayList<String>();
        for (int i = 0; properties.containsKey("missing." + i); i++) {
            missing.add(properties.getProperty("missing." + i));
        }
        return new SandboxCard(
                new Needs(
                        properties.getProperty("major", ""),
                        Long.parseLong(properties.getProperty("disk", "0")),
                        Long.parseLong(properties.getProperty("memory", "0")),
                        Duration.ofSeconds(Long.parseLong(properties.getProperty("seconds", "0")))),
                missing);
    }
}
