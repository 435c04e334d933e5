package belay.postgres;

import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Needs;
import belay.outside.Sandboxes.Output;
import belay.outside.Sandboxes.Written;
import belay.postgres.box.Bounds;
import belay.postgres.box.Box;
import belay.postgres.box.BoxedProgram;
import belay.postgres.box.BoxedProgram.Ended;
import belay.postgres.box.Item;
import belay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes the job's database as a dump.
///
/// `pg_dump` runs in a box of its own, in which there is nothing but the server's socket, as the
/// powerless role: a server that a stranger has taken over speaks to a program that reaches nothing
/// either. Owners and rights are left out: the job's role exists nowhere else.
final class SandboxDump {

    private static final int PROCESSES = 16;

    private static final long MOST_MEMORY = 1L << 30;

    private static final int JOBS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);

    private static final List<String> WORDS =
            List.of(
                    "--host=/socket",
                    "--port=" + SandboxSettings.PORT,
                    "--username=" + SandboxPlace.JOB,
                    "--dbname=" + SandboxPlace.JOB,
                    "--no-password",
                    "--encoding=UTF8",
                    "--no-owner",
                    "--no-privileges",
                    "--no-tablespaces");

    private final SandboxPlace place;
    private final Needs needs;
    private final Clients clients;

    SandboxDump(SandboxPlace place, Needs needs, Clients clients) {
        this.place = place;
        this.needs = needs;
        this.clients = clients;
    }

    /// @throws Fault.Permanent if no client of the server's release is installed, or `pg_dump`
    ///   fails; nothing is left of the file then
    Written write(Output form, Path file, Meter meter) throws Fault, InterruptedException {
        var tools = clients.require(needs.major());
        try {
            return written(tools, form, file, meter);
        } catch (IOException e) {
            throw e.getCause() instanceof Fault fault ? fault : SandboxFaults.files(file, e);
        }
    }

    private Written written(ClientTools tools, Output form, Path file, Meter meter)
            throws Fault, InterruptedException, IOException {
        try (var program = program(tools, form)) {
            return form == Output.DIRECTORY
                    ? DumpDirectory.write(program, file, needs.disk(), meter)
                    : DumpFile.write(program, form, file, meter);
        } finally {
            Files.deleteIfExists(room());
        }
    }

    private InputStream program(ClientTools tools, Output form)
            throws Fault, InterruptedException, IOException {
        var box = place.program("dump");
        var items = new ArrayList<>(Programs.items(tools.home()));
        items.add(new Item.ReadOnly(place.socket(), "/socket"));
        var command = new ArrayList<String>();
        if (form == Output.DIRECTORY) {
            // The one before may have outlived the Belay that began it, and still write there.
            box.remove();
            Files.deleteIfExists(room());
            Mounts.image(room(), needs.disk(), box.user());
            items.add(new Item.Image(room(), "/room"));
            items.add(new Item.ReadOnly(BoxScripts.copy("dump.sh", place.directory()), "/dump.sh"));
            command.addAll(List.of("/bin/sh", "/dump.sh"));
        }
        command.add(tools.bin().resolve("pg_dump").toString());
        command.addAll(WORDS);
        command.addAll(
                switch (form) {
                    case SCRIPT, SCRIPT_GZIP, SCRIPT_ZSTD -> List.of("--format=plain");
                    case ARCHIVE -> List.of("--format=custom");
                    case DIRECTORY -> List.of("--format=directory", "--jobs=" + JOBS);
                });
        return new BoxedProgram(box)
                .read(
                        new Box.Contents(items, List.of(), command),
                        BoxedProgram.NO_INPUT,
                        new Bounds(
                                Math.min(MOST_MEMORY, needs.memory()), PROCESSES, needs.deadline()),
                        SandboxDump::problem);
    }

    private Path room() {
        return place.directory().resolve("dump.ext4");
    }

    private static Problem problem(Ended ended) {
        var words = ended.words().lines().limit(3).map(String::strip).toList();
        return Problem.of("SANDBOX:DUMP", "pg_dump failed: " + String.join("; ", words))
                .value("status " + ended.code())
                .advice(
                        "If the sandbox still runs, the reason stands in these words; else load"
                                + " again with more time, memory or disk");
    }
}
