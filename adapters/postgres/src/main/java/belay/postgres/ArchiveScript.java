package belay.postgres;

import belay.outside.Fault;
import belay.postgres.box.Bounds;
import belay.postgres.box.Box;
import belay.postgres.box.BoxedProgram;
import belay.postgres.box.BoxedProgram.Ended;
import belay.postgres.box.Item;
import belay.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The script of an archive, which only `pg_restore` can read: a damaged one makes it crash, and
/// one of a directory may name any file, so it runs where there is no other file to name.
final class ArchiveScript {

    private static final int PROCESSES = 8;

    /// Its list of contents is held in memory; rows pass through.
    private static final long MEMORY = 1L << 30;

    private static final Pattern UNSUPPORTED =
            Pattern.compile("unsupported version \\((\\d\\.\\d+)\\)");

    /// Which releases write which version (`K_VERS_*` in PostgreSQL's `pg_backup_archiver.h`).
    private static final Map<String, String> SINCE = Map.of("1.15", "16", "1.16", "17");

    private ArchiveScript() {}

    static InputStream open(Path root, Clients clients, Path archive, Duration deadline)
            throws Fault, InterruptedException {
        var tools = newest(clients);
        try {
            var room = WorkRoom.make(root);
            try {
                return new Closing(program(room, tools, archive, deadline), room);
            } catch (IOException | Fault | InterruptedException | RuntimeException e) {
                room.close();
                throw e;
            }
        } catch (IOException e) {
            throw SandboxFaults.files(archive, e);
        }
    }

    private static ClientTools newest(Clients clients) throws Fault {
        return clients.all().stream()
                .max(Comparator.comparingInt(ClientTools::major))
                .orElseThrow(() ->
                        new Fault.Permanent(
                                Problem.of(
                                                "SANDBOX:NO_PG_RESTORE",
                                                "an archive is read by pg_restore, and there is none")
                                        .expected("pg_restore as new as the archive")
                                        .advice("Install the package postgresql-client")));
    }

    private static InputStream program(
            WorkRoom room, ClientTools tools, Path archive, Duration deadline)
            throws IOException, Fault, InterruptedException {
        var items = new ArrayList<>(Programs.items(tools.home()));
        var command = new ArrayList<String>();
        command.add(tools.bin().resolve("pg_restore").toString());
        command.add("--file=-");
        var input = archive.toAbsolutePath();
        if (Files.isDirectory(archive)) {
            letRead(archive);
            items.add(new Item.ReadOnly(input, "/archive"));
            command.addAll(List.of("--format=directory", "/archive"));
            input = BoxedProgram.NO_INPUT;
        }
        return new BoxedProgram(room.box())
                .read(
                        new Box.Contents(items, List.of(), command),
                        input,
                        new Bounds(MEMORY, PROCESSES, deadline),
                        ended -> problem(ended, tools.major()));
    }

    /// The user in the box is nobody here; who gets at the directory at all is settled above it.
    private static void letRead(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (var file : files.toList()) {
                let(file, PosixFilePermission.OTHERS_READ);
            }
        }
        let(directory, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);
    }

    private static void let(Path path, PosixFilePermission... more) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return;
        }
        var permissions = Files.getPosixFilePermissions(path);
        if (permissions.addAll(List.of(more))) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    private static Problem problem(Ended ended, int major) {
        var words = ended.words().lines().limit(3).map(String::strip).toList();
        var unsupported = UNSUPPORTED.matcher(ended.words());
        if (unsupported.find()) {
            return tooOld(unsupported.group(1), major);
        }
        return Problem.of(
                        "SANDBOX:ARCHIVE",
                        "pg_restore cannot read the archive: " + String.join("; ", words))
                .value("pg_restore " + major + ", status " + ended.code())
                .advice(
                        "Make the dump again; if it comes from a newer release, install the package"
                                + " postgresql-client of that release");
    }

    private static Problem tooOld(String version, int major) {
        return Problem.of(
                        "SANDBOX:OLD_PG_RESTORE",
                        "the archive is of version "
                                + version
                                + ", which the newest pg_restore here does not read")
                .value("pg_restore " + major)
                .expected(SINCE.getOrDefault(version, "one as new as the pg_dump") + " or newer")
                .advice(
                        "Install the package postgresql-client of the release that made the dump,"
                                + " or make a plain one (pg_dump --format=plain), which needs none");
    }

    /// Takes its room away with it.
    private static final class Closing extends FilterInputStream {

        private final WorkRoom room;

        Closing(InputStream script, WorkRoom room) {
            super(script);
            this.room = room;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                leave();
            }
        }

        private void leave() throws IOException {
            try {
                room.close();
            } catch (Fault fault) {
                throw new IOException(fault.problem().reason(), fault);
            }
        }
    }
}
