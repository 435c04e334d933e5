package belay.clean;

import belay.clean.Leftover.Verdict;
import belay.clean.Leftover.Verdict.Kept;
import belay.clean.Leftover.Verdict.Removable;
import belay.outside.Databases.Place;
import belay.outside.Databases.Remains;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Heading;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.Step;
import belay.run.StepCodec;
import belay.step.LoadDump;
import belay.step.Options;
import belay.step.PrepareHome;
import belay.step.TakeDump;
import belay.step.UpgradeStep;
import belay.step.World;
import belay.system.ProductSystem;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Home;
import belay.system.ProductSystem.Policy;
import belay.system.SystemName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;

/// Finds everything that runs have made and that is still there, and says of each why it stays.
///
/// What a run that is not over, or that may still be rolled back, works with always stays; so does
/// whatever the system is described with today.
public final class Leftovers {

    private final World world;
    private final StepCodec codec;
    private final Path belayHome;
    private final Instant now;
    private final List<Leftover> found = new ArrayList<>();
    private final Map<DatabaseSettings, Optional<Remains>> remains = new HashMap<>();

    private Leftovers(World world, StepCodec codec, Path belayHome) {
        this.world = world;
        this.codec = codec;
        this.belayHome = belayHome;
        this.now = world.clock().instant();
    }

    /// @param newestFirst every run there is
    /// @param systems as they are described today, where a description can be read
    public static List<Leftover> of(
            World world,
            StepCodec codec,
            Path belayHome,
            List<Run> newestFirst,
            Map<SystemName, ProductSystem> systems)
            throws Fault {
        var leftovers = new Leftovers(world, codec, belayHome);
        var runs = new LinkedHashMap<SystemName, List<Run>>();
        for (var run : newestFirst.reversed()) {
            runs.computeIfAbsent(run.system(), _ -> new ArrayList<>()).add(run);
        }
        for (var system : runs.entrySet()) {
            leftovers.system(system.getKey(), system.getValue(), systems);
        }
        leftovers.dumps(newestFirst);
        leftovers.sandboxes(newestFirst);
        return leftovers.found.stream()
                .sorted(
                        Comparator.comparing(Leftover::system)
                                .thenComparing(one -> one.thing().kind())
                                .thenComparing(Leftover::since))
                .toList();
    }

    private void system(
            SystemName name, List<Run> oldestFirst, Map<SystemName, ProductSystem> systems)
            throws Fault {
        var runs = oldestFirst.stream().filter(run -> !dump(run)).toList();
        var trails = runs.stream().flatMap(run -> trail(run).stream()).toList();
        if (!trails.isEmpty()) {
            var described = trails.getLast().plan().system();
            new OfSystem(name, runs, trails, systems.getOrDefault(name, described)).find();
        }
    }

    private static boolean dump(Run run) {
        return switch (run.order().purpose()) {
            case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> true;
            case TESTING, PRODUCTION, BACKUP, RESTORE, GO_BACK -> false;
        };
    }

    /// Empty for a run whose steps an earlier Belay wrote in a form that is not read any more: what
    /// it made is not listed, and so never removed.
    private Optional<Trail> trail(Run run) {
        try {
            return Optional.of(
                    new Trail(
                            run,
                            PlanJson.read(run.order().plan()),
                            Options.read(run.order().options()),
                            run.order().parts().stream()
                                    .map(part -> (UpgradeStep) codec.read(part.step()))
                                    .toList()));
        } catch (JacksonException olderForm) {
            return Optional.empty();
        }
    }

    /// The copies of dumps that were taken. No description of a system says how long they stay.
    private void dumps(List<Run> runs) throws Fault {
        for (var run : runs.stream().filter(Leftovers::dump).toList()) {
            for (var directory : taken(run)) {
                if (world.host().exists(directory)) {
                    found.add(
                            new Leftover(
                                    new Thing.Files(directory.toString()),
                                    run.system().text(),
                                    run.id().text(),
                                    run.since(),
                                    world.host().usedBytes(directory),
                                    verdictOfDump(run)));
                }
            }
        }
    }

