package belay.app;

import belay.api.Doctor;
import belay.api.Words;
import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.outside.Host;
import belay.postgres.Postgres;
import belay.problem.Problem;
import belay.step.Finding;
import belay.step.Finding.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Looks at this machine the way Belay will use it. Leaves nothing behind.
final class Checkup implements Doctor {

    private static final long LEAST_SPACE = 2_000_000_000;
    private static final List<String> TOOLS = List.of("setsid", "flock");
    private static final List<Path> POSTGRESQL_FOLDERS =
            List.of(Path.of("/usr/lib/postgresql"), Path.of("/usr"));

    private final Settings settings;
    private final Settings.Caller caller;
    private final String searchPath;
    private final Postgres postgres;
    private final Host host;

    Checkup(
            Settings settings,
            Settings.Caller caller,
            String searchPath,
            Postgres postgres,
            Host host) {
        this.settings = settings;
        this.caller = caller;
        this.searchPath = searchPath;
        this.postgres = postgres;
        this.host = host;
    }

    @Override
    public List<Finding> examine() throws InterruptedException {
        var findings = new ArrayList<Finding>();
        findings.add(ok("java", Runtime.version().toString()));
        findings.add(home());
        findings.add(space());
        if (caller.root()) {
            findings.add(passable());
        }
        for (var tool : TOOLS) {
            findings.add(tool(tool));
        }
        if (caller.root()) {
            findings.add(tool("setpriv"));
        }
        findings.add(server());
        findings.add(clients());
        findings.add(packs());
        return findings;
    }

    private static Finding ok(String gate, String found) {
        return new Finding(gate, Verdict.OK, found, List.of());
    }

    private static Finding refused(String gate, Problem problem) {
        return new Finding(gate, Verdict.REFUSED, problem.reason(), List.of(problem));
    }

    private static Finding warning(String gate, Problem problem) {
        return new Finding(gate, Verdict.WARNING, problem.reason(), List.of(problem));
    }

    private Finding home() {
        try {
            Files.createDirectories(settings.home());
            var probe = Files.createTempFile(settings.home(), "doctor", "");
            Files.delete(probe);
            return ok("home", settings.home().toString());
        } catch (IOException e) {
            return refused(
                    "home",
                    Problem.of("DOCTOR:HOME", "Belay cannot write its home: " + e)
                            .value(settings.home().toString())
                            .advice("Let BELAY_HOME name a folder that this user may write"));
        }
    }

    private Finding space() {
        try {
            long free = host.freeBytes(settings.home());
            return free >= LEAST_SPACE
                    ? ok("space", Words.bytes(free) + " free")
                    : warning(
                            "space",
                            Problem.of("DOCTOR:SPACE", "there is little room in Belay's home")
                                    .value(Words.bytes(free) + " free")
                                    .expected(
                                            Words.bytes(LEAST_SPACE)
                                                    + ", and 2.2 times the size of what is"
                                                    + " upgraded")
                                    .advice("Free space, or let BELAY_HOME name another disk"));
        } catch (Fault fault) {
            return refused("space", fault.problem());
        }
    }

    /// A server never runs as root, and must reach its data through every folder above it.
    private Finding passable() {
        for (var folder = settings.home(); folder != null; folder = folder.getParent()) {
            try {
                if (Files.exists(folder)
                        && !Files.getPosixFilePermissions(folder)
                                .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return refused(
                            "passable",
                            Problem.of(
                                            "DOCTOR:NOT_PASSABLE",
                                            "a folder above Belay's servers lets other users not"
                                                    + " pass")
                                    .value(folder.toString())
                                    .expected("x for others")
                                    .advice(
                                            "chmod o+x "
                                                    + folder
                                                    + ", or let BELAY_HOME name another place"));
                }
            } catch (IOException e) {
                return refused(
                        "passable",
                        Problem.of("DOCTOR:NOT_PASSABLE", "a folder cannot be looked at: " + e)
                                .value(folder.toString())
                                .expected("a folder that the servers' user may pass"));
            }
        }
        return ok("passable", "the servers' user reaches " + settings.home());
    }

    private Finding tool(String name) {
        return Stream.of(searchPath.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(found -> ok(name, found.toString()))
                .orElseGet(() ->
                        refused(
                                name,
                                Problem.of(
                                                "DOCTOR:TOOL_MISSING",
                                                "a program that Belay starts others with is"
                                                        + " not installed")
                                        .value(name)
                                        .advice("Install the package util-linux")));
    }

    /// A server made, started and removed is worth more than any look at files.
    private Finding server() throws InterruptedException {
        long start = System.nanoTime();
        try {
            var place =
                    new Place(
                            settings.home().resolve("servers").resolve("doctor-" + start),
                            host.freePort());
            try {
                postgres.embedded(place, "belay");
            } finally {
                postgres.remove(place);
                Files.deleteIfExists(
                        place.directory()
                                .resolveSibling(place.directory().getFileName() + ".password"));
            }
            return ok(
                    "postgresql",
                    "the embedded server starts, in "
                            + Words.duration(Duration.ofNanos(System.nanoTime() - start)));
        } catch (Fault fault) {
            return refused("postgresql", fault.problem());
        } catch (IOException e) {
            return refused(
                    "postgresql",
                    Problem.of("DOCTOR:FILES", "what the server left cannot be removed: " + e)
                            .advice("See to the space and the rights of BELAY_HOME"));
        }
    }

    private static Finding clients() {
        var found = POSTGRESQL_FOLDERS.stream().flatMap(Checkup::dumpers).toList();
        return found.isEmpty()
                ? warning(
                        "client tools",
                        Problem.of("DOCTOR:NO_PG_DUMP", "pg_dump is not installed")
                                .advice(
                                        "It is needed only where a database can be copied neither"
                                                + " by its files nor on its server; install"
                                                + " postgresql-client of the server's release or"
                                                + " newer"))
                : ok("client tools", String.join(", ", found));
    }

    private static Stream<String> dumpers(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries
                    .map(entry -> entry.resolve("bin/pg_dump"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException absent) {
            return Stream.empty();
        }
    }

    private Finding packs() {
        var found =
                settings.packs().stream().filter(Files::isDirectory).map(Path::toString).toList();
        return found.isEmpty()
                ? warning(
                        "packs",
                        Problem.of("DOCTOR:NO_PACKS", "there is no folder of packs")
                                .value(
                                        String.join(
                                                ", ",
                                                settings.packs().stream()
                                                        .map(Path::toString)
                                                        .toList()))
                                .advice("Let BELAY_PACKS name one"))
                : ok("packs", String.join(", ", found));
    }
}
