package belay.api;

import belay.clean.Cleaning.Cleaned;
import belay.clean.Leftover;
import belay.outside.Databases;
import belay.outside.DumpFiles;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Sandboxes;
import belay.plan.Catalogue;
import belay.plan.PackDoubts;
import belay.plan.PlanJson;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Pack;
import belay.release.PackPlaces;
import belay.release.Packs;
import belay.run.Backups.Backup;
import belay.run.Event;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.StepCodec;
import belay.run.Waivers.Waiver;
import belay.step.Finding;
import belay.step.StepJson;
import belay.system.SystemName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The use cases carried out in this process.
public final class InProcess implements Belay {

    private final Person person;
    private final Path home;
    private final Shelf shelf;
    private final Desk desk;
    private final Records records;
    private final Doctor doctor;
    private final InProcessDumps dumps;
    private final WaiverDesk waivers;
    private final CleanDesk cleaning;
    private final PlanDesk plans;
    private final UpgradeDesk upgrades;
    private final RestoreDesk restores;
    private final RollbackDesk rollbacks;
    private final RunDesk runs;
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
        this.records = records;
        this.doctor = doctor;
        this.cleaning = new CleanDesk(home, records, codec);
        this.waivers = new WaiverDesk(person, desk, records);
        var by = person.name();
        var oldSide = new OldSide(databases, codec);
        var orders = new Orders(by, home, host, records, ids, codec);
        this.runs = new RunDesk(by, databases, host, records, oldSide, cleaning, codec);
        this.plans = new PlanDesk(home, desk, records, ids);
        this.restores = new RestoreDesk(home, desk, databases, records, orders);
        this.upgrades = new UpgradeDesk(desk, plans, restores, orders);
        this.rollbacks = new RollbackDesk(by, records, runs, oldSide, orders, codec);
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
        return plans.plan(wanted);
    }

    @Override
    public Answer<Checked> check(Wanted wanted) throws Fault, InterruptedException {
        return plans.check(wanted);
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
    public List<Backup> backups(SystemName system) throws Fault, InterruptedException {
        return records.exist() ? cleaning.backups(system) : List.of();
    }

    @Override
    public Answer<Run> backup(Path system) throws Fault, InterruptedException {
        return upgrades.backup(system);
    }

    @Override
    public Answer<Loss> lossOfRestore(Path system, String backup)
            throws Fault, InterruptedException {
        return restores.lossOfRestore(system, backup);
    }

    @Override
    public Answer<Run> restore(Path system, String backup, Consent consent)
            throws Fault, InterruptedException {
        return restores.restore(system, backup, consent);
    }

    @Override
    public Answer<Run> rehearse(Wanted wanted, String backup, Keep keep)
            throws Fault, InterruptedException {
        return upgrades.rehearse(wanted, backup, keep);
    }

    @Override
    public Answer<Run> upgrade(Wanted wanted) throws Fault, InterruptedException {
        return upgrades.upgrade(wanted);
    }

    @Override
    public Answer<Loss> lossOfRollback(RunId upgrade) throws Fault, InterruptedException {
        return rollbacks.lossOfRollback(upgrade);
    }

    @Override
    public Answer<Run> rollback(RunId upgrade, Consent consent) throws Fault, InterruptedException {
        return rollbacks.rollback(upgrade, consent);
    }

    // While it runs

    @Override
    public Answer<Run> run(RunId run) throws Fault, InterruptedException {
        return runs.run(run);
    }

    @Override
    public Optional<Problem> unread(Run run) {
        return runs.unread(run);
    }

    @Override
    public Answer<Standing> standing(RunId run) throws Fault, InterruptedException {
        return runs.standing(run);
    }

    @Override
    public List<Run> runs(int limit) throws Fault, InterruptedException {
        return runs.runs(limit);
    }

    @Override
    public List<Run> runs(SystemName system, int limit) throws Fault, InterruptedException {
        return runs.runs(system, limit);
    }

    @Override
    public Answer<Run> cancel(RunId run) throws Fault, InterruptedException {
        return runs.cancel(run);
    }

    @Override
    public Answer<Run> halt(RunId run) throws Fault, InterruptedException {
        return runs.halt(run);
    }

    @Override
    public Answer<Run> resume(RunId run) throws Fault, InterruptedException {
        return runs.resume(run);
    }

    @Override
    public Answer<Run> abandon(RunId run) throws Fault, InterruptedException {
        return runs.abandon(run);
    }

    @Override
    public List<String> alarms() throws Fault, InterruptedException {
        return cleaning.alarms();
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
                        Orders.declared(
                                run.order().purpose(),
                                () -> PlanJson.read(run.order().plan()).terms()));
    }

    @Override
    public Answer<Waiver> accept(RunId run, String why) throws Fault, InterruptedException {
        return runs.sided(
                run,
                () ->
                        switch (runs.run(run)) {
                            case Answer.Refused<Run>(var problems) ->
                                    new Answer.Refused<>(problems);
                            case Answer.Given<Run>(var found) -> waivers.accept(found, why);
                        });
    }

    // Afterwards, and by the way

    @Override
    public Answer<Evidence> evidence(RunId run) throws Fault, InterruptedException {
        return switch (runs.run(run)) {
            case Answer.Refused<Run>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Run>(var found) ->
                    Answer.of(
                            new Witness(records.journal(), records.world(), person.version(), home)
                                    .of(found)
                                    .seen(runs.standing(found).clients()));
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
