package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host.Invocation;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Long-running processes that outlive Belay, one for each name.
///
/// Three things find one again: its file (number and time of start); when Belay died before it
/// wrote the file, its mark in the environment; and the lock it holds, which also keeps a second
/// one from starting.
final class Services {

    private static final String VARIABLE = "BELAY_PROCESS";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Duration UNTIL_STARTED = Duration.ofSeconds(10);
    private static final Set<String> TOOLS = Set.of("setsid", "flock", "setpriv", "jspawnhelper");
    private static final int ATTEMPTS = 5;
    private static final int MOST_WORDS = 2000;
    private static final long PAUSE_MILLIS = 5;

    private final Path directory;
    private final Locks locks;

    Services(Path state, Locks locks) {
        this.directory = state.toAbsolutePath().normalize().resolve("processes");
        this.locks = locks;
    }

    /// @return how long `log` was when the process was started
    long start(String name, Invocation invocation, Path log) throws Fault {
        requireName(name);
        try (var _ = locks.take("process-" + name)) {
            Files.createDirectories(directory);
            Files.createDirectories(Disk.directoryOf(log));
            for (int attempt = 0; !runs(name); attempt++) {
                if (attempt == ATTEMPTS) {
                    throw Faults.permanent(
                            "TAKEN",
                            "a process that was started as " + name + " holds " + alive(name),
                            "end it; `fuser " + alive(name) + "` shows its number");
                }
                long before = Files.exists(log) ? Files.size(log) : 0;
                Disk.replace(begin(name), Long.toString(before));
                if (started(name, invocation, log, before)) {
                    return before;
                }
            }
            return Files.exists(begin(name)) ? Long.parseLong(Files.readString(begin(name))) : 0;
        } catch (IOException failed) {
            throw Faults.of("start " + name, directory, failed);
        }
    }

    /// False if another process of this name was there first.
    private boolean started(String name, Invocation invocation, Path log, long before)
            throws Fault, IOException {
        Process process =
                Launch.service(invocation, mark(name), alive(name))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        var being = Being.find(process.pid());
        if (runsItsProgram(process)) {
            if (being.isPresent()) {
                ProcessFile.write(file(name), being.get());
            }
            return true;
        }
        if (process.exitValue() == Launch.TAKEN) {
            return false;
        }
        refuseIfNeverStarted(name, log, before);
        return true;
    }

    /// Waits until our own tools have become the program; what it does then is not our matter.
    private static boolean runsItsProgram(Process process) throws Fault {
        long began = System.nanoTime();
        while (process.isAlive()) {
            Optional<Path> program =
                    Being.find(process.pid()).flatMap(Being::program).map(Path::getFileName);
            if (program.filter(one -> !TOOLS.contains(one.toString())).isPresent()
                    || System.nanoTime() - began > UNTIL_STARTED.toNanos()) {
                return true;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw Faults.passing("INTERRUPTED", "interrupted while a process started", "");
            }
        }
        return false;
    }

    /// A program may end at once; only what our own tools wrote is a fault here.
    private static void refuseIfNeverStarted(String name, Path log, long before)
            throws Fault, IOException {
        String words;
        try (var input = Files.newInputStream(log)) {
            input.skipNBytes(before);
            words = new String(input.readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
        }
        if (TOOLS.stream().anyMatch(tool -> words.startsWith(tool + ": "))) {
            throw Faults.permanent(
                    "NOT_STARTED", name + " cannot be started: " + words.strip(), "");
        }
    }

    boolean runs(String name) throws Fault {
        requireName(name);
        return !group(name).members().isEmpty();
    }

    void stop(String name, Duration within) throws Fault, InterruptedException {
        requireName(name);
        try (var _ = locks.take("process-" + name)) {
            group(name).end(within);
            Files.deleteIfExists(file(name));
        } catch (IOException failed) {
            throw Faults.of("stop " + name, file(name), failed);
        }
    }

    private Group group(String name) throws Fault {
        Optional<Being> written = ProcessFile.read(file(name)).filter(Being::lives);
        Optional<Being> first =
                written.isPresent()
                        ? written
                        : ProcessFile.holder(alive(name)).filter(Being::lives);
        return new Group(first.orElse(Group.NOBODY), mark(name));
    }

    private Group.Mark mark(String name) {
        return new Group.Mark(VARIABLE, name + "@" + directory);
    }

    private Path file(String name) {
        return directory.resolve(name + ".process");
    }

    /// Where in its log the process that was started last begins.
    private Path begin(String name) {
        return directory.resolve(name + ".begin");
    }

    private Path alive(String name) {
        return directory.resolve(name + ".alive");
    }

    private static void requireName(String name) {
        if (!NAME.matches(name)) {
            throw new IllegalArgumentException("not a name for a process: " + name);
        }
    }
}