    private Verdict verdictOfDump(Run run) {
        if (!run.state().over()) {
            return new Kept("its run is not over");
        }
        return until("for belay dump restore", run, Policy.DEFAULT.keepOldFor())
                .<Verdict>map(Kept::new)
                .orElseGet(() -> new Removable("a dump that was handed in"));
    }

    private List<Path> taken(Run run) {
        try {
            return run.order().parts().stream()
                    .map(part -> codec.read(part.step()))
                    .flatMap(step -> taken(step).stream())
                    .toList();
        } catch (JacksonException olderForm) {
            return List.of();
        }
    }

    private static Optional<Path> taken(Step step) {
        if (step instanceof TakeDump dump) {
            return Optional.of(Path.of(dump.directory()));
        }
        return step instanceof LoadDump archive
                ? Optional.of(Path.of(archive.directory()))
                : Optional.empty();
    }

    private Optional<String> until(String why, Run run, Duration time) {
        var end = run.since().plus(time);
        return end.isAfter(now)
                ? Optional.of(why + ", until " + Standing.when(end))
                : Optional.empty();
    }

    private void sandboxes(List<Run> runs) throws Fault {
        for (var name : world.sandboxes().left()) {
            var run =
                    runs.stream().filter(one -> one.id().text().equalsIgnoreCase(name)).findFirst();
            var directory = belayHome.resolve("boxes").resolve(name);
            found.add(
                    new Leftover(
                            new Thing.Sandbox(name, directory),
                            run.map(one -> one.system().text()).orElse(""),
                            run.map(one -> one.id().text()).orElse(""),
                            run.map(Run::since).orElse(now),
                            world.host().usedBytes(directory),
                            run.isEmpty()
                                    ? new Kept("no run of this name is known")
                                    : run.get().state().over()
                                            ? new Removable("its run is over")
                                            : new Kept("its run is not over")));
        }
    }

    private static final String NO_WAY_BACK = "an old side that no way back needs";

    /// What belongs to one system.
    private final class OfSystem {

        private final SystemName name;
        private final List<Run> runs;
        private final List<Trail> trails;
        private final ProductSystem today;
        private final Standing standing;
        private final Duration keepOldFor;
        private final Set<String> listed = new LinkedHashSet<>();

        OfSystem(SystemName name, List<Run> runs, List<Trail> oldestFirst, ProductSystem today) {
            this.name = name;
            this.runs = runs;
            this.trails = oldestFirst;
            this.today = today;
            this.standing = Standing.of(oldestFirst);
            this.keepOldFor = today.policy().keepOldFor();
        }

        void find() throws Fault {
            oldestSide();
            for (var trail : trails) {
                servers(trail);
                homes(trail);
                files(trail);
            }
            for (var trail : trails) {
                onServer(trail);
            }
            backups();
        }

        /// A run in hand, or given up between two sides, keeps everything of its system.
        private Optional<String> held() {
            return runs.stream()
                    .filter(run -> !run.state().over())
                    .map(run -> "run " + run.id() + " is not over: " + end(run))
                    .findFirst()
                    .or(() ->
                            standing.unclear().stream()
                                    .map(trail ->
                                            "run "
                                                    + trail.run().id()
                                                    + " was abandoned between two sides: nobody but"
                                                    + " you knows which of them serves")
                                    .findFirst());
        }

        private static String end(Run run) {
            return switch (run.state()) {
                case WAITING, RUNNING ->
                        run.committed() || !(run.heading() instanceof Heading.Forward)
                                ? "wait for it; resume it where nobody carries it out"
                                : "wait for it, or cancel it; resume it where nobody carries it out";
                case HALTED -> "resume or abandon it";
                case FAILED -> "`belay status " + run.id() + "` says what it needs";
                case DONE, UNDONE, CANCELLED, ABANDONED ->
                        throw new IllegalArgumentException("is over: " + run.id());
            };
        }

