package belay.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The room on the disk on which sandboxes lie.
///
/// Their own disks take it only as they are filled, so what they were promised is not seen in what
/// the file system calls free. Who promised it again would fill the disk for everybody. What a job
/// was promised whose Belay died is nobody's.
///
/// @param free bytes that nobody has, and that no sandbox was promised
/// @param promised to whom → bytes that it does not have yet
record SandboxRoom(long free, Map<String, Long> promised) {

    SandboxRoom {
        promised = Map.copyOf(promised);
    }

    /// @param root where sandboxes lie; need not be there yet
    static SandboxRoom at(Path root) throws IOException, InterruptedException {
        var there = root.toAbsolutePath();
        while (!Files.exists(there)) {
            there = Objects.requireNonNull(there.getParent(), "the root is always there");
        }
        var promised = new TreeMap<String, Long>();
        for (var place : places(root)) {
            long bytes = promised(place.disk()) + promised(place.scratchDisk());
            if (bytes > 0) {
                promised.put(place.name(), bytes);
            }
        }
        long sum = promised.values().stream().mapToLong(Long::longValue).sum();
        return new SandboxRoom(Files.getFileStore(there).getUsableSpace() - sum, promised);
    }

    /// Who was promised what, for people.
    String holders() {
        return promised.isEmpty()
                ? "no other sandbox was promised any"
                : "beside what others were promised: "
                        + promised.entrySet().stream()
                                .map(one -> one.getKey() + " " + one.getValue() + " bytes")
                                .collect(Collectors.joining(", "));
    }

    private static List<SandboxPlace> places(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        var places = new ArrayList<SandboxPlace>();
        try (Stream<Path> entries = Files.list(root)) {
            for (var entry : entries.toList()) {
                var place = new SandboxPlace(entry);
                if (SandboxPlace.named(place.name())
                        && Holder.read(place.holder()).filter(Holder::lives).isPresent()) {
                    places.add(place);
                }
            }
        }
        return places;
    }

    /// Java does not tell how much of a file with holes is there: stat(1) does.
    private static long promised(Path disk) throws IOException, InterruptedException {
        var stat =
                new ProcessBuilder("stat", "--format=%s %b %B", "--", disk.toString())
                        .redirectErrorStream(true)
                        .start();
        stat.getOutputStream().close();
        var said = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        stat.waitFor();
        // One that was closed meanwhile, or is not made yet, is no number.
        if (!said.matches("\\d+ \\d+ \\d+")) {
            return 0;
        }
        var words = said.split(" ", -1);
        long there = Long.parseLong(words[1]) * Long.parseLong(words[2]);
        return Math.max(0, Long.parseLong(words[0]) - there);
    }
}
