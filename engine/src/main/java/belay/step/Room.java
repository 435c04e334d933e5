package belay.step;

import belay.outside.Databases.Remains;
import belay.outside.Databases.Survey;
import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.Plan;
import belay.problem.Problem;
import belay.run.Purpose;
import belay.system.ProductSystem.Home;
import belay.system.ProductSystem.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// How much room a run takes, on each disk that it puts something on: a full disk stops a
/// PostgreSQL server.
final class Room {

    /// A copy grows with what is written while it is there.
    private static final double GROWTH = 1.2;

    private static final long MEGA = 1_000_000;

    /// Something that is put somewhere.
    ///
    /// @param elsewhere how the operator names another place for it
    private record Part(String what, Path where, long bytes, String elsewhere) {}

    private final Host host;
    private final Plan plan;
    private final Path belayHome;
    private final List<Part> parts = new ArrayList<>();

    private Room(Host host, Plan plan, Path belayHome) {
        this.host = host;
        this.plan = plan;
        this.belayHome = belayHome;
    }

    /// @param route that production will go
    /// @return one finding for each disk
    static List<Finding> findings(
            Host host,
            Plan plan,
            Path belayHome,
            Purpose purpose,
            Route route,
            Survey survey,
            Remains remains)
            throws Fault {
        var room = new Room(host, plan, belayHome);
        room.backup(survey);
        switch (purpose) {
            case TESTING -> room.rehearsal(survey);
            case PRODUCTION, RESTORE -> room.production(route, survey, remains);
            case BACKUP, GO_BACK, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> {}
        }
        return room.compared();
    }

    /// For a backup where production is down and nothing more is made.
    ///
    /// @param bytes of the largest backup there is
    static List<Finding> ofRestore(Host host, Plan plan, Path belayHome, long bytes) throws Fault {
        var room = new Room(host, plan, belayHome);
        room.newSide(bytes);
        room.newHomes();
        return room.compared();
    }

    private void backup(Survey survey) throws Fault {
        put("the backup", belayHome, survey.serverBytes() + homeBytes(), "BELAY_HOME");
    }

    private void rehearsal(Survey survey) throws Fault {
        put("the copy", belayHome, grown(survey.serverBytes() + survey.bytes()), "BELAY_HOME");
        put("the homes", belayHome, homes(), "BELAY_HOME");
    }

    /// The backup is restored for trial, and that copy is gone before the next one is made.
    private void production(Route route, Survey survey, Remains remains) throws Fault {
        var settings = plan.system().database();
        var directory = settings.directory();
        switch (route) {
            case AUTO, PHYSICAL -> newSide(survey.serverBytes());
            case TEMPLATE, LOGICAL -> {
                put("the trial of the backup", belayHome, survey.serverBytes(), "BELAY_HOME");
                if (!remains.dataDirectory().isEmpty()) {
                    put(
                            "the copy on production's server",
                            Path.of(remains.dataDirectory()),
                            grown(survey.bytes()),
                            "");
                }
            }
        }
        if (!directory.isEmpty() && route == Route.PHYSICAL) {
            put("the trial of the backup", belayHome, survey.serverBytes(), "BELAY_HOME");
        }
        newHomes();
    }

    private void newSide(long bytes) {
        var directory = plan.system().database().directory();
        put(
                "the new side",
                directory.isEmpty() ? belayHome : Path.of(directory),
                grown(bytes),
                "database.directory");
    }

    private void newHomes() throws Fault {
        for (var home : plan.system().home().stream().toList()) {
            put("the homes", Path.of(home.path()).toAbsolutePath(), homes(), "home");
        }
    }

    private static long grown(long bytes) {
        return (long) (bytes * GROWTH);
    }

    /// What a release takes is known by the one that runs.
    private long homes() throws Fault {
        return homeBytes() * Math.max(1, plan.hops().size());
    }

    private long homeBytes() throws Fault {
        long bytes = 0;
        for (Home home : plan.system().home().stream().toList()) {
            bytes += host.usedBytes(Path.of(home.path()));
        }
        return bytes;
    }

    private void put(String what, Path where, long bytes, String elsewhere) {
        if (bytes > 0) {
            parts.add(new Part(what, where, bytes, elsewhere));
        }
    }

    private List<Finding> compared() throws Fault {
        var disks = new LinkedHashMap<String, List<Part>>();
        for (var part : parts) {
            disks.computeIfAbsent(host.disk(part.where()), _ -> new ArrayList<>()).add(part);
        }
        var findings = new ArrayList<Finding>();
        for (var disk : disks.values()) {
            findings.add(compared(disk));
        }
        return findings;
    }

    private Finding compared(List<Part> disk) throws Fault {
        var where = disk.getFirst().where();
        long free = host.freeBytes(where);
        long needed = disk.stream().mapToLong(Part::bytes).sum();
        var what =
                String.join(
                        ", ",
                        disk.stream()
                                .map(part -> part.what() + " " + mega(part.bytes()) + " MB")
                                .toList());
        return free >= needed
                ? Finding.ok(
                        "space",
                        mega(free)
                                + " MB free at "
                                + where
                                + ", "
                                + mega(needed)
                                + " needed: "
                                + what)
                : Finding.refused(
                        "space",
                        Problem.of("SPACE:TOO_LITTLE", "there is too little room for " + what)
                                .value(mega(free) + " MB free at " + where)
                                .expected(mega(needed) + " MB")
                                .advice(
                                        "Free space (belay clean)"
                                                + String.join(
                                                        "",
                                                        disk.stream()
                                                                .map(Part::elsewhere)
                                                                .filter(name -> !name.isEmpty())
                                                                .distinct()
                                                                .map(name ->
                                                                        ", or set "
                                                                                + name
                                                                                + " to another disk")
                                                                .toList())));
    }

    private static long mega(long bytes) {
        return (bytes + MEGA - 1) / MEGA;
    }
}
