package belay.postgres;

import belay.document.Sha256;
import belay.outside.Fault;
import belay.postgres.box.Bounds;
import belay.postgres.box.Box;
import belay.postgres.box.BoxedProgram;
import belay.postgres.box.Item;
import belay.postgres.load.Loader;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// An empty server with the job's role and database, made once for each release of the programs:
/// unpacking it takes a tenth of the time of making one.
record SandboxTemplate(Programs programs, Path directory) {

    /// The server's owner. It is let in only by the user that the kernel says is asking, from
    /// outside the box, and only to databases that the job's role cannot enter.
    static final String SUPERUSER = "belay_keeper";

    private static final long MEBIBYTE = 1 << 20;

    private static final Bounds BOUNDS = new Bounds(1024 * MEBIBYTE, 50, Duration.ofMinutes(2));

    /// The last major whose schema `public` belongs to the superuser, and not to the owner of the
    /// database.
    private static final double PUBLIC_IS_NOT_THE_OWNERS = 14;

    private static final double CHECKSUMS_UNLESS_TOLD = 18;

    /// Policies hide no row from the job's role (`FORCE ROW LEVEL SECURITY` would hide them from
    /// the owner): else they could be neither compared nor dumped. It adds no right, for an owner
    /// could drop the policies.
    ///
    /// A server of one session takes a statement to end at an empty line.
    private static final String TEMPLATE1 =
            """
            CREATE ROLE job LOGIN
            NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;

            REVOKE ALL ON DATABASE postgres, template0, template1 FROM PUBLIC;

            """
                    + Loader.REPLICATION_ROLE;

    private static final String PUBLIC =
            """
            ALTER SCHEMA public OWNER TO job;

            """;

    private static final String POSTGRES =
            """
            CREATE DATABASE job OWNER job TEMPLATE template1;

            """;

    /// The tar; made if it is not there. Two that make it at once make the same.
    Path file() throws Fault, InterruptedException {
        try {
            var file = directory.resolve(name() + ".tar");
            if (!Files.exists(file)) {
                make(file);
            }
            return file;
        } catch (IOException e) {
            throw e.getCause() instanceof Fault fault ? fault : SandboxFaults.files(directory, e);
        }
    }

    /// Other programs at the same place make another template.
    private String name() throws IOException {
        var program = programs.bin().resolve("postgres");
        var digest = Sha256.digest();
        for (var part : List.of(program, Files.getLastModifiedTime(program), TEMPLATE1, PUBLIC)) {
            digest.update(part.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return programs.major() + "-" + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private void make(Path file) throws IOException, Fault, InterruptedException {
        try (var room = WorkRoom.make(directory)) {
            var half = room.directory().resolve("half.tar");
            var contents = contents(room.directory());
            try (var tar =
                    new BoxedProgram(room.box())
                            .read(contents, BoxedProgram.NO_INPUT, BOUNDS, this::problem)) {
                Files.copy(tar, half);
            }
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Box.Contents contents(Path own) throws IOException {
        var items = new ArrayList<>(programs.items());
        items.add(new Item.Memory(BOUNDS.memory() / 2, "/data"));
        items.add(new Item.ReadOnly(BoxScripts.copy("template.sh", own), "/template.sh"));
        var isForeign = programs.number() <= PUBLIC_IS_NOT_THE_OWNERS;
        items.add(statements(own, "template1.sql", isForeign ? TEMPLATE1 + PUBLIC : TEMPLATE1));
        items.add(statements(own, "postgres.sql", POSTGRES));
        var command = new ArrayList<String>();
        command.addAll(List.of("/bin/sh", "/template.sh", programs.bin().toString(), SUPERUSER));
        if (programs.number() >= CHECKSUMS_UNLESS_TOLD) {
            command.add("--no-data-checksums");
        }
        return new Box.Contents(items, List.of(), command);
    }

    private static Item statements(Path own, String name, String text) throws IOException {
        return new Item.ReadOnly(BoxScripts.write(own.resolve(name), text), "/" + name);
    }

    private Problem problem(BoxedProgram.Ended ended) {
        var words = ended.words().lines().toList();
        var last = words.subList(Math.max(0, words.size() - 3), words.size());
        return Problem.of(
                        "SANDBOX:TEMPLATE",
                        "an empty PostgreSQL "
                                + programs.major()
                                + " cannot be made: "
                                + String.join("; ", last))
                .value(programs.home().toString())
                .advice("Run `belay doctor`: it says what this machine lacks");
    }
}
