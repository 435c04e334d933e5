package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Commands that end by themselves. Each carries the name of the Belay that waits for it, so that
/// what a dead one left running is ended before the next command begins.
final class Commands {

    static final String TOO_LONG = "TOO_LONG";

    private static final String VARIABLE = "BELAY_COMMAND";
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 20;

    /// What our own tools say when they could not start the program.
    private static final Set<String> TOOLS = Set.of("setsid: ", "setpriv: ");

    private final String belays;
    private final Being self;
    private final AtomicLong count = new AtomicLong();

    /// @param state the directory whose Belays clear up after one another
    Commands(Path state) {
        belays = state.toAbsolutePath().normalize() + "|";
        self = Being.find(ProcessHandle.current().pid()).orElse(Group.NOBODY);
    }

    Exit run(Invocation invocation, Duration limit) throws Fault, InterruptedException {
        endOrphans();
        var mark =
                new Group.Mark(
                        VARIABLE,
                        belays + self.pid() + "|" + self.start() + "|" + count.incrementAndGet());
        ProcessBuilder builder = Launch.command(invocation, mark);
        Process process;
        try {
            process = builder.start();
        } catch (IOException failed) {
            throw Faults.of(
                    "start " + invocation.words().getFirst(), invocation.directory(), failed);
        }
        var group = new Group(Being.find(process.pid()).orElse(Group.NOBODY), mark);
        return finish(process, group, invocation.words().getFirst(), limit);
    }

    private static Exit finish(Process process, Group group, String program, Duration limit)
            throws Fault, InterruptedException {
        var tail = new Tail();
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("output of " + process.pid())
                        .start(() -> tail.drain(process.getInputStream()));
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            if (!ended(process, group, deadline)) {
                endForSure(group);
                throw Faults.passing(
                        TOO_LONG,
                        program + " did not end within " + limit + " and was killed",
                        lastLine(tail.text()));
            }
            reader.join(LAST_WORDS);
        } catch (InterruptedException interrupted) {
            endForSure(group);
            throw interrupted;
        }
        return exit(process.exitValue(), tail.text());
    }

    /// Whoever interrupts a second time is told afterwards: nothing may be left running.
    private static void endForSure(Group group) throws Fault {
        boolean again = false;
        for (boolean ended = false; !ended; ) {
            try {
                group.end(GRACE);
                ended = true;
            } catch (InterruptedException interrupted) {
                again = true;
            }
        }
        if (again) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ended(Process process, Group group, long deadline)
            throws Fault, InterruptedException {
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        while (!group.members().isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    private static Exit exit(int code, String output) throws Fault {
        if (code != 0 && TOOLS.stream().anyMatch(output::startsWith)) {
            throw Faults.permanent("NOT_STARTED", output.strip(), "");
        }
        return new Exit(code, output);
    }

    /// Ends what a Belay of the same state directory was waiting for when it died.
    void endOrphans() throws Fault, InterruptedException {
        Set<String> left;
        try {
            left =
                    Being.all().stream()
                            .flatMap(being -> being.environment(VARIABLE).stream())
                            .filter(value -> value.startsWith(belays))
                            .filter(value -> !waitedFor(value))
                            .collect(Collectors.toSet());
        } catch (IOException failed) {
            throw Faults.of("list the processes", Path.of("/proc"), failed);
        }
        for (String value : left) {
            new Group(Group.NOBODY, new Group.Mark(VARIABLE, value)).end(GRACE);
        }
    }

    private boolean waitedFor(String mark) {
        String[] owner = mark.substring(belays.length()).split("\\|", -1);
        return Being.find(Long.parseLong(owner[0]))
                .filter(being -> being.start() == Long.parseLong(owner[1]))
                .isPresent();
    }

    static String lastLine(String output) {
        String text = output.strip();
        return text.isEmpty()
                ? "It wrote nothing"
                : "Its last line was: " + text.substring(text.lastIndexOf('\n') + 1);
    }
}
