package belay.hosts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A living process as `/proc/PID/stat` shows it (proc(5)). Number and start together name it; the
/// number alone is given to another one later.
///
/// @param session number of the process that called setsid, which is also the first of the group
/// @param start ticks since the machine started (field 22)
record Being(long pid, long parent, long session, long start) {

    private static final Path PROC = Path.of("/proc");

    /// Parent and session change in a life; who it is does not.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Being being && being.pid == pid && being.start == start;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * start + pid);
    }

    static Optional<Being> find(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            return of(pid, stat);
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /// The second field is the program's name in parentheses, which may hold blanks and parentheses
    /// itself.
    private static Optional<Being> of(long pid, String stat) {
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "));
        boolean dead = fields.getFirst().equals("Z") || fields.getFirst().equals("X");
        return dead
                ? Optional.empty()
                : Optional.of(
                        new Being(
                                pid,
                                Long.parseLong(fields.get(1)),
                                Long.parseLong(fields.get(3)),
                                Long.parseLong(fields.get(19))));
    }

    static List<Being> all() throws IOException {
        try (var entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .flatMap(name -> find(Long.parseLong(name)).stream())
                    .toList();
        }
    }

    boolean lives() {
        return find(pid).filter(now -> now.start == start).isPresent();
    }

    /// The value its environment had for `variable` when its program began.
    Optional<String> environment(String variable) {
        try {
            String all =
                    Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            return List.of(all.split("\0")).stream()
                    .filter(word -> word.startsWith(variable + "="))
                    .findFirst()
                    .map(word -> word.substring(variable.length() + 1));
        } catch (IOException endedOrNotOurs) {
            return Optional.empty();
        }
    }

    /// The program it runs now, links followed; empty when it ended.
    Optional<Path> program() {
        try {
            return Optional.of(Files.readSymbolicLink(PROC.resolve(pid + "/exe")));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
