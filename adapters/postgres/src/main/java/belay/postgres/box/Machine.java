package belay.postgres.box;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a machine needs so that boxes can be made on it.
public final class Machine {

    public static final String SEARCH_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    /// Where Linux tells how much memory there is: proc(5).
    public static final Path MEMORY = Path.of("/proc/meminfo");

    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");

    private static final List<String> TOOLS =
            List.of(
                    "setsid",
                    "timeout",
                    "unshare",
                    "mount",
                    "umount",
                    "pivot_root",
                    "chroot",
                    "setpriv",
                    "mkfs.ext4");

    private Machine() {}

    /// Bytes of memory that this machine has.
    public static long memory() throws IOException {
        var matcher = TOTAL.matcher(Files.readString(MEMORY));
        if (!matcher.find()) {
            throw new IOException(MEMORY + " does not tell MemTotal");
        }
        return Long.parseLong(matcher.group(1)) << 10;
    }

    /// Why no box can be made here; empty if one can.
    public static List<Problem> problems() {
        if (!Files.isReadable(Path.of("/proc/self/ns/pid"))) {
            return List.of(
                    Problem.of("BOX:NOT_LINUX", "boxes are made of what Linux has: namespaces")
                            .value(System.getProperty("os.name"))
                            .advice("Run Belay on Linux"));
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of(
                    Problem.of("BOX:NOT_ROOT", "only root can make the boxes for strangers' dumps")
                            .value(System.getProperty("user.name"))
                            .advice(
                                    "Run Belay as root; what is in the box has another user and no"
                                            + " capability"));
        }
        return TOOLS.stream()
                .filter(tool -> !has(tool))
                .map(tool ->
                        Problem.of("BOX:TOOL_MISSING", "a program that boxes need is missing")
                                .value(tool)
                                .advice("Install the packages util-linux, coreutils, e2fsprogs"))
                .toList();
    }

    static void require() throws Fault {
        var problems = problems();
        if (!problems.isEmpty()) {
            throw new Fault.Permanent(problems.getFirst());
        }
    }

    private static boolean has(String tool) {
        return Stream.of(SEARCH_PATH.split(":", -1))
                .map(folder -> Path.of(folder, tool))
                .anyMatch(Files::isExecutable);
    }
}
