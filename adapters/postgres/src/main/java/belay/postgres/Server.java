package belay.postgres;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A PostgreSQL server of our own: `data` and its log in one directory. It outlives the process
/// that started it, and is found again.
record Server(Binaries binaries, Place place, Owner owner) {

    private static final String START_SECONDS = "3600";

    private static final String PROGRAMS = "programs";

    /// The server that `prepareDirectory` once made at `place`.
    static Server found(Place place) throws IOException {
        var programs = place.directory().resolve(PROGRAMS);
        var bin =
                Files.exists(programs) ? Files.readString(programs) : place.directory().toString();
        return new Server(new Binaries(Path.of(bin)), place, Owner.of(place.directory()));
    }

    Path data() {
        return place.directory().resolve("data");
    }

    Path log() {
        return place.directory().resolve("server.log");
    }

    /// Makes an empty directory that the server's user can reach and write.
    void prepareDirectory() throws IOException {
        Files.createDirectories(place.directory());
        Files.setPosixFilePermissions(
                place.directory(), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(place.directory().resolve(PROGRAMS), binaries.bin().toString());
        owner.own(place.directory());
    }

    boolean exists() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    boolean running() throws Fault, InterruptedException {
        return exists() && control("-D", data().toString(), "status").code() == 0;
    }

    /// @param superuser its only role, with the password that `passwordFile` holds
    void initialise(String superuser, Path passwordFile) throws Fault, InterruptedException {
        try {
            prepareDirectory();
            var half = place.directory().resolve("data.half");
            Trees.remove(half);
            var ran =
                    ran(
                            List.of(
                                    binaries.program("initdb").toString(),
                                    "-D",
                                    half.toString(),
                                    "-U",
                                    superuser,
                                    "-A",
                                    "scram-sha-256",
                                    "--pwfile=" + passwordFile,
                                    "-E",
                                    "UTF8",
                                    "--locale=C.UTF-8",
                                    "--data-checksums",
                                    "--no-instructions"));
            if (ran.code() != 0) {
                throw failed("initdb", ran);
            }
            Files.move(half, data());
        } catch (IOException e) {
            throw disk(e);
        }
    }

    /// Starts it unless it runs. Two callers at once start it once.
    void start() throws Fault, InterruptedException {
        try (var lock =
                        FileChannel.open(
                                place.directory().resolve("start.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (!held.isValid() || running()) {
                return;
            }
            var ran =
                    control(
                            "-D",
                            data().toString(),
                            "-w",
                            "-t",
                            START_SECONDS,
                            "-s",
                            "-l",
                            log().toString(),
                            "start");
            if (ran.code() != 0) {
                throw failed("pg_ctl start", new Ran(ran.code(), ran.output() + lastOfLog()));
            }
        } catch (IOException e) {
            throw disk(e);
        }
    }

    void stop() throws Fault, InterruptedException {
        if (!running()) {
            return;
        }
        var ran = control("-D", data().toString(), "-w", "-t", "60", "-s", "-m", "fast", "stop");
        if (ran.code() != 0 && running()) {
            throw failed("pg_ctl stop", ran);
        }
    }

    void remove() throws Fault, InterruptedException {
        stop();
        try {
            Trees.remove(place.directory());
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private Ran control(String... arguments) throws Fault, InterruptedException {
        var words = new ArrayList<>(List.of(binaries.program("pg_ctl").toString()));
        words.addAll(Arrays.asList(arguments));
        return ran(words);
    }

    private record Ran(int code, String output) {}

    /// The output goes to a file: a pipe would stay open as long as the server lives.
    private Ran ran(List<String> command) throws Fault, InterruptedException {
        Path output = null;
        try {
            output = Files.createTempFile("belay", ".out");
            var builder = new ProcessBuilder(owner.runs(command));
            builder.directory(place.directory().toFile());
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_ALL", "C.UTF-8");
            var process = builder.start();
            try {
                process.waitFor();
            } finally {
                if (process.isAlive()) {
                    process.destroy();
                    process.waitFor(10, TimeUnit.SECONDS);
                }
            }
            return new Ran(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw disk(e);
        } finally {
            if (output != null) {
                var _ = output.toFile().delete();
            }
        }
    }

    private String lastOfLog() throws IOException {
        if (!Files.exists(log())) {
            return "";
        }
        var lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }

    private Fault failed(String program, Ran ran) throws Fault, InterruptedException {
        for (var needed : List.of(binaries.bin(), place.directory())) {
            var shut = shut(needed);
            if (shut.isPresent()) {
                return unreachable(program, needed, shut.get());
            }
        }
        var problem =
                Problem.of(
                                "POSTGRES:"
                                        + program.toUpperCase(java.util.Locale.ROOT)
                                                .replace(' ', '_'),
                                program
                                        + " of "
                                        + place.directory()
                                        + " failed: "
                                        + ran.output().strip())
                        .advice(advice(ran.output()));
        return new Fault.Permanent(problem);
    }

    /// The first directory on the way there that the server's user may not pass. Who runs as that
    /// user needs no looking: what failed has named it.
    private Optional<Path> shut(Path needed) throws Fault, InterruptedException {
        if (!Owner.root()) {
            return Optional.empty();
        }
        var way = new ArrayList<Path>();
        for (var at = needed.toAbsolutePath(); at != null; at = at.getParent()) {
            way.addFirst(at);
        }
        for (var directory : way) {
            if (ran(List.of("test", "-x", directory.toString())).code() != 0) {
                return Optional.of(directory);
            }
        }
        return Optional.empty();
    }

    private Fault unreachable(String program, Path needed, Path shut) {
        return new Fault.Permanent(
                Problem.of(
                                "POSTGRES:UNREACHABLE",
                                program
                                        + " failed: the server's user, number "
                                        + owner.uid()
                                        + ", cannot reach "
                                        + needed)
                        .value(shut.toString())
                        .expected("a directory that this user may pass")
                        .advice(
                                "Run `chmod o+x "
                                        + shut
                                        + "`, or set BELAY_HOME to a directory below which"
                                        + " everybody may pass, e.g. /var/lib/belay"));
    }

    private String advice(String output) {
        if (output.contains("Address already in use")) {
            return "Port "
                    + place.port()
                    + " is taken: stop what listens there or choose another port";
        }
        if (output.contains("Permission denied")) {
            return "Every directory above "
                    + place.directory()
                    + " must let the server's user pass";
        }
        if (output.contains("No space left")) {
            return "Free space and run `belay resume`";
        }
        return "The server's own words are in " + log();
    }

    private Fault disk(IOException e) {
        return new Fault.Permanent(
                Problem.of("POSTGRES:FILES", "the server directory cannot be used: " + e)
                        .value(place.directory().toString())
                        .advice("Check rights and space"),
                e);
    }
}