        private void add(Thing thing, Trail trail, long bytes, Optional<String> why, String free)
                throws Fault {
            if (!listed.add(thing.kind() + " " + thing.name())) {
                return;
            }
            boolean over = overTry(trail);
            Verdict verdict =
                    held().or(() -> over ? Optional.empty() : used(thing).or(() -> why))
                            .<Verdict>map(Kept::new)
                            .orElseGet(() ->
                                    new Removable(over ? "left by a try that is over" : free));
            found.add(
                    new Leftover(
                            thing,
                            name.text(),
                            trail.run().id().text(),
                            trail.run().since(),
                            bytes,
                            verdict));
        }

        /// Whether `belay try` made it, and has removed the system that it was made of: nobody
        /// rolls that back, or restores it.
        private boolean overTry(Trail trail) throws Fault {
            var description = Path.of(trail.options().systemFile());
            return description.startsWith(belayHome.resolve("try"))
                    && !world.host().exists(description);
        }

        /// Whatever the journal says: what system.yaml names is production.
        private Optional<String> used(Thing thing) {
            boolean uses =
                    switch (thing) {
                        case Thing.Server(var place) -> place.port() == today.database().port();
                        case Thing.Home(var directory) ->
                                today.home().filter(home -> leads(home, directory)).isPresent();
                        case Thing.Database(var production, var database) ->
                                same(production, today.database())
                                        && database.equals(today.database().name());
                        case Thing.Slot _,
                                Thing.Fence _,
                                Thing.Backup _,
                                Thing.Sandbox _,
                                Thing.Files _,
                                Thing.Foreign _ ->
                                false;
                    };
            return uses ? Optional.of("production, as system.yaml says") : Optional.empty();
        }

        private static boolean leads(Home home, String directory) {
            try {
                return Files.exists(Path.of(home.path()))
                        && Files.exists(Path.of(directory))
                        && Files.isSameFile(Path.of(home.path()), Path.of(directory));
            } catch (IOException unknown) {
                return true;
            }
        }

        private static boolean same(DatabaseSettings one, DatabaseSettings other) {
            return one.port() == other.port() && one.host().equals(other.host());
        }

        /// Before the first switch that stands production was not ours.
        private void oldestSide() throws Fault {
            for (var first : strangers().stream().toList()) {
                if (overTry(first)) {
                    continue;
                }
                var settings = first.plan().system().database();
                add(
                        new Thing.Foreign(settings.address()),
                        first,
                        0,
                        Optional.of(
                                standing.oldSide(first, keepOldFor, now)
                                        .orElse(
                                                "no way back needs it any more; Belay did not make it, so remove it yourself")),
                        "");
            }
        }

        /// The switch that leads away from a server which is not ours.
        private Optional<Trail> strangers() {
            return standing.forward().stream()
                    .limit(1)
                    .filter(first -> first.newServer().isPresent())
                    .filter(first ->
                            trails.stream()
                                    .flatMap(trail -> trail.newServer().stream())
                                    .noneMatch(place -> at(place, first)))
                    .findFirst();
        }

        private static boolean at(Place place, Trail trail) {
            return place.port() == trail.plan().system().database().port();
        }

        private void servers(Trail trail) throws Fault {
            for (var place : trail.trials()) {
                var why =
                        trail.options().keep()
                                ? kept("kept as asked for by --keep", trail)
                                : Optional.<String>empty();
                server(place, trail, why, "a trial that is over");
            }
            for (var place : trail.newServer().stream().toList()) {
                server(place, trail, standing.reason(trail, keepOldFor, now), passed(trail));
            }
        }

        private void server(Place place, Trail trail, Optional<String> why, String free)
                throws Fault {
            if (world.host().exists(place.directory())) {
                add(
                        new Thing.Server(place),
                        trail,
                        world.host().usedBytes(place.directory()),
                        why,
                        free);
            }
        }

