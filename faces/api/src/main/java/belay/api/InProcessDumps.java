package belay.api;

import belay.document.Reason;
import belay.outside.DumpFiles;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Meter;
import belay.outside.Sandboxes;
import belay.outside.Sandboxes.Needs;
import belay.plan.Obstacle;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Action;
import belay.release.Pack;
import belay.release.ReleaseId;
import belay.run.Order;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Rehearsals.Rehearsal;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.Waivers.Waiver;
import belay.step.DumpItinerary;
import belay.step.NoteWaiver;
import belay.step.Options;
import belay.step.RunChecks;
import belay.step.StepJson;
import belay.step.TakeDump;
import belay.step.UpgradeStep;
import belay.system.ProductSystem;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Policy;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import belay.system.SystemName;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The dump service, carried out in this process.
final class InProcessDumps implements Dumps {

    private static final int LONGEST_NAME = 50;

    /// Kinds of [Obstacle] that keep a dump from production.
    private static final Set<String> CLOSING = Set.of("rules", "issues");

    /// For how long somebody answers for a job that was not tested.
    private static final Duration ONE_JOB = Duration.ofDays(1);

    private final InProcess.Person person;
    private final Path home;
    private final Shelf shelf;
    private final DumpFiles dumps;
    private final Sandboxes sandboxes;
    private final DumpDesk desk;
    private final Records records;
    private final RunIds ids;
    private final StepJson codec = new StepJson();

    InProcessDumps(
            InProcess.Person person,
            Path home,
            Shelf shelf,
            DumpFiles dumps,
            Sandboxes sandboxes,
            Host host,
            Records records,
            RunIds ids) {
        this.person = person;
        this.home = home;
        this.shelf = shelf;
        this.dumps = dumps;
        this.sandboxes = sandboxes;
        this.desk = new DumpDesk(dumps, sandboxes, host, home);
        this.records = records;
        this.ids = ids;
    }

    @Override
    public Answer<DumpFound> detect(Path file) throws Fault, InterruptedException {
        return desk.look(file, "", shelf.packs());
    }

    // Jobs

    @Override
    public Answer<Run> check(Handed dump) throws Fault, InterruptedException {
        return switch (look(dump, List.of())) {
            case Answer.Refused<DumpFound>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<DumpFound>(var found) -> {
                var run = ids.next();
                yield start(
                        run,
                        Purpose.DUMP_CHECK,
                        name(dump, found),
                        "",
                        "",
                        "",
                        itinerary(run, dump, found).check());
            }
        };
    }

    @Override
    public Answer<Run> upgrade(Job job) throws Fault, InterruptedException {
        var unfit = unfit(job.out());
        if (unfit.isPresent()) {
            return Answer.refused(unfit.get());
        }
        return switch (packs(job)) {
            case Answer.Refused<List<Pack>>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<List<Pack>>(var packs) ->
                    switch (look(job.dump(), packs)) {
                        case Answer.Refused<DumpFound>(var problems) ->
                                new Answer.Refused<>(problems);
                        case Answer.Given<DumpFound>(var found) -> upgrade(job, found);
                    };
        };
    }

