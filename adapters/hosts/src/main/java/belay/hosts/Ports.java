package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The TCP ports of this machine, read from `/proc/net` (proc(5)), so that a listener on any
/// address counts.
final class Ports {

    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String LISTENS = "0A";

    /// Below the range from which Linux gives ports to outgoing connections, so that a staging
    /// server finds its port free again when it is started once more.
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;

    private final Set<Integer> handedOut = new HashSet<>();

    /// Each Belay begins elsewhere, so that two seldom meet.
    private int next = (int) (ProcessHandle.current().pid() * 37 % COUNT);

    boolean listens(int port) throws Fault {
        String ending = String.format(":%04X", port);
        for (Path table : TABLES) {
            try {
                if (Files.exists(table)
                        && Files.readAllLines(table).stream()
                                .map(line -> line.strip().split("\\s+"))
                                .anyMatch(words ->
                                        words.length > 3
                                                && words[1].endsWith(ending)
                                                && words[3].equals(LISTENS))) {
                    return true;
                }
            } catch (IOException failed) {
                throw Faults.of("see which ports are in use", table, failed);
            }
        }
        return false;
    }

    synchronized int free() throws Fault {
        for (int attempt = 0; attempt < COUNT; attempt++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            if (!handedOut.contains(port) && binds(port)) {
                handedOut.add(port);
                return port;
            }
        }
        throw Faults.passing(
                "NO_PORT",
                "no port is free between " + FIRST + " and " + (FIRST + COUNT - 1),
                "end what listens there");
    }

    private static boolean binds(int port) {
        try (var _ = new ServerSocket(port)) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