        private void homes(Trail trail) throws Fault {
            var homes = trail.homes();
            for (int i = 0; i < homes.size(); i++) {
                boolean last = i == homes.size() - 1;
                var why = last ? standing.reason(trail, keepOldFor, now) : Optional.<String>empty();
                home(homes.get(i), trail, why, last ? passed(trail) : "a release on the way");
            }
            for (var turn : trail.forward().stream().toList()) {
                if (!turn.keptHome().isEmpty()) {
                    home(
                            turn.keptHome(),
                            trail,
                            standing.oldSide(trail, keepOldFor, now),
                            oldSide(trail));
                }
            }
        }

        private void home(String directory, Trail trail, Optional<String> why, String free)
                throws Fault {
            long bytes = 0;
            boolean there = false;
            var all = new ArrayList<>(PrepareHome.beside(Path.of(directory)));
            all.add(Path.of(directory));
            for (var path : all) {
                if (world.host().exists(path)) {
                    there = true;
                    bytes += world.host().usedBytes(path);
                }
            }
            if (there) {
                add(new Thing.Home(directory), trail, bytes, why, free);
            }
        }

        private void files(Trail trail) throws Fault {
            var files = belayHome.resolve("runs").resolve(trail.run().id().text());
            var read = kept("for inspection", trail);
            boolean wanted = trail.options().keep() || trail.run().state() != RunState.DONE;
            var whole = wanted ? read : Optional.<String>empty();
            files(files.resolve("homes"), trail, whole, "homes of a run that is over");
            files(files.resolve("logs"), trail, read, "logs of a run that is over");
            for (var restored : trail.restored().stream().toList()) {
                files(restored, trail, whole, "configuration of a backup");
            }
            for (var turn : trail.forward().stream().toList()) {
                files(
                        Path.of(turn.keptFiles()),
                        trail,
                        standing.forward().contains(trail) ? leadsBack(trail) : read,
                        "configuration from before a switch that is not rolled back any more");
            }
        }

        /// Without the configuration as it was a rollback leads nobody back, so it stays as long as
        /// there may be one.
        private Optional<String> leadsBack(Trail trail) {
            return strangers().filter(trail::equals).isPresent()
                    ? Optional.of("for a rollback to a server that Belay did not make")
                    : standing.oldSide(trail, keepOldFor, now);
        }

        private void files(Path path, Trail trail, Optional<String> why, String free) throws Fault {
            if (world.host().exists(path)) {
                add(
                        new Thing.Files(path.toString()),
                        trail,
                        world.host().usedBytes(path),
                        why,
                        free);
            }
        }

        private Optional<String> kept(String why, Trail trail) {
            return until(why, trail.run(), keepOldFor);
        }

        private String passed(Trail trail) {
            return standing.forward().contains(trail) || trail.switched()
                    ? standing.backTo(trail).map(this::oldSide).orElse(NO_WAY_BACK)
                    : "left by a run that came to nothing";
        }

        /// Of the side from before a switch whose time is over. The rollback is offered until that
        /// side is gone.
        private String oldSide(Trail switched) {
            return standing.newest(switched)
                    ? "policy.keep-old-for has passed; without it run "
                            + switched.run().id()
                            + " can no longer be rolled back"
                    : NO_WAY_BACK;
        }

        private void onServer(Trail trail) throws Fault {
            var production = trail.plan().system().database();
            var left = remains(production);
            if (left.isEmpty()) {
                return;
            }
            for (var slot : left.get().slots()) {
                if (slot.name().equals(trail.slot())) {
                    add(
                            new Thing.Slot(production, slot.name()),
                            trail,
                            slot.heldBytes(),
                            Optional.empty(),
                            "its run is over, and it keeps the server's WAL from being removed");
                }
            }
            databases(trail, production, left.get());
            if (left.get().fences().contains(trail.run().id().text())
                    && trail.run().state() == RunState.ABANDONED
                    && !trail.switched()
                    && same(production, today.database())) {
                add(
                        new Thing.Fence(production, trail.run().id().text()),
                        trail,
                        0,
                        Optional.empty(),
                        "production's roles are shut by an abandoned run; removing it lets them in");
            }
        }