    /// Said before hours of work, not after.
    private static Optional<Problem> unfit(Path out) {
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(
                    Problem.of("DUMP:OUT_EXISTS", "the result would be written over something")
                            .value(out.toString())
                            .expected("a file that does not exist")
                            .advice("Choose another one with --out, or move this one away"));
        }
        var folder = out.toAbsolutePath().getParent();
        return folder != null && Files.isDirectory(folder) && Files.isWritable(folder)
                ? Optional.empty()
                : Optional.of(
                        Problem.of("DUMP:OUT_FOLDER", "the result cannot be written there")
                                .value(out.toString())
                                .expected("a file in a folder that exists and can be written")
                                .advice("Make the folder, or choose another one with --out"));
    }

    /// The packs whose signs must be looked for in the dump.
    private Answer<List<Pack>> packs(Job job) {
        if (job.product().isEmpty()) {
            return Answer.of(shelf.packs());
        }
        return shelf.pack(job.product())
                .then(pack -> Answer.of(job.wish().from().isEmpty() ? List.of(pack) : List.of()));
    }

    private Answer<DumpFound> look(Handed dump, List<Pack> packs)
            throws Fault, InterruptedException {
        return switch (desk.look(dump.file(), dump.only(), packs)) {
            case Answer.Given<DumpFound>(var found)
                    when found.major().isEmpty() && dump.major().isEmpty() ->
                    Answer.refused(
                            Problem.of(
                                            "SANDBOX:NO_SERVER",
                                            "there are no programs of PostgreSQL here")
                                    .advice("See what is missing with: belay doctor"));
            case Answer<DumpFound> answer -> answer;
        };
    }

    private Answer<Run> upgrade(Job job, DumpFound found) throws Fault, InterruptedException {
        return switch (DumpDesk.one(found, job.product(), job.wish().from())) {
            case Answer.Refused<DumpFound.Product>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<DumpFound.Product>(var product) ->
                    switch (shelf.pack(product.product())) {
                        case Answer.Refused<Pack>(var problems) -> new Answer.Refused<>(problems);
                        case Answer.Given<Pack>(var pack) ->
                                upgrade(
                                        job,
                                        found,
                                        pack,
                                        job.wish().from(product.release().text()));
                    };
        };
    }

    private Answer<Run> upgrade(Job job, DumpFound found, Pack pack, Wish wish)
            throws Fault, InterruptedException {
        var system = system(name(job.dump(), found), pack.product());
        return switch (Planner.plan(pack, system, wish)) {
            case Proposal.Planned(var plan, _) -> upgrade(job, found, pack, plan);
            case Proposal.NothingToDo(var release) ->
                    Answer.refused(
                            Problem.of(Belay.NOTHING_TO_DO, "the dump is of this release already")
                                    .value(release.text())
                                    .expected("a later release"));
            case Proposal.Refused(var problems) -> new Answer.Refused<>(problems);
            case Proposal.Unreachable(var problems, _) -> new Answer.Refused<>(problems);
        };
    }

    private Answer<Run> upgrade(Job job, DumpFound found, Pack pack, Plan plan)
            throws Fault, InterruptedException {
        var hindrances = new ArrayList<>(hindrances(job, plan));
        sandboxes.whyNoDump(major(job.dump(), found)).ifPresent(hindrances::add);
        RunChecks.noneInSandbox(plan).ifPresent(hindrances::add);
        Map.of("--accept-differences", job.differences(), "--untested", job.untested())
                .forEach((option, why) -> {
                    if (Reason.unfilled(why)) {
                        hindrances.add(Reason.missing("DUMP", why).place(option));
                    }
                });
        if (!hindrances.isEmpty()) {
            return new Answer.Refused<>(hindrances);
        }
        boolean testing = job.use() == Use.TESTING;
        var waivers = new ArrayList<NoteWaiver>();
        if (!testing) {
            var closed = new ArrayList<>(open(plan));
            if (job.untested().isBlank()) {
                closed.addAll(untested(plan));
            }
            if (!closed.isEmpty()) {
                return new Answer.Refused<>(closed);
            }
            if (!job.untested().isBlank()) {
                waive(plan, job.untested());
                waivers.add(new NoteWaiver("a test upgrade", person.name(), job.untested()));
            }
        }
        var run = ids.next();
        var wanted =
                new DumpItinerary.Upgrade(
                        plan,
                        testing,
                        job.code().stream().map(Path::toString).findFirst().orElse(""),
                        job.form(),
                        job.out().toAbsolutePath().toString(),
                        job.differences(),
                        waivers);
        var purpose = testing ? Purpose.DUMP_TESTING : Purpose.DUMP_PRODUCTION;
        var steps = itinerary(run, job.dump(), found).upgrade(wanted);
        var forecasts =
                new Estimates(records.timings())
                        .forecasts(plan.system().name(), purpose, steps, List.of());
        var options =
                new Options(pack.directory().toString(), "", false, false, List.of(), forecasts);
        return start(
                run,
                purpose,
                plan.system().name(),
                PlanJson.write(plan),
                plan.hash(),
                options.json(),
                steps);
    }

    /// What of the path is known to go wrong and was not accepted. Requirements and tasks are for
    /// the servers that will use the result: the report tells them.
    private static List<Problem> open(Plan plan) {
        return Obstacle.of(plan).stream()
                .filter(obstacle -> CLOSING.contains(obstacle.kind()))
                .map(Obstacle::problem)
                .toList();
    }

    private void waive(Plan plan, String why) throws Fault, InterruptedException {
        var world = records.world();
        world.waivers()
                .put(
                        new Waiver(
                                plan.system().name(),
                                NOT_TESTED,
                                person.name(),
                                why,
                                world.clock().instant().plus(ONE_JOB)));
    }

    /// What a hop asks for and a sandbox does not have.
    private static List<Problem> hindrances(Job job, Plan plan) {
        return plan.hops().stream()
                .flatMap(hop ->
                        hop.actions().stream()
                                .flatMap(action ->
                                        switch (action) {
                                            case Action.Sql _ -> List.<Problem>of().stream();
                                            case Action.Run _ -> code(job, hop.release()).stream();
                                            case Action.Start _, Action.Http _ ->
                                                    List.of(
                                                            Problem.of(
                                                                            "DUMP:NEEDS_PRODUCT",
                                                                            "this product migrates when it starts, and in a sandbox"
                                                                                    + " there is only its database")
                                                                    .value(
                                                                            "the hop to "
                                                                                    + hop.release())
                                                                    .advice(
                                                                            "Restore the dump into a system of your own and use belay"
                                                                                    + " rehearse"))
                                                            .stream();
                                        }))
                .distinct()
                .toList();
    }

    private static List<Problem> code(Job job, ReleaseId release) {
        if (job.code().isEmpty()) {
            return List.of(
                    Problem.of("DUMP:NO_CODE", "a hop runs scripts that only you can provide")
                            .value("the hop to " + release)
                            .expected("--code FOLDER with a folder for each release in it")
                            .advice("The pack says which command is run there"));
        }
        var folder = DumpItinerary.codeOf(job.code().getFirst().toString(), release);
        return Files.isDirectory(folder)
                ? List.of()
                : List.of(
                        Problem.of("DUMP:NO_CODE", "the code of a release is not there")
                                .value(folder.toString())
                                .expected("a folder with the scripts that lead to " + release));
    }

    private List<Problem> untested(Plan plan) throws Fault, InterruptedException {
        var world = records.world();
        var holds = plan.system().policy().rehearsalHolds();
        var passed =
                world.rehearsals()
                        .latest(plan.rehearsalHash())
                        .filter(Rehearsal::passed)
                        .filter(test ->
                                Duration.between(test.at(), world.clock().instant())
                                                .compareTo(holds)
                                        <= 0);
        return passed.isPresent()
                ? List.of()
                : List.of(
                        Problem.of(
                                        NOT_TESTED,
                                        "a dump is upgraded for production only after a test upgrade of the"
                                                + " same database by the same path")
                                .value(
                                        plan.from()
                                                + " → "
                                                + plan.to()
                                                + ", plan "
                                                + plan.hash().substring(0, 12))
                                .expected(
                                        "a test upgrade that passed within "
                                                + Words.duration(holds))
                                .advice(
                                        "Upgrade it with --purpose testing, try the result, and come"
                                                + " back with a fresh dump; or answer for it with"
                                                + " --untested WHY"));
    }

    private static String major(Handed dump, DumpFound found) {
        return dump.major().isEmpty() ? found.major() : dump.major();
    }

    private long memory(Handed dump) throws Fault {
        return dump.memory() == 0 ? sandboxes.memory() : dump.memory();
    }

    private DumpItinerary itinerary(RunId run, Handed dump, DumpFound found) throws Fault {
        return new DumpItinerary(
                run,
                home,
                dump.file().toAbsolutePath().toString(),
                dump.sha256(),
                found.database(),
                new Needs(major(dump, found), found.disk(), memory(dump), dump.within()));
    }

    private Answer<Run> start(
            RunId run,
            Purpose purpose,
            SystemName name,
            String plan,
            String hash,
            String options,
            List<UpgradeStep> steps)
            throws Fault, InterruptedException {
        return records.order(
                new Order(
                        run,
                        name,
                        purpose,
                        plan,
                        hash,
                        options,
                        person.name(),
                        Policy.DEFAULT.pauseLimit(),
                        steps.stream().map(step -> Part.of(step, codec)).toList()));
    }

    /// A dump's database, for which one job runs at a time.
    private static SystemName name(Handed dump, DumpFound found) {
        var said =
                dump.name().isEmpty()
                        ? found.head().facts().getOrDefault("database", baseName(found.file()))
                        : dump.name();
        var safe = said.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        return new SystemName("dump-" + safe.substring(0, Math.min(LONGEST_NAME, safe.length())));
    }

    private static String baseName(Path file) {
        var name = file.getFileName().toString();
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /// Nothing of a job of its own is in it: the test and the production job of a database must
    /// have the same plan.
    private static ProductSystem system(SystemName name, String product) {
        return new ProductSystem(
                name,
                product,
                List.of(),
                Map.of(),
                new DatabaseSettings(
                        "postgresql",
                        "",
                        0,
                        name.text(),
                        "",
                        "",
                        "",
                        "",
                        Route.AUTO,
                        new Promotion(List.of(), List.of()),
                        "",
                        0),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                Policy.DEFAULT);
    }

    // Back

    @Override
    public Answer<Restored> restore(RunId job, Path out) throws Fault, InterruptedException {
        var found = records.exist() ? records.journal().find(job) : Optional.<Run>empty();
        var report = found.map(DumpReport::of);
        if (report.isEmpty() || report.get().taken().stream().noneMatch(InProcessDumps::kept)) {
            return Answer.refused(
                    Problem.of("DUMP:NOT_KEPT", "no dump is kept of this job")
                            .value(job.text())
                            .expected("an upgrade that was not taken back")
                            .advice("See the jobs with: belay status"));
        }
        var unfit = unfit(out);
        if (unfit.isPresent()) {
            return Answer.refused(unfit.get());
        }
        var taken = report.get().taken().getFirst();
        var back = dumps.take(Path.of(taken.copy()), out, taken.sha256(), Meter.SILENT);
        return Answer.of(
                new Restored(back.copy(), back.bytes(), back.sha256(), release(found.get())));
    }

    private static boolean kept(TakeDump.Taken taken) {
        return Files.exists(Path.of(taken.copy()));
    }

    private static String release(Run run) {
        return run.order().planHash().isEmpty()
                ? ""
                : PlanJson.read(run.order().plan()).from().text();
    }
}
