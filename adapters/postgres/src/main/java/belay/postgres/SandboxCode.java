package belay.postgres;

import belay.outside.Fault;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.outside.Sandboxes;
import belay.outside.Sandboxes.Needs;
import belay.postgres.box.Bounds;
import belay.postgres.box.Box;
import belay.postgres.box.BoxedProgram;
import belay.postgres.box.Item;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Runs code of the operator's on the job's database, in a box of its own.
///
/// The box has what a program needs, by the paths that it has outside: a virtual environment of
/// Python, for one, knows its own place. Nothing that is put in comes to lie below what code can
/// write, where a link of its own could lead root out of the box: `/tmp` is new and empty each
/// time, and the scratch is put in last.
final class SandboxCode {

    private static final int PROCESSES = 200;

    private static final int SHARE_OF_DISK = 8;

    private static final int SHARE_OF_MEMORY = 4;

    private static final Path LOCAL = Path.of("/usr/local");

    /// Where Debian's programs of several names are told apart, `awk` among them.
    private static final Path ALTERNATIVES = Path.of("/etc/alternatives");

    private static final List<String> ENVIRONMENT =
            List.of(
                    "PATH=/usr/local/bin:/usr/bin:/bin",
                    "HOME=" + Sandboxes.SCRATCH,
                    "TMPDIR=" + Sandboxes.SCRATCH);

    private final SandboxPlace place;
    private final Needs needs;

    SandboxCode(SandboxPlace place, Needs needs) {
        this.place = place;
        this.needs = needs;
    }

    Exit run(Invocation command, List<Path> folders, Duration limit)
            throws Fault, InterruptedException {
        try {
            for (var folder : folders) {
                requireOutsideOfScratch(folder);
            }
            var box = place.program("code");
            box.remove();
            scratch(box.user());
            var run =
                    new BoxedProgram(box)
                            .run(
                                    new Box.Contents(
                                            items(folders), environment(command), words(command)),
                                    new Bounds(needs.memory(), PROCESSES, time(limit)));
            return switch (run.met()) {
                case NONE -> new Exit(run.ended().code(), run.ended().words());
                case TIME -> throw new Fault.Permanent(late(limit));
                case MEMORY -> throw new Fault.Permanent(large());
            };
        } catch (IOException e) {
            throw SandboxFaults.files(place.directory(), e);
        }
    }

    private static void requireOutsideOfScratch(Path folder) throws Fault {
        if (folder.startsWith(Sandboxes.SCRATCH)) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "SANDBOX:CODE_PLACE",
                                    "code cannot lie where it writes in its sandbox")
                            .value(folder.toString())
                            .expected("a folder that is not below " + Sandboxes.SCRATCH)
                            .advice("Move the folder"));
        }
    }

    private void scratch(int user) throws IOException, InterruptedException, Fault {
        if (Mounts.mounted(place.scratch())) {
            return;
        }
        long bytes = needs.disk() / SHARE_OF_DISK;
        var room = SandboxRoom.at(place.root());
        if (room.free() < bytes) {
            throw new Fault.Permanent(
                    Problem.of("SANDBOX:SPACE", "there is no room for what code writes")
                            .value(room.free() + " bytes free, " + room.holders())
                            .expected(bytes + " bytes at " + place.directory())
                            .advice("Free space, or let BELAY_HOME name another disk"));
        }
        Files.deleteIfExists(place.scratchDisk());
        Mounts.image(place.scratchDisk(), bytes, user);
        Mounts.mount(place.scratchDisk(), place.scratch());
    }

    private List<Item> items(List<Path> folders) throws IOException {
        var items = new ArrayList<Item>();
        items.add(new Item.Memory(needs.memory() / SHARE_OF_MEMORY, "/tmp"));
        var script = BoxScripts.copy("run.sh", place.directory());
        items.add(new Item.ReadOnly(script, "/run.sh"));
        Stream.concat(
                        Stream.of(LOCAL, ALTERNATIVES).filter(Files::isDirectory),
                        Stream.concat(Stream.of(place.socket()), folders.stream()))
                .forEach(folder -> items.add(new Item.ReadOnly(folder, folder.toString())));
        items.add(new Item.Writable(place.scratch(), Sandboxes.SCRATCH));
        return items;
    }

    private static List<String> environment(Invocation command) {
        var environment = new ArrayList<>(ENVIRONMENT);
        new TreeMap<>(command.environment())
                .forEach((name, value) -> environment.add(name + "=" + value));
        return environment;
    }

    private static List<String> words(Invocation command) {
        var words = new ArrayList<>(List.of("/bin/sh", "/run.sh"));
        words.add(command.directory().toString());
        words.addAll(command.words());
        return words;
    }

    private Duration time(Duration limit) throws Fault {
        var left =
                needs.deadline().minus(Duration.between(place.server().started(), Instant.now()));
        var time = limit.compareTo(left) < 0 ? limit : left;
        return time.isPositive() ? time : Duration.ofSeconds(1);
    }

    private Problem late(Duration limit) {
        return Problem.of("SANDBOX:TIME", "the code of a hop was ended: its time was over")
                .expected(
                        "an end within "
                                + limit.toSeconds()
                                + " s, and of the whole job within "
                                + needs.deadline().toSeconds()
                                + " s")
                .advice("Allow the job more time, with --within");
    }

    private Problem large() {
        return Problem.of("SANDBOX:MEMORY", "the code of a hop was ended: it wanted more memory")
                .expected("at most " + needs.memory() + " bytes")
                .advice("Allow the job more, with --memory");
    }
}
