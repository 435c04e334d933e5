package belay.postgres.box;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Processes that reach nothing but what is put in with them: namespaces of their own, another
/// root, a user of their own without a capability, no network.
///
/// It lives apart from whoever started it and is found again by its directory. It ends when its
/// first process does, when its time is over, or when it is killed; then its mounts are gone, and
/// [#remove()] takes away the rest.
///
/// @param directory of this box alone, absolute; nothing of it is seen inside
public record Box(Path directory) {

    private static final int LOG_BYTES = 256 * 1024;

    private static final int SHARE_OF_SHARED_MEMORY = 4;

    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /// Nobody can make anything in it, once it is in the box: directories of others that are put
    /// below it are made before.
    private static final String ETC = "/etc";

    private static final List<String> INSIDE =
            List.of("/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8");

    /// What is in a box.
    ///
    /// @param command the first process, and its arguments; seen by everybody on this machine
    /// @param environment added to an empty one; seen as well
    public record Contents(List<Item> items, List<String> environment, List<String> command) {

        public Contents {
            items = List.copyOf(items);
            environment = List.copyOf(environment);
            command = List.copyOf(command);
        }
    }

    /// The user inside.
    public int user() {
        return Users.of(directory);
    }

    /// Starts it. The streams of its processes go to [#log()].
    ///
    /// @return the bounds that could not be set, each with what would help
    /// @throws Fault.Permanent if this machine cannot make boxes
    public List<String> start(Contents contents, Bounds bounds) throws Fault, InterruptedException {
        try {
            var made = prepare(contents, bounds);
            var builder = builder(command(contents, bounds, made.directories(), log().toString()));
            builder.redirectInput(new File("/dev/null"));
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            awaitWords(builder.start());
            return made.missing();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// While one program of the chain gives its place to the next, a process has no words for a
    /// moment, and the box would be taken for dead. Once the watch has a child, it keeps its own.
    private static void awaitWords(Process watch) throws InterruptedException {
        while (watch.isAlive() && watch.children().findAny().isEmpty()) {
            Thread.sleep(2);
        }
    }

    /// Starts it with its output held by the caller.
    ///
    /// @param input is opened outside of the box, with Belay's own rights
    Process hold(Contents contents, Bounds bounds, Path input) throws Fault {
        try {
            var made = prepare(contents, bounds);
            return builder(command(contents, bounds, made.directories(), ""))
                    .redirectInput(input.toFile())
                    .start();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Cgroups.Made prepare(Contents contents, Bounds bounds) throws IOException, Fault {
        Machine.require();
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(root());
        Files.createDirectories(etc());
        var user = user();
        known(
                "passwd",
                "root:x:0:0::/:/bin/false\nbox:x:" + user + ":" + user + "::/:/bin/false\n");
        known("group", "root:x:0:\nbox:x:" + user + ":\n");
        for (var item : contents.items()) {
            if (item instanceof Item.ReadOnly(_, var inside) && inside.startsWith(ETC + "/")) {
                Files.createDirectories(etc().resolve(inside.substring(ETC.length() + 1)));
            }
        }
        Files.setPosixFilePermissions(etc(), PosixFilePermissions.fromString("rwxr-xr-x"));
        script("box.sh");
        script("watch.sh");
        return groups().make(bounds);
    }

    /// What programs ask about users; whatever the mask of Belay's own files is, they may read it.
    private void known(String name, String text) throws IOException {
        var file = etc().resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private List<String> command(Contents contents, Bounds bounds, List<Path> groups, String log) {
        var words = new ArrayList<String>();
        words.addAll(List.of("setsid", "sh", directory.resolve("watch.sh").toString()));
        words.add(Long.toString(Math.max(1, bounds.deadline().toSeconds())));
        words.addAll(List.of(log, Integer.toString(LOG_BYTES)));
        words.addAll(List.of("unshare", "--mount", "--pid", "--net", "--ipc", "--uts"));
        words.addAll(List.of("--fork", "--kill-child", "sh", box().toString()));
        words.addAll(List.of(root().toString(), Integer.toString(user())));
        groups.forEach(group -> words.addAll(List.of("--cgroup", group.toString())));
        words.addAll(List.of("--shm", Long.toString(bounds.memory() / SHARE_OF_SHARED_MEMORY)));
        words.addAll(new Item.ReadOnly(etc(), ETC).words());
        contents.items().forEach(item -> words.addAll(item.words()));
        words.add("--");
        words.addAll(INSIDE);
        words.addAll(contents.environment());
        words.addAll(contents.command());
        return words;
    }

    private static ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", Machine.SEARCH_PATH);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.directory(new File("/"));
        return builder;
    }

    /// A copy for each box: another version of Belay may run beside.
    private void script(String name) throws IOException {
        try (InputStream script = Box.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IOException("this build of Belay has no " + name);
            }
            Files.copy(script, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path box() {
        return directory.resolve("box.sh");
    }

    private Path root() {
        return directory.resolve("root");
    }

    private Path etc() {
        return directory.resolve("etc");
    }

    /// What its processes have said, at most 256 KiB of it.
    public Path log() {
        return directory.resolve("log");
    }

    private Cgroups groups() {
        return new Cgroups("belay-" + directory.getFileName() + "-" + Integer.toHexString(user()));
    }

    /// When it was started last, by the clock of its directory; the beginning of time if never.
    public Instant started() throws Fault {
        try {
            var script = directory.resolve("watch.sh");
            return Files.exists(script)
                    ? Files.getLastModifiedTime(script).toInstant()
                    : Instant.EPOCH;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    public boolean lives() {
        return !keepers().isEmpty();
    }

    /// How often a process in it was killed because its memory was used up.
    public long outOfMemory() throws Fault {
        try {
            return groups().outOfMemory();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Those that stand outside and hold the box. They are known by one of their words, the path of
    /// this box's script, so that no number of a process has to be kept.
    private List<ProcessHandle> keepers() {
        var word = box().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> words(process).contains(word))
                .toList();
    }

    private static List<String> words(ProcessHandle process) {
        try {
            var line =
                    Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                            StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0", -1));
        } catch (IOException gone) {
            return List.of();
        }
    }

    /// Ends every process of it. Nothing to end is fine.
    public void kill() throws Fault, InterruptedException {
        try {
            long end = System.nanoTime() + GRACE_NANOS;
            for (var left = inside(); !left.isEmpty(); left = inside()) {
                left.forEach(ProcessHandle::destroyForcibly);
                if (System.nanoTime() > end) {
                    throw new Fault.Transient(
                            Problem.of("BOX:WILL_NOT_DIE", "processes of a box do not end")
                                    .value(left.toString())
                                    .advice("Look at what the kernel waits for: ps -o wchan"));
                }
                Thread.sleep(2);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private List<ProcessHandle> inside() throws IOException {
        return Stream.concat(
                        keepers().stream(),
                        groups().processes().stream()
                                .map(ProcessHandle::of)
                                .flatMap(Optional::stream))
                .distinct()
                .toList();
    }

    /// Kills it and removes everything that it has left; what the caller has put into the directory
    /// must be gone by then. Nothing there is fine.
    public void remove() throws Fault, InterruptedException {
        kill();
        try {
            groups().remove();
            for (var file : List.of("log", "box.sh", "watch.sh", "root")) {
                Files.deleteIfExists(directory.resolve(file));
            }
            removeEtc();
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void removeEtc() throws IOException {
        if (!Files.isDirectory(etc())) {
            return;
        }
        try (Stream<Path> files = Files.walk(etc())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    Fault failed(IOException e) {
        return new Fault.Permanent(
                Problem.of("BOX:FAILED", "a box cannot be made or removed: " + e)
                        .value(directory.toString())
                        .advice("Run `belay doctor`: it says what this machine lacks"),
                e);
    }
}
