package belay.postgres.box;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The groups of processes that one box is bounded by, in whichever shape this machine has them:
/// one tree for all bounds (cgroup v2), or one for each (v1).
///
/// @param name of the directories; nobody else's
record Cgroups(String name) {

    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    /// How long the kernel may take until it counts a dead process out.
    private static final int TRIES = 200;

    private static final int PAUSE_MILLIS = 10;

    /// @param missing what could not be bounded
    record Made(List<Path> directories, List<String> missing) {}

    /// Makes the groups, or takes those that are there.
    Made make(Bounds bounds) throws IOException {
        var trees = trees();
        var missing = new ArrayList<String>();
        var made = new ArrayList<Path>();
        if (trees.unified().isPresent()) {
            var group = trees.unified().get().resolve(name);
            if (made(group)) {
                made.add(group);
                write(group.resolve("memory.swap.max"), "0");
                tell(write(group.resolve("memory.max"), bounds.memory()), "memory", missing);
                tell(write(group.resolve("pids.max"), bounds.processes()), "pids", missing);
                return new Made(made, missing);
            }
        }
        var memory = trees.memory().map(tree -> tree.resolve(name)).filter(Cgroups::made);
        memory.ifPresent(made::add);
        tell(
                memory.isPresent()
                        && write(memory.get().resolve("memory.limit_in_bytes"), bounds.memory()),
                "memory",
                missing);
        memory.ifPresent(
                group -> write(group.resolve("memory.memsw.limit_in_bytes"), bounds.memory()));
        var pids = trees.pids().map(tree -> tree.resolve(name)).filter(Cgroups::made);
        pids.ifPresent(made::add);
        tell(
                pids.isPresent() && write(pids.get().resolve("pids.max"), bounds.processes()),
                "pids",
                missing);
        return new Made(made, missing);
    }

    private static void tell(boolean bounded, String controller, List<String> missing) {
        if (!bounded) {
            missing.add(
                    (controller.equals("memory")
                                    ? "the memory of all processes together is not bounded"
                                    : "the number of processes is bounded for its user alone")
                            + ": let Belay write the cgroup controller `"
                            + controller
                            + "` (run it as root, or with systemd's Delegate=yes)");
        }
    }

    private static boolean made(Path group) {
        try {
            Files.createDirectories(group);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean write(Path file, long value) {
        return write(file, Long.toString(value));
    }

    private static boolean write(Path file, String value) {
        try {
            Files.writeString(file, value);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Processes in the groups.
    List<Long> processes() throws IOException {
        var found = new ArrayList<Long>();
        for (var group : there()) {
            for (var line : lines(group.resolve("cgroup.procs"))) {
                found.add(Long.valueOf(line));
            }
        }
        return found.stream().distinct().toList();
    }

    /// How often the kernel has killed a process here because the memory was used up.
    long outOfMemory() throws IOException {
        long kills = 0;
        for (var group : there()) {
            for (var file : List.of("memory.events", "memory.oom_control")) {
                kills +=
                        lines(group.resolve(file)).stream()
                                .filter(line -> line.startsWith("oom_kill "))
                                .mapToLong(line -> Long.parseLong(line.substring(9).strip()))
                                .sum();
            }
        }
        return kills;
    }

    /// Removes the groups, which must be empty by now or very soon.
    void remove() throws IOException, InterruptedException {
        for (var group : there()) {
            for (int tried = 1; Files.exists(group); tried++) {
                try {
                    Files.deleteIfExists(group);
                } catch (FileSystemException busy) {
                    if (tried == TRIES) {
                        throw busy;
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        }
    }

    private List<Path> there() throws IOException {
        var trees = trees();
        return Stream.of(trees.unified(), trees.memory(), trees.pids())
                .flatMap(Optional::stream)
                .map(tree -> tree.resolve(name))
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (FileSystemException gone) {
            return List.of();
        }
    }

    /// Where groups are made on this machine.
    private record Trees(Optional<Path> unified, Optional<Path> memory, Optional<Path> pids) {}

    private static Trees trees() throws IOException {
        Optional<Path> unified = Optional.empty();
        Optional<Path> memory = Optional.empty();
        Optional<Path> pids = Optional.empty();
        for (var line : Files.readAllLines(MOUNTS)) {
            var fields = line.split(" ", -1);
            var place = Path.of(fields[1]);
            var options = List.of(fields[3].split(",", -1));
            if (fields[2].equals("cgroup2") && handsDown(place)) {
                unified = Optional.of(place);
            } else if (fields[2].equals("cgroup")) {
                memory = options.contains("memory") ? Optional.of(place) : memory;
                pids = options.contains("pids") ? Optional.of(place) : pids;
            }
        }
        return new Trees(unified, memory, pids);
    }

    /// Whether groups below the root of this tree have both bounds.
    private static boolean handsDown(Path tree) throws IOException {
        var below = String.join(" ", lines(tree.resolve("cgroup.subtree_control")));
        return List.of(below.split(" ", -1)).containsAll(List.of("memory", "pids"));
    }
}
