package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;

/// Has a command make the files of a home, in an empty directory beside it.
final class Making {

    private final Commands commands;
    private final Unpacking unpacking;
    private final Locks locks;

    Making(Commands commands, Unpacking unpacking, Locks locks) {
        this.commands = commands;
        this.unpacking = unpacking;
        this.locks = locks;
    }

    void make(Invocation command, Duration limit, String origin, Home home)
            throws Fault, InterruptedException {
        String kept = "made by " + Sums.of(origin);
        Path made = home.making();
        try (var _ = locks.take("making-" + Sums.of(made.toString()))) {
            if (home.holds(kept)) {
                return;
            }
            // A dead Belay's command would go on filling the directory.
            commands.endOrphans();
            Disk.delete(made);
            Files.createDirectories(made);
            give(made, command.user());
            run(filling(command, made), limit, origin);
            requireFiles(made, origin);
            unpacking.move(made, home.path(), kept);
        } catch (IOException failed) {
            throw Faults.of("make a package in", made, failed);
        } finally {
            clear(made);
        }
    }

    private static Invocation filling(Invocation command, Path made) {
        var environment = new HashMap<>(command.environment());
        environment.replaceAll((_, value) -> value.replace(Host.MADE, made.toString()));
        return new Invocation(
                command.words().stream()
                        .map(word -> word.replace(Host.MADE, made.toString()))
                        .toList(),
                environment,
                Path.of(command.directory().toString().replace(Host.MADE, made.toString())),
                command.user());
    }

    /// One that did not end is not begun again by itself: it would take as long once more.
    private void run(Invocation command, Duration limit, String origin)
            throws Fault, InterruptedException {
        Exit exit;
        try {
            exit = commands.run(command, limit);
        } catch (Fault.Transient late) {
            if (late.problem().code().equals("HOST:" + Commands.TOO_LONG)) {
                throw failed(origin, late.problem().reason(), late.problem().advice());
            }
            throw late;
        }
        if (exit.code() != 0) {
            throw failed(origin, "exit code " + exit.code(), Commands.lastLine(exit.output()));
        }
    }

    private static void requireFiles(Path made, String origin) throws IOException, Fault {
        try (var inside = Files.list(made)) {
            if (inside.findAny().isEmpty()) {
                throw failed(
                        origin, "it ended well and left " + Host.MADE + " empty", "mend the pack");
            }
        }
    }

    private static Fault.Permanent failed(String origin, String why, String words) {
        return Faults.permanent(
                "PACKAGE_NOT_MADE",
                "the package by the " + origin + " was not made: " + why,
                words);
    }

    private static void give(Path made, String user) throws Fault, IOException {
        if (!user.isEmpty() && "root".equals(System.getProperty("user.name", ""))) {
            var account = Account.of(user);
            Files.setAttribute(made, "unix:uid", account.user(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(made, "unix:gid", account.group(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void clear(Path made) throws Fault {
        try {
            Disk.delete(made);
        } catch (IOException failed) {
            throw Faults.of("remove", made, failed);
        }
    }
}