        private void databases(Trail trail, DatabaseSettings production, Remains left)
                throws Fault {
            if (trail.newDatabase().isEmpty()) {
                return;
            }
            var made = trail.newDatabase().get();
            for (var database : left.databases()) {
                if (database.name().equals(made) || database.name().equals(made + "_half")) {
                    add(
                            new Thing.Database(production, database.name()),
                            trail,
                            database.bytes(),
                            standing.reason(trail, keepOldFor, now),
                            passed(trail));
                }
                if (trail.forward().isPresent()
                        && database.name().equals(trail.forward().get().keptDatabase())) {
                    add(
                            new Thing.Database(production, database.name()),
                            trail,
                            database.bytes(),
                            standing.oldSide(trail, keepOldFor, now),
                            oldSide(trail));
                }
            }
        }

        /// A server that does not answer any more has nothing to tell.
        private Optional<Remains> remains(DatabaseSettings production) {
            return remains.computeIfAbsent(
                    production,
                    server -> {
                        try {
                            return Optional.of(world.databases().remains(server));
                        } catch (Fault gone) {
                            return Optional.empty();
                        }
                    });
        }

        private void backups() throws Fault {
            var registered = world.backups().of(name);
            var retained = Retained.of(registered, today.policy().keepBackups());
            for (var backup : registered) {
                var trail =
                        trails.stream()
                                .filter(one -> one.run().id().equals(backup.run()))
                                .findFirst();
                add(
                        new Thing.Backup(backup.id(), backup.directory()),
                        trail.orElse(ofNoTry()),
                        world.host().usedBytes(Path.of(backup.directory())),
                        whyKept(backup, trail, retained),
                        backup.trial() instanceof Trial.Failed
                                ? "its trial restore failed"
                                : "policy.keep-backups keeps newer ones");
            }
            for (var trail : trails) {
                for (var taken : trail.backups()) {
                    var directory = Path.of(taken.directory());
                    if (world.host().exists(directory)
                            && registered.stream()
                                    .noneMatch(one -> one.id().equals(taken.backup()))) {
                        add(
                                new Thing.Backup(taken.backup(), taken.directory()),
                                trail,
                                world.host().usedBytes(directory),
                                Optional.empty(),
                                "not a whole backup");
                    }
                }
            }
        }

        /// Whose system a backup of a run that is not known is taken to be.
        private Trail ofNoTry() throws Fault {
            for (var trail : trails) {
                if (!overTry(trail)) {
                    return trail;
                }
            }
            return trails.getFirst();
        }

        private Optional<String> whyKept(
                Backup backup, Optional<Trail> trail, Map<String, String> retained) {
            var before =
                    trail.filter(one -> one.run().order().purpose() != Purpose.BACKUP)
                            .filter(Trail::switched)
                            .flatMap(one -> kept("taken before " + one.run().id(), one));
            return before.or(() -> restored(backup))
                    .or(() -> Optional.ofNullable(retained.get(backup.id())))
                    .or(() -> byHand(backup, trail));
        }

        /// Whoever rolls a restore back may want to restore again.
        private Optional<String> restored(Backup backup) {
            return standing.forward().stream()
                    .filter(one -> one.restores().filter(backup.id()::equals).isPresent())
                    .flatMap(one ->
                            leadsBack(one)
                                    .map(_ ->
                                            "production was restored from it by " + one.run().id())
                                    .stream())
                    .findFirst();
        }

        /// One that somebody has ordered is not replaced by the next one that a run takes.
        private Optional<String> byHand(Backup backup, Optional<Trail> trail) {
            boolean ordered =
                    trail.filter(one -> one.run().order().purpose() != Purpose.BACKUP).isEmpty();
            return ordered && !(backup.trial() instanceof Trial.Failed)
                    ? Optional.of(Retained.until(backup, today.policy().keepBackups()))
                            .filter(end -> end.isAfter(now))
                            .map(end -> "ordered by hand, kept until " + Standing.when(end))
                    : Optional.empty();
        }
    }
}
