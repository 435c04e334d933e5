package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import belay.postgres.box.Bounds;
import belay.postgres.box.Box;
import belay.postgres.box.Item;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Brings the server of one sandbox to life.
///
/// Its superuser has a name that nobody else knows and is let in only from outside the box, by the
/// user that the kernel says is asking (`peer`), and only to the databases of the server itself:
/// what a stranger has put into the job's database never meets more rights than the job has.
final class SandboxServer {

    private static final int PROCESSES = 200;

    private static final Duration START = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(10);

    /// The last major whose schema `public` belongs to the superuser.
    private static final double PUBLIC_IS_NOT_THE_OWNERS = 14;

    private static final double CHECKSUMS_UNLESS_TOLD = 18;

    private static final String ROLE =
            """
            CREATE ROLE job LOGIN
                NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            REVOKE ALL ON DATABASE postgres, template0, template1 FROM PUBLIC;
            """;

    private static final String DATABASE = "CREATE DATABASE job OWNER job TEMPLATE template1";

    private final SandboxPlace place;
    private final Programs programs;
    private final Needs needs;
    private final Connections connections;
    private final String superuser = "s" + random();

    SandboxServer(SandboxPlace place, Programs programs, Needs needs, Connections connections) {
        this.place = place;
        this.programs = programs;
        this.needs = needs;
        this.connections = connections;
    }

    private static String random() {
        var bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// The place must be empty.
    SandboxCard start() throws Fault, InterruptedException {
        try {
            place.requireShortPath();
            Files.createDirectories(place.directory());
            Files.setPosixFilePermissions(
                    place.directory(), PosixFilePermissions.fromString("rwx------"));
            requireSpace();
            var box = place.server();
            var missing = new ArrayList<>(Mounts.socket(place.socket(), box.user()));
            writeSettings();
            Mounts.image(place.disk(), needs.disk(), box.user());
            missing.addAll(box.start(contents(), bounds()));
            awaitServer(box);
            furnish();
            var card = new SandboxCard(needs, superuser, missing);
            card.write(place.card());
            return card;
        } catch (IOException e) {
            throw SandboxFaults.files(place.directory(), e);
        }
    }

    private void requireSpace() throws IOException, Fault {
        long free = Files.getFileStore(place.directory()).getUsableSpace();
        if (free < needs.disk()) {
            throw new Fault.Permanent(
                    Problem.of("SANDBOX:SPACE", "there is no room for the sandbox's data")
                            .value(free + " bytes free")
                            .expected(needs.disk() + " bytes at " + place.directory())
                            .advice("Free space, or let BELAY_HOME name another disk"));
        }
    }

    private Box.Contents contents() {
        var items = new ArrayList<Item>(programs.items());
        items.add(new Item.Image(place.disk(), "/data"));
        items.add(new Item.Writable(place.socket(), "/socket"));
        items.add(new Item.ReadOnly(place.settings(), "/settings"));
        var command = new ArrayList<String>();
        command.addAll(List.of("/bin/sh", "/settings/server.sh"));
        command.addAll(List.of(programs.bin().toString(), superuser));
        if (programs.number() >= CHECKSUMS_UNLESS_TOLD) {
            command.add("--no-data-checksums");
        }
        // When memory runs out, the kernel takes a session and not the server.
        return new Box.Contents(
                items,
                List.of("PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj", "PG_OOM_ADJUST_VALUE=500"),
                command);
    }

    private Bounds bounds() {
        return new Bounds(needs.memory(), PROCESSES, needs.deadline());
    }

    private void writeSettings() throws IOException {
        Files.createDirectories(place.settings());
        Files.setPosixFilePermissions(
                place.settings(), PosixFilePermissions.fromString("rwxr-xr-x"));
        write("postgresql.conf", SandboxSettings.text(needs, programs.number()));
        write(
                "pg_hba.conf",
                """
                local  postgres,template1  %s   peer map=belay
                local  postgres,template1  all  reject
                local  all                 job  trust
                local  all                 all  reject
                """
                        .formatted(superuser));
        write("pg_ident.conf", "belay " + System.getProperty("user.name") + " " + superuser + "\n");
        try (var script = SandboxServer.class.getResourceAsStream("server.sh")) {
            if (script == null) {
                throw new IOException("this build of Belay has no server.sh");
            }
            write("server.sh", new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void write(String name, String text) throws IOException {
        var file = place.settings().resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private void awaitServer(Box box) throws Fault, InterruptedException, IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (!box.lives() || System.nanoTime() > end) {
                throw new Fault.Permanent(
                        Problem.of(
                                        "SANDBOX:START",
                                        "the sandbox's PostgreSQL "
                                                + programs.major()
                                                + " does not start: "
                                                + said(box))
                                .value(programs.home().toString())
                                .advice("Run `belay doctor`; its own words are in " + box.log()));
            }
            Thread.sleep(POLL);
        }
    }

    private static String said(Box box) throws IOException {
        if (!Files.exists(box.log())) {
            return "nothing";
        }
        var lines = Files.readAllLines(box.log(), StandardCharsets.ISO_8859_1);
        return String.join("; ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private boolean answers() throws InterruptedException {
        if (!Files.exists(place.socket().resolve(".s.PGSQL." + SandboxSettings.PORT))) {
            return false;
        }
        try {
            return connections.alone(
                    maintenance("postgres"), session -> session.yes("SELECT true"));
        } catch (Fault notYet) {
            return false;
        }
    }

    private void furnish() throws Fault, InterruptedException {
        connections.alone(
                maintenance("template1"),
                session -> {
                    session.execute(ROLE);
                    if (programs.number() <= PUBLIC_IS_NOT_THE_OWNERS) {
                        session.execute("ALTER SCHEMA public OWNER TO job");
                    }
                    return true;
                });
        connections.alone(
                maintenance("postgres"),
                session -> {
                    session.execute(DATABASE);
                    return true;
                });
    }

    private Endpoint maintenance(String database) {
        return place.endpoint(database, superuser);
    }
}
