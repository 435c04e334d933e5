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
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows this process, and whether another one on this machine is dead; ends one that is silent.
final class Processes {

    /// Start times are computed from the time of boot, which clock corrections shift a little.
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final Duration ENDED_WITHIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Processes.class);

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

    /// Ends a process that was not heard of, before somebody else does its work. One that is only
    /// stopped would go on in the middle of a deed when it is continued, and the fence of the
    /// journal is asked before a deed, not within it.
    ///
    /// On another machine, or where this user may not, it is left to that fence.
    void end(Picker silent) {
        if (!silent.machine().equals(machine)
                || silent.pid() == ProcessHandle.current().pid()
                || dead(silent)) {
            return;
        }
        ProcessHandle.of(silent.pid()).ifPresent(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + ENDED_WITHIN.toNanos();
        while (!dead(silent) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        if (dead(silent)) {
            LOG.warn("{} was silent and is ended", silent);
        } else {
            LOG.warn("{} is silent and cannot be ended", silent);
        }
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
