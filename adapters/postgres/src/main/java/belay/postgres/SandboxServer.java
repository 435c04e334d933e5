package belay.postgres;

import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import belay.postgres.box.Bounds;
import belay.postgres.box.Box;
import belay.postgres.box.Item;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Brings the server of one sandbox to life.
///
/// Its superuser is let in only from outside the box, by the user that the kernel says is asking
/// (`peer`), and only to the databases of the server itself: what a stranger has put into the job's
/// database never meets more rights than the job has.
final class SandboxServer {

    private static final int PROCESSES = 200;

    private static final Duration START = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(10);

    private final SandboxPlace place;
    private final Programs programs;
    private final Needs needs;
    private final Connections connections;

    SandboxServer(SandboxPlace place, Programs programs, Needs needs, Connections connections) {
        this.place = place;
        this.programs = programs;
        this.needs = needs;
        this.connections = connections;
    }

    /// The place must be empty.
    ///
    /// @param template the server that it begins as
    SandboxCard start(Path template) throws Fault, InterruptedException {
        try {
            place.requireShortPath();
            Files.createDirectories(place.directory());
            Files.setPosixFilePermissions(
                    place.directory(), PosixFilePermissions.fromString("rwx------"));
            requireSpace();
            Holder.take(place.holder());
            var box = place.server();
            var missing = new ArrayList<>(Mounts.socket(place.socket(), box.user()));
            writeSettings();
            Mounts.image(place.disk(), needs.disk(), box.user());
            missing.addAll(box.start(contents(template), bounds()));
            awaitServer(box);
            var card = new SandboxCard(needs, missing);
            card.write(place.card());
            return card;
        } catch (IOException e) {
            throw SandboxFaults.files(place.directory(), e);
        }
    }

    private void requireSpace() throws IOException, InterruptedException, Fault {
        var room = SandboxRoom.at(place.root());
        if (room.free() < needs.disk()) {
            throw new Fault.Permanent(
                    Problem.of("SANDBOX:SPACE", "there is no room for the sandbox's data")
                            .value(room.free() + " bytes free, " + room.holders())
                            .expected(needs.disk() + " bytes at " + place.directory())
                            .advice(
                                    "Free space, wait for those jobs (`belay dump status`), or let"
                                            + " BELAY_HOME name another disk"));
        }
    }

    private Box.Contents contents(Path template) {
        var items = new ArrayList<Item>(programs.items());
        items.add(new Item.Image(place.disk(), "/data"));
        items.add(new Item.Writable(place.socket(), "/socket"));
        items.add(new Item.ReadOnly(place.settings(), "/settings"));
        items.add(new Item.ReadOnly(template, "/template.tar"));
        // When memory runs out, the kernel takes a session and not the server.
        return new Box.Contents(
                items,
                List.of("PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj", "PG_OOM_ADJUST_VALUE=500"),
                List.of("/bin/sh", "/settings/server.sh", programs.bin().toString()));
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
                        .formatted(SandboxTemplate.SUPERUSER));
        write(
                "pg_ident.conf",
                "belay "
                        + System.getProperty("user.name")
                        + " "
                        + SandboxTemplate.SUPERUSER
                        + "\n");
        BoxScripts.copy("server.sh", place.settings());
    }

    private void write(String name, String text) throws IOException {
        BoxScripts.write(place.settings().resolve(name), text);
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
                    place.job(SandboxPlace.JOB), session -> session.yes("SELECT true"));
        } catch (Fault notYet) {
            return false;
        }
    }
}
