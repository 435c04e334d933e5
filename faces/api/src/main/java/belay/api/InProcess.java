package belay.api;

import belay.clean.Cleaning.Cleaned;
import belay.clean.Leftover;
import belay.document.Near;
import belay.outside.Changes;
import belay.outside.Databases;
import belay.outside.DumpFiles;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Sandboxes;
import belay.plan.Catalogue;
import belay.plan.PackDoubts;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Terms;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Pack;
import belay.release.PackPlaces;
import belay.release.Package;
import belay.release.Packs;
import belay.release.Release;
import belay.run.Backups.Backup;
import belay.run.Event;
import belay.run.Order;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Refusals;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.RunState;
import belay.run.StepCodec;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.Waivers.Waiver;
import belay.step.Copy;
import belay.step.Finding;
import belay.step.Gates;
import belay.step.HoldMoment;
import belay.step.Itinerary;
import belay.step.NewAddress;
import belay.step.Options;
import belay.step.StepJson;
import belay.step.Switch;
import belay.step.SwitchClients;
import belay.step.UpgradeStep;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import belay.system.SystemName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The use cases carried out in this process.
public final class InProcess implements Belay {

    /// Of one system, looked through for what stands.
    private static final int MOST_RUNS = 1_000;

    /// As many as a refusal names.
    private static final int FEW = 3;

    private final Person person;
    private final Path home;
    private final Shelf shelf;
    private final Desk desk;
    private final Databases databases;
    private final Host host;
    private final Records records;
    private final RunIds ids;
    private final Doctor doctor;
    private final InProcessDumps dumps;
    private final WaiverDesk waivers;
    private final CleanDesk cleaning;
    private final StepCodec codec = new StepJson();

    /// Whose door this is, and which Belay it leads to.
    public record Person(String name, String version) {}

    /// @param home under which backups, copies and runs are put
    public InProcess(
            Person person,
            Path home,
            Shelf shelf,
            Databases databases,
            DumpFiles dumps,
            Sandboxes sandboxes,
            Host host,
            Records records,
            RunIds ids,
            Doctor doctor) {
        this.person = person;
        this.home = home;
        this.shelf = shelf;
        this.desk = new Desk(shelf, databases, host);
        this.databases = databases;
        this.host = host;
        this.records = records;
        this.ids = ids;
        this.doctor = doctor;
        this.cleaning = new CleanDesk(home, records, codec);
        this.waivers = new WaiverDesk(person, desk, records);
        this.dumps = new InProcessDumps(person, home, shelf, dumps, sandboxes, host, records, ids);
    }

    // Without a system

    @Override
    public Catalogue catalogue() {
        return shelf.catalogue();
    }

    @Override
    public Answer<Catalogue> catalogue(String product) {
        return shelf.catalogue(product);
    }

    @Override
    public Answer<Imported> takeIn(Import wanted) throws Fault {
        return new Importer(home, shelf).take(wanted);
    }

    @Override
    public Dumps dumps() {
        return dumps;
    }

    // Before a run

    @Override
    public Answer<Detected> detect(Path system) throws Fault, InterruptedException {
        return switch (desk.known(system)) {
            case Answer.Refused<Desk.Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Known>(var known) -> Answer.of(desk.detect(known));
        };
    }

    @Override
    public Answer<HomeFound> detectHome(Path home) throws Fault {
        return desk.look(home.toAbsolutePath().normalize());
    }

    @Override
    public Answer<Hits> issues(Path system, Wish wish) throws Fault, InterruptedException {
        return switch (desk.question(system, wish)) {
            case Answer.Refused<Desk.Asked>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Asked>(var asked) -> Hits.of(asked.pack(), asked.question());
        };
    }

