package belay.store;

import belay.document.Sha256;
import belay.run.Picker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Knows this process, and whether another one on this machine is dead.
final class Processes {

    /// Start times are computed from the time of boot, which clock corrections shift a little.
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final String machine = machine();

    Picker self() {
        var self = ProcessHandle.current();
        return new Picker(machine, self.pid(), started(self).orElse(Instant.EPOCH));
    }

    /// @return true only if it is certain
    boolean dead(Picker picker) {
        if (!picker.machine().equals(machine)) {
            return false;
        }
        var process = ProcessHandle.of(picker.pid());
        return process.isEmpty()
                || !process.get().isAlive()
                || unreaped(picker.pid())
                || started(process.get()).filter(start -> other(start, picker)).isPresent();
    }

    private static boolean other(Instant start, Picker picker) {
        return Duration.between(start, picker.started()).abs().compareTo(SLACK) > 0;
    }

    private static Optional<Instant> started(ProcessHandle process) {
        return process.info().startInstant();
    }

    /// A killed process whose parent never asks for it stays in the table. proc(5): the state
    /// follows the last `)` of `stat`.
    private static boolean unreaped(long pid) {
        var stat = read(Path.of("/proc/" + pid + "/stat"));
        int name = stat.lastIndexOf(')');
        return name >= 0 && stat.length() > name + 2 && "ZX".indexOf(stat.charAt(name + 2)) >= 0;
    }

    /// The host's name, with what tells two boots, and two containers with one name, apart.
    private static String machine() {
        var boot = read(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        return hostName() + "-" + Sha256.hex(boot + space()).substring(0, 8);
    }

    private static String space() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return "";
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException absent) {
            return "";
        }
    }
}
