package belay.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The room on the disk on which sandboxes lie.
///
/// Their own disks take it only as they are filled, so what they were promised is not seen in what
/// the file system calls free. Who promised it again would fill the disk for everybody.
final class SandboxRoom {

    private SandboxRoom() {}

    /// Bytes that nobody has, and that no sandbox was promised.
    ///
    /// @param root where sandboxes lie; need not be there yet
    static long free(Path root) throws IOException, InterruptedException {
        var there = root.toAbsolutePath();
        while (!Files.exists(there)) {
            there = Objects.requireNonNull(there.getParent(), "the root is always there");
        }
        return Files.getFileStore(there).getUsableSpace() - promised(disks(root));
    }

    private static List<Path> disks(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> SandboxPlace.named(entry.getFileName().toString()))
                    .map(entry -> new SandboxPlace(entry).disk())
                    .filter(Files::exists)
                    .toList();
        }
    }

    /// Java does not tell how much of a file with holes is there: stat(1) does.
    private static long promised(List<Path> disks) throws IOException, InterruptedException {
        if (disks.isEmpty()) {
            return 0;
        }
        var command = new ArrayList<>(List.of("stat", "--format=%s %b %B", "--"));
        disks.forEach(disk -> command.add(disk.toString()));
        var stat = new ProcessBuilder(command).redirectErrorStream(true).start();
        stat.getOutputStream().close();
        var said = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        stat.waitFor();
        // One that was closed meanwhile is no number.
        return said.lines()
                .filter(line -> line.matches("\\d+ \\d+ \\d+"))
                .map(line -> line.split(" ", -1))
                .mapToLong(words ->
                        Long.parseLong(words[0])
                                - Long.parseLong(words[1]) * Long.parseLong(words[2]))
                .map(bytes -> Math.max(0, bytes))
                .sum();
    }
}