    @Override
    public Answer<Outlook> plan(Wanted wanted) throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) -> {
                var outlook = outlook(drawn);
                var tooShort = outlook.tooShort();
                yield !drawn.file().wish().window().isEmpty() && tooShort.isPresent()
                        ? Answer.refused(tooShort.get())
                        : Answer.of(outlook);
            }
        };
    }

    private Outlook outlook(Desk.Drawn drawn) throws Fault, InterruptedException {
        var plan = drawn.plan();
        // An estimate takes no ports: nothing of it is carried out.
        var steps = new Itinerary(ids.next(), Purpose.PRODUCTION, plan, home, () -> 0).production();
        var known = records.exist();
        var declared = Estimates.declared(plan.terms());
        return new Outlook(
                drawn.file(),
                drawn.known().pack().directory().toString(),
                known
                        ? new Estimates(records.timings())
                                .of(plan.system().name(), Purpose.PRODUCTION, steps, declared)
                        : Estimates.nothingKnown(steps, declared),
                drawn.routes().stream()
                        .flatMap(found ->
                                Stream.concat(
                                        found.findings().stream(),
                                        NewAddress.unled(plan, found).stream()))
                        .toList(),
                known
                        ? records.world().rehearsals().latest(plan.rehearsalHash()).stream()
                                .toList()
                        : List.of(),
                drawn.replies(),
                drawn.changes());
    }

    @Override
    public Answer<Checked> check(Wanted wanted) throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) ->
                    Answer.of(new Checked(outlook(drawn), findings(drawn, Purpose.PRODUCTION)));
        };
    }

    /// Every gate, and whether a saved plan still is what would be planned.
    private List<Finding> findings(Desk.Drawn drawn, Purpose purpose)
            throws Fault, InterruptedException {
        var findings = new ArrayList<Finding>();
        if (!drawn.changes().isEmpty()) {
            findings.add(
                    new Finding("plan", Finding.Verdict.REFUSED, "stale", List.of(stale(drawn))));
        }
        findings.addAll(Gates.check(records.world(), drawn.plan(), purpose, home));
        if (purpose == Purpose.PRODUCTION && !drawn.plan().terms().window().isEmpty()) {
            findings.add(window(outlook(drawn)));
        }
        return findings;
    }

    private static Finding window(Outlook outlook) {
        return outlook.tooShort()
                .map(problem -> Finding.refused("window", problem))
                .orElseGet(() ->
                        outlook.estimate().duration().isEmpty()
                                ? Finding.warning(
                                        "window", "nothing tells how long the upgrade may last")
                                : Finding.ok("window", "long enough"));
    }

    private static Problem stale(Desk.Drawn drawn) {
        return Problem.of("PLAN:STALE", "the saved plan is not what would be planned today")
                .value(String.join("; ", drawn.changes()))
                .expected("plan " + shortHash(drawn.plan()))
                .advice("Plan again and rehearse the new plan");
    }

    private static String shortHash(Plan plan) {
        return plan.hash().substring(0, 12);
    }

    // Waivers

    @Override
    public Answer<Waiver> waive(Path system, String name, String why, Duration holds)
            throws Fault, InterruptedException {
        return waivers.waive(system, name, why, holds);
    }

    @Override
    public Answer<List<Waiver>> waivers(Path system) throws Fault, InterruptedException {
        return waivers.holding(system);
    }

    @Override
    public Answer<List<Waiver>> withdraw(Path system, String name)
            throws Fault, InterruptedException {
        return waivers.withdraw(system, name);
    }

    // Runs

    @Override
    public Answer<Run> backup(Path system) throws Fault, InterruptedException {
        return switch (desk.standing(system)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) -> {
                var run = ids.next();
                var steps = itinerary(run, Purpose.BACKUP, drawn.plan()).backup();
                yield start(run, Purpose.BACKUP, drawn, options(drawn, false, false), steps);
            }
        };
    }

    @Override
    public List<Backup> backups(SystemName system) throws Fault, InterruptedException {
        return records.exist() ? cleaning.backups(system) : List.of();
    }

    @Override
    public Answer<Loss> lossOfRestore(Path system, String backup)
            throws Fault, InterruptedException {
        return switch (restoring(system, backup)) {
            case Answer.Refused<Restoring>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Restoring>(var restoring) -> Answer.of(loss(restoring));
        };
    }

    /// A backup, and the way to it.
    private record Restoring(Desk.Drawn drawn, Backup backup) {}

    private Answer<Restoring> restoring(Path system, String backup)
            throws Fault, InterruptedException {
        return switch (desk.known(system)) {
            case Answer.Refused<Desk.Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Known>(var known) ->
                    switch (found(backup, known.system().name())) {
                        case Answer.Refused<Backup>(var problems) -> new Answer.Refused<>(problems);
                        case Answer.Given<Backup>(var found) ->
                                desk.restoring(system, found)
                                        .then(drawn -> Answer.of(new Restoring(drawn, found)));
                    };
        };
    }

    private Loss loss(Restoring restoring) {
        var plan = restoring.drawn().plan();
        var taken = restoring.backup().takenAt();
        return new Loss(
                taken,
                Loss.UNKNOWN,
                (desk.down(plan.system())
                                ? "an unknown number of changes (nothing listens at "
                                        + databases.endpoint(plan.system().database())
                                        + "): "
                                : "")
                        + Loss.since(taken)
                        + (plan.system().home().isEmpty() ? "" : ", to the home too")
                        + (plan.from().equals(plan.to())
                                ? ""
                                : ", and leads from " + plan.from() + " to " + plan.to()));
    }

    private Answer<Backup> found(String backup, SystemName system)
            throws Fault, InterruptedException {
        var known = records.exist() ? records.world().backups().of(system) : List.<Backup>of();
        return known.stream()
                .filter(one -> one.id().equals(backup))
                .findFirst()
                .map(Answer::of)
                .orElseGet(() ->
                        Answer.refused(
                                unknown(backup, system, known.stream().map(Backup::id).toList())));
    }

    private static Problem unknown(String backup, SystemName system, List<String> known) {
        return Problem.of("BACKUP:UNKNOWN", "there is no such backup")
                .value(backup)
                .expected(
                        known.isEmpty()
                                ? "a backup of " + system + "; there is none"
                                : "a backup of "
                                        + system
                                        + ", such as "
                                        + known.stream()
                                                .limit(FEW)
                                                .collect(Collectors.joining(", ")))
                .advice((Near.advice(backup, known) + " See them with: belay backups").strip());
    }

    @Override
    public Answer<Run> restore(Path system, String backup, Consent consent)
            throws Fault, InterruptedException {
        return switch (restoring(system, backup)) {
            case Answer.Refused<Restoring>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Restoring>(var restoring) -> restore(restoring, consent);
        };
    }

    private Answer<Run> restore(Restoring restoring, Consent consent)
            throws Fault, InterruptedException {
        var drawn = restoring.drawn();
        var notKept = notKept(drawn);
        if (notKept.isPresent()) {
            return Answer.refused(notKept.get());
        }
        var findings = Gates.check(records.world(), drawn.plan(), Purpose.RESTORE, home);
        if (!Gates.open(findings)) {
            return closed(findings);
        }
        if (consent == Consent.NOT_GIVEN) {
            return notAccepted(
                    loss(restoring),
                    "restoring this backup",
                    NextStep.command(
                            "restore",
                            List.of(
                                    drawn.file().systemFile(),
                                    restoring.backup().id(),
                                    "--accept-loss")));
        }
        var run = ids.next();
        return start(
                run,
                Purpose.RESTORE,
                drawn,
                options(drawn, false, true),
                itinerary(run, Purpose.RESTORE, drawn.plan())
                        .restore(
                                restoring.backup(),
                                desk.down(drawn.plan().system())
                                        ? Itinerary.Found.DOWN
                                        : Itinerary.Found.SERVING));
    }

    private static <T> Answer<T> notAccepted(Loss loss, String what, String command) {
        return Answer.refused(
                Problem.of(Loss.NOT_ACCEPTED, what + " loses what was written since")
                        .value(loss.words())
                        .expected("--accept-loss")
                        .advice("If that is what you want: " + command));
    }

    @Override
    public Answer<Run> rehearse(Wanted wanted, String backup, Keep keep)
            throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) when !drawn.changes().isEmpty() ->
                    Answer.refused(stale(drawn));
            case Answer.Given<Desk.Drawn>(var drawn) -> rehearse(drawn, backup, keep);
        };
    }

    private Answer<Run> rehearse(Desk.Drawn drawn, String backup, Keep keep)
            throws Fault, InterruptedException {
        var findings = findings(drawn, Purpose.TESTING);
        if (!Gates.open(findings)) {
            return closed(findings);
        }
        var backups = new ArrayList<Backup>();
        if (!backup.isEmpty()) {
            switch (found(backup, drawn.plan().system().name())) {
                case Answer.Refused<Backup>(var problems) -> {
                    return new Answer.Refused<>(problems);
                }
                case Answer.Given<Backup>(var found) -> backups.add(found);
            }
        }
        var run = ids.next();
        return start(
                run,
                Purpose.TESTING,
                drawn,
                options(drawn, keep == Keep.COPY, false),
                itinerary(run, Purpose.TESTING, drawn.plan()).rehearsal(backups));
    }

    @Override
    public Answer<Run> upgrade(Wanted wanted) throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) when !drawn.changes().isEmpty() ->
                    Answer.refused(stale(drawn));
            case Answer.Given<Desk.Drawn>(var drawn) -> upgrade(drawn);
        };
    }

    /// Where clients are led next is written into the description: it must be there then.
    private static Optional<Problem> notKept(Desk.Drawn drawn) {
        var file = drawn.file().systemFile();
        return Files.isRegularFile(Path.of(file))
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                        "SYSTEM:NOT_KEPT",
                                        "the run writes the new address into system.yaml, and this"
                                                + " is no file on a disk")
                                .value(file)
                                .expected("a file that is still there when the run ends")
                                .advice("Write it into a file and name that"));
    }

    private Answer<Run> upgrade(Desk.Drawn drawn) throws Fault, InterruptedException {
        var notKept = notKept(drawn);
        if (notKept.isPresent()) {
            return Answer.refused(notKept.get());
        }
        var findings = findings(drawn, Purpose.PRODUCTION);
        if (!Gates.open(findings)) {
            return closed(findings);
        }
        var run = ids.next();
        return start(
                run,
                Purpose.PRODUCTION,
                drawn,
                options(drawn, false, false),
                itinerary(run, Purpose.PRODUCTION, drawn.plan()).production());
    }

    private static Answer<Run> closed(List<Finding> findings) {
        return new Answer.Refused<>(
                findings.stream()
                        .filter(finding -> finding.verdict() == Finding.Verdict.REFUSED)
                        .flatMap(finding -> finding.problems().stream())
                        .toList());
    }

    // The way back

    @Override
    public Answer<Loss> lossOfRollback(RunId upgrade) throws Fault, InterruptedException {
        return sided(
                upgrade,
                () ->
                        switch (promoted(upgrade)) {
                            case Answer.Refused<Run>(var problems) ->
                                    new Answer.Refused<>(problems);
                            case Answer.Given<Run>(var run) -> Answer.of(loss(run));
                        });
    }

    /// The upgrade, if production is what it made of it.
    private Answer<Run> promoted(RunId upgrade) throws Fault, InterruptedException {
        return switch (run(upgrade)) {
            case Answer.Refused<Run> unknown -> unknown;
            case Answer.Given<Run>(var run) -> {
                var refusal = refusal(run);
                yield refusal.isPresent() ? Answer.refused(refusal.get()) : Answer.of(run);
            }
        };
    }

    private Optional<Problem> refusal(Run run) throws Fault, InterruptedException {
        boolean underWay = run.state() == RunState.RUNNING || run.state() == RunState.WAITING;
        if (Promotions.moves(run) && underWay) {
            return Refusals.ofAbandon(run, records.journal().carrier(run.id()));
        }
        if (!Promotions.moves(run) || !Promotions.switched(run)) {
            return Optional.of(notPromoted(run));
        }
        var promotions = new Promotions(records.journal().history(run.system(), MOST_RUNS), codec);
        var refusal = promotions.refusal(run);
        if (refusal.isEmpty()) {
            refusal = elsewhere(run);
        }
        return refusal.isPresent() ? refusal : noOldSide(run);
    }

    private static Problem notPromoted(Run run) {
        return Problem.of("ROLLBACK:NOT_PROMOTED", "this run has not switched production")
                .value(
                        Words.purpose(run.order().purpose())
                                + " "
                                + run.id()
                                + ", "
                                + Words.state(run.state()))
                .expected("an upgrade or a restore that was promoted")
                .advice("Nothing is to be rolled back by it; see the runs with: belay status");
    }

    /// The operator's description may have been led elsewhere by hand since.
    private Optional<Problem> elsewhere(Run run) throws Fault {
        var file = Options.read(run.order().options()).systemFile();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        return switch (SystemFile.read(Path.of(file))) {
            case Answer.Refused<ProductSystem>(var problems) -> Optional.of(problems.getFirst());
            case Answer.Given<ProductSystem>(var today) -> {
                var described = databases.endpoint(today.database());
                var made = endpoint(run);
                yield described.equals(made) || same(described, made)
                        ? Optional.empty()
                        : Optional.of(
                                Problem.of(
                                                "ROLLBACK:ELSEWHERE",
                                                "system.yaml leads to another database than this"
                                                        + " run made production")
                                        .value(described + " in " + file)
                                        .expected(made.toString())
                                        .advice(
                                                "If clients use the one that is expected, write its"
                                                        + " address there and roll back again"));
            }
        };
    }

    /// A server that does not answer is not the one that clients use.
    private boolean same(Endpoint described, Endpoint made) throws Fault {
        try {
            return databases.same(described, made);
        } catch (Fault.Transient _) {
            return false;
        }
    }

    private Loss loss(Run upgrade) throws Fault {
        var moment = moment(upgrade);
        var since =
                moment.map(StepRecord::state)
                        .map(state -> ((StepState.Done) state).until())
                        .orElse(upgrade.created());
        return Loss.of(since, changes(upgrade, moment));
    }

    private Changes changes(Run upgrade, Optional<StepRecord> moment) throws Fault {
        if (moment.isEmpty()) {
            return new Changes.Unknown("the run did not mark the moment of its promotion");
        }
        var made = endpoint(upgrade);
        return databases.down(made)
                ? new Changes.Unknown("nothing listens at " + made)
                : databases.changesSince(
                        made, moment.get().outcome().as(HoldMoment.Held.class).mark());
    }

    private static Optional<StepRecord> moment(Run upgrade) {
        return upgrade.steps().stream()
                .filter(step -> step.part().kind().equals(HoldMoment.class.getSimpleName()))
                .filter(step -> step.state() instanceof StepState.Done)
                .findFirst();
    }

    private Optional<Problem> noOldSide(Run upgrade) throws Fault {
        var settings = PlanJson.read(upgrade.order().plan()).system().database();
        var turn = turn(upgrade);
        return turn.isEmpty() ? Optional.empty() : turn.get().noOldSide(databases, settings);
    }

    private Optional<Switch> turn(Run upgrade) {
        return upgrade.order().parts().stream()
                .map(part -> codec.read(part.step()))
                .filter(SwitchClients.class::isInstance)
                .map(step -> ((SwitchClients) step).how())
                .findFirst();
    }

    private Endpoint endpoint(Run upgrade) {
        var settings = PlanJson.read(upgrade.order().plan()).system().database();
        var copy = turn(upgrade).map(turn -> turn.stage().copy()).orElse(new Copy.None());
        return switch (copy) {
            case Copy.Server(var place) -> databases.endpoint(settings, place);
            case Copy.None _, Copy.Boxed _ -> databases.endpoint(settings);
            case Copy.Named(var database) -> databases.endpoint(settings).database(database);
        };
    }

    @Override
    public Answer<Run> rollback(RunId upgrade, Consent consent) throws Fault, InterruptedException {
        return sided(
                upgrade,
                () ->
                        switch (promoted(upgrade)) {
                            case Answer.Refused<Run> refused -> refused;
                            case Answer.Given<Run>(var forward) -> rollback(forward, consent);
                        });
    }

    private Answer<Run> rollback(Run forward, Consent consent) throws Fault, InterruptedException {
        if (consent == Consent.NOT_GIVEN) {
            var loss = loss(forward);
            if (!loss.nothing()) {
                return notAccepted(
                        loss, "rolling back", "belay rollback " + forward.id() + " --accept-loss");
            }
        }
        var run = ids.next();
        var plan = PlanJson.read(forward.order().plan());
        var was = Options.read(forward.order().options());
        var options =
                new Options(
                        was.packDirectory(),
                        was.systemFile(),
                        false,
                        consent == Consent.GIVEN,
                        List.of(),
                        List.of());
        var order =
                new Order(
                        run,
                        forward.system(),
                        Purpose.GO_BACK,
                        forward.order().plan(),
                        forward.order().planHash(),
                        options.json(),
                        person.name(),
                        pauseLimit(was.systemFile(), plan),
                        parts(itinerary(run, Purpose.GO_BACK, plan).goBack(forward)));
        // One that is not over holds the system and is past its point of no return: what is left of
        // it, the rollback carries out the other way round.
        return forward.state().over() ? start(order) : records.replace(forward.id(), order);
    }

    /// What the operator allows today; the plan of the upgrade is frozen.
    private static Duration pauseLimit(String systemFile, Plan plan) {
        return !systemFile.isEmpty()
                        && SystemFile.read(Path.of(systemFile))
                                instanceof Answer.Given<ProductSystem>(var today)
                ? today.policy().pauseLimit()
                : plan.system().policy().pauseLimit();
    }

    // Starting

    private Itinerary itinerary(RunId run, Purpose purpose, Plan plan) {
        return new Itinerary(run, purpose, plan, home, host::freePort);
    }

    private static Options options(Desk.Drawn drawn, boolean keep, boolean acceptedLoss) {
        return new Options(
                drawn.known().pack().directory().toString(),
                drawn.file().systemFile(),
                keep,
                acceptedLoss,
                shipped(drawn),
                List.of());
    }

    /// What the vendor shipped for the release that runs now, where Belay can get it.
    private static List<Package> shipped(Desk.Drawn drawn) {
        return switch (drawn.known().pack().release(drawn.plan().from().text())) {
            case Answer.Refused<Release> _ -> List.of();
            case Answer.Given<Release>(var release) ->
                    release.packages().stream()
                            .filter(one -> !(one.source() instanceof Package.Source.Operator))
                            .toList();
        };
    }

    private List<Part> parts(List<UpgradeStep> steps) {
        return steps.stream().map(step -> Part.of(step, codec)).toList();
    }

    private Answer<Run> start(
            RunId run, Purpose purpose, Desk.Drawn drawn, Options options, List<UpgradeStep> steps)
            throws Fault, InterruptedException {
        var plan = drawn.plan();
        return start(
                new Order(
                        run,
                        plan.system().name(),
                        purpose,
                        PlanJson.write(plan),
                        plan.hash(),
                        options.forecast(
                                        new Estimates(records.timings())
                                                .forecasts(
                                                        plan.system().name(),
                                                        purpose,
                                                        steps,
                                                        declared(purpose, plan::terms)))
                                .json(),
                        person.name(),
                        plan.system().policy().pauseLimit(),
                        parts(steps)));
    }

    private Answer<Run> start(Order order) throws Fault, InterruptedException {
        return records.order(order);
    }

    // While it runs

    @Override
    public Answer<Run> run(RunId run) throws Fault, InterruptedException {
        Optional<Run> found = records.exist() ? records.journal().find(run) : Optional.empty();
        if (found.isEmpty()) {
            return Answer.refused(Refusals.unknown(run, runs(FEW)));
        }
        return unread(found.get())
                .<Answer<Run>>map(Answer::refused)
                .orElseGet(() -> Answer.of(found.get()));
    }

    @Override
    public Optional<Problem> unread(Run run) {
        return new OtherVersion(codec).recorded(run);
    }

    @Override
    public Answer<Standing> standing(RunId run) throws Fault, InterruptedException {
        return switch (run(run)) {
            case Answer.Refused<Run>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Run>(var found) -> Answer.of(standing(found));
        };
    }

    /// While a worker carries it, the journal knows best, and a look would only be in its way.
    private Standing standing(Run run) throws Fault, InterruptedException {
        var later = Promotions.since(records.journal(), run);
        var told =
                new Standing(
                        run,
                        Clients.of(run, later),
                        records.journal().carrier(run.id()),
                        records.watches().of(run.id()).stream().toList());
        var last = later.stream().filter(Clients::begun).findFirst().orElse(run);
        boolean still = last.id().equals(run.id()) ? told.still() : still(last);
        return still ? told.seen(wayBack(run, told.clients().seen(looked(last, later)))) : told;
    }

    /// A rollback that is offered is not refused when it is asked for: what has become of the old
    /// side is looked at, too.
    private Clients wayBack(Run run, Clients found) {
        boolean offered =
                Promotions.moves(run)
                        && Promotions.switched(run)
                        && (run.state() == RunState.DONE || run.state() == RunState.FAILED);
        return switch (found) {
            case Clients.Source _, Clients.Target _ when offered -> closed(run, found);
            case Clients.KeptOut _, Clients.Nobody _, Clients.Both _ when offered ->
                    closed(run, found);
            case Clients.Source _, Clients.Target _, Clients.KeptOut _ -> found;
            case Clients.Nobody _, Clients.Both _, Clients.Removed _ -> found;
            case Clients.Closed _, Clients.Unknown _, Clients.NotConcerned _ -> found;
        };
    }

    private Clients closed(Run run, Clients found) {
        try {
            // That nothing has come after it, the journal has told.
            var moved = elsewhere(run);
            return (moved.isPresent() ? moved : noOldSide(run))
                    .<Clients>map(problem -> new Clients.NoWayBack(found, told(problem)))
                    .orElse(found);
        } catch (Fault fault) {
            return new Clients.NoWayBack(found, told(fault.problem()));
        }
    }

    private static String told(Problem problem) {
        return problem.reason() + (problem.value().isEmpty() ? "" : ", found " + problem.value());
    }

    private Clients looked(Run last, List<Run> history) throws Fault {
        var unread = unread(last);
        if (unread.isPresent()) {
            return new Clients.Unknown(unread.get().reason());
        }
        var found = new SideProbe(databases, host).seen(last, Clients.of(last, history));
        return found instanceof Clients.Nobody ? removed(last).orElse(found) : found;
    }

    /// Nobody serves a system that is described nowhere any more.
    private Optional<Clients> removed(Run last) throws Fault {
        var description = Options.read(last.order().options()).systemFile();
        return description.isEmpty() || host.exists(Path.of(description))
                ? Optional.empty()
                : Optional.of(new Clients.Removed(description));
    }

    /// Whether nobody carries on the run that has moved clients last.
    private boolean still(Run last) throws Fault, InterruptedException {
        return new Standing(
                        last,
                        new Clients.NotConcerned(),
                        records.journal().carrier(last.id()),
                        List.of())
                .still();
    }

    /// What goes wrong with a run that has moved clients is told after which side serves them.
    private <T> Answer<T> sided(RunId id, Act<T> act) throws Fault, InterruptedException {
        try {
            return switch (act.take()) {
                case Answer.Refused<T>(var problems) -> {
                    var all = new ArrayList<>(problems);
                    all.set(0, sided(id, problems.getFirst()));
                    yield new Answer.Refused<>(all);
                }
                case Answer.Given<T> given -> given;
            };
        } catch (Fault.Transient fault) {
            throw new Fault.Transient(sided(id, fault.problem()), fault);
        } catch (Fault.Permanent fault) {
            throw new Fault.Permanent(sided(id, fault.problem()), fault);
        }
    }

    private Problem sided(RunId id, Problem problem) throws Fault, InterruptedException {
        if (!(run(id) instanceof Answer.Given<Run>(var run)) || !Clients.begun(run)) {
            return problem;
        }
        var reason = problem.reason();
        var serving = standing(run).clients().sentence();
        return new Problem(
                problem.code(),
                // Whoever serves nobody may not answer for the same reason.
                serving.contains(reason)
                        ? serving
                        : serving
                                + " "
                                + reason.substring(0, 1).toUpperCase(Locale.ROOT)
                                + reason.substring(1),
                problem.value(),
                problem.expected(),
                problem.advice(),
                problem.place());
    }

    @Override
    public List<String> alarms() throws Fault, InterruptedException {
        return cleaning.alarms();
    }

    @Override
    public List<Run> runs(int limit) throws Fault, InterruptedException {
        return records.exist() ? records.journal().history(limit) : List.of();
    }

    @Override
    public List<Run> runs(SystemName system, int limit) throws Fault, InterruptedException {
        return records.exist() ? records.journal().history(system, limit) : List.of();
    }

    @Override
    public List<Event> events(RunId run, long after, Duration patience)
            throws Fault, InterruptedException {
        return records.journal().events(run, after, patience);
    }

    @Override
    public Estimate estimate(Run run) throws Fault, InterruptedException {
        var steps = run.order().parts().stream().map(part -> codec.read(part.step())).toList();
        return new Estimates(records.timings())
                .of(
                        run.system(),
                        run.order().purpose(),
                        steps,
                        declared(
                                run.order().purpose(),
                                () -> PlanJson.read(run.order().plan()).terms()));
    }

    private static List<Estimate.Declared> declared(Purpose purpose, Supplier<Terms> terms) {
        return purpose == Purpose.PRODUCTION ? Estimates.declared(terms.get()) : List.of();
    }

    @Override
    public Answer<Run> cancel(RunId run) throws Fault, InterruptedException {
        return sided(
                run,
                () ->
                        known(
                                run,
                                () ->
                                        records.worked(
                                                records.journal().cancel(run, person.name()))));
    }

    @Override
    public Answer<Run> halt(RunId run) throws Fault, InterruptedException {
        return sided(run, () -> known(run, () -> records.journal().halt(run, person.name())));
    }

    @Override
    public Answer<Run> resume(RunId run) throws Fault, InterruptedException {
        return sided(
                run,
                () ->
                        known(
                                run,
                                () ->
                                        records.worked(
                                                records.journal().resume(run, person.name()))));
    }

    @Override
    public Answer<Waiver> accept(RunId run, String why) throws Fault, InterruptedException {
        return sided(
                run,
                () ->
                        switch (run(run)) {
                            case Answer.Refused<Run>(var problems) ->
                                    new Answer.Refused<>(problems);
                            case Answer.Given<Run>(var found) -> waivers.accept(found, why);
                        });
    }

    @Override
    public Answer<Run> abandon(RunId run) throws Fault, InterruptedException {
        var answer =
                sided(run, () -> known(run, () -> records.journal().abandon(run, person.name())));
        if (answer instanceof Answer.Given<Run>(var abandoned)) {
            cleaning.dropSlot(abandoned);
        }
        return answer;
    }

    @FunctionalInterface
    private interface Act<T> {
        Answer<T> take() throws Fault, InterruptedException;
    }

    private Answer<Run> known(RunId run, Act<Run> act) throws Fault, InterruptedException {
        return switch (run(run)) {
            case Answer.Refused<Run> unknown -> unknown;
            case Answer.Given<Run> _ -> act.take();
        };
    }

    // Afterwards, and by the way

    @Override
    public Answer<Evidence> evidence(RunId run) throws Fault, InterruptedException {
        return switch (run(run)) {
            case Answer.Refused<Run>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Run>(var found) ->
                    Answer.of(
                            new Witness(records.journal(), records.world(), person.version(), home)
                                    .of(found)
                                    .seen(standing(found).clients()));
        };
    }

    @Override
    public List<Leftover> leftovers() throws Fault, InterruptedException {
        return cleaning.leftovers();
    }

    @Override
    public List<Cleaned> clean() throws Fault, InterruptedException {
        return cleaning.clean();
    }

    @Override
    public List<Finding> doctor() throws InterruptedException {
        return doctor.examine();
    }

    @Override
    public Answer<Path> newPack(Path in, String product, String scheme) throws Fault {
        return Skeleton.write(in, product, scheme);
    }

    @Override
    public Answer<PackSummary> validatePack(Path pack) {
        return Packs.read(pack).then(read -> Answer.of(summary(read, pack)));
    }

    private static PackSummary summary(Pack pack, Path directory) {
        return new PackSummary(
                pack.product(),
                pack.scheme().name(),
                pack.releases().size(),
                pack.rules().size(),
                pack.hash(),
                PackDoubts.of(pack, PackPlaces.of(pack, directory)));
    }
}
