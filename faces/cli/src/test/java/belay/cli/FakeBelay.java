package belay.cli;

import belay.api.Belay;
import belay.api.Checked;
import belay.api.Clients;
import belay.api.Detected;
import belay.api.Dumps;
import belay.api.Estimate;
import belay.api.Evidence;
import belay.api.Hits;
import belay.api.HomeFound;
import belay.api.Import;
import belay.api.Imported;
import belay.api.Loss;
import belay.api.Outlook;
import belay.api.PackSummary;
import belay.api.Standing;
import belay.api.Wanted;
import belay.clean.Cleaning.Cleaned;
import belay.clean.Leftover;
import belay.outside.Fault;
import belay.plan.Catalogue;
import belay.plan.Question;
import belay.plan.Reply;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Backups.Backup;
import belay.run.Carrier;
import belay.run.Event;
import belay.run.Picker;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.Waivers.Waiver;
import belay.step.Finding;
import belay.system.SystemName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A Belay that answers what its test wants, and remembers what it was asked.
final class FakeBelay implements Belay {

    /// Those that Belay comes with. Read once: a pack never changes.
    private static final Catalogue SHIPPED = shipped();

    private static Catalogue shipped() {
        return switch (Catalogue.read(List.of(Path.of("..", "..", "packs")))) {
            case Answer.Given<Catalogue>(var catalogue) -> catalogue;
            case Answer.Refused<Catalogue>(var problems) ->
                    throw new IllegalStateException(problems.toString());
        };
    }

    Catalogue catalogue = SHIPPED;

    final List<String> asked = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    Answer<Outlook> outlook = Answer.of(Sample.outlook());
    Run run = Sample.run(RunState.DONE, 3);
    List<Finding> findings = List.of();
    List<RunId> unread = List.of();
    List<Fault> faults = List.of();
    List<RuntimeException> bugs = List.of();

    HomeFound found = new HomeFound(Path.of("/opt/shop"), List.of(), List.of("odoo"));

    final FakeDumps dumps = new FakeDumps(this);

    @Override
    public Dumps dumps() {
        return dumps;
    }

    private void ask(String what) throws Fault {
        asked.add(what);
        for (var fault : faults) {
            throw fault;
        }
        for (var bug : bugs) {
            throw bug;
        }
    }

    @Override
    public Catalogue catalogue() {
        asked.add("catalogue");
        return catalogue;
    }

    /// What the catalogue says to a question, written with single quotes.
    Reply reply(String question) {
        return switch (Question.read(question.replace('\'', '"'))) {
            case Answer.Given<Question>(var asked) -> catalogue.answer(asked);
            case Answer.Refused<Question>(var problems) ->
                    throw new IllegalArgumentException(problems.toString());
        };
    }

    @Override
    public Answer<Catalogue> catalogue(String product) {
        asked.add("catalogue " + product);
        return catalogue.pack(product).then(pack -> Answer.of(Catalogue.of(List.of(pack))));
    }

    Answer<Imported> imported = Answer.of(Sample.imported(Imported.State.NEW));

    @Override
    public Answer<Imported> takeIn(Import wanted) throws Fault {
        ask("import " + wanted);
        return imported;
    }

    @Override
    public Answer<Path> newPack(Path in, String product, String scheme) throws Fault {
        ask("new pack " + in + " " + product + " " + scheme);
        return Answer.of(in.resolve(product));
    }

    @Override
    public Answer<Detected> detect(Path system) throws Fault {
        ask("detect " + system);
        return Answer.of(Sample.detected());
    }

    @Override
    public Answer<HomeFound> detectHome(Path home) throws Fault {
        ask("detect home " + home);
        return Answer.of(found);
    }

    @Override
    public Answer<Hits> issues(Path system, Wish wish) throws Fault {
        ask("issues " + system + " " + wish);
        return catalogue
                .pack("dataminer")
                .then(pack ->
                        Question.read("{\"product\":\"dataminer\",\"from\":\"10.4.0\"}")
                                .then(question -> Hits.of(pack, question)));
    }

    @Override
    public Answer<Outlook> plan(Wanted wanted) throws Fault {
        ask("plan " + wanted);
        return outlook;
    }

    @Override
    public Answer<Checked> check(Wanted wanted) throws Fault {
        ask("check " + wanted);
        return outlook.then(given -> Answer.of(new Checked(given, findings)));
    }

    @Override
    public Answer<Waiver> waive(Path system, String name, String why, Duration holds) throws Fault {
        ask("waive " + name + " " + holds);
        return Answer.of(new Waiver(Sample.SHOP, name, "anna", why, Instant.EPOCH.plus(holds)));
    }

    @Override
    public Answer<List<Waiver>> waivers(Path system) throws Fault {
        ask("waivers " + system);
        return Answer.of(List.of());
    }

    @Override
    public Answer<List<Waiver>> withdraw(Path system, String name) throws Fault {
        ask("withdraw " + name);
        return Answer.of(List.of());
    }

    @Override
    public Answer<Run> backup(Path system) throws Fault {
        ask("backup " + system);
        return Answer.of(run);
    }

    @Override
    public List<Backup> backups(SystemName system) throws Fault {
        ask("backups " + system);
        return List.of();
    }

    @Override
    public List<Leftover> leftovers() throws Fault {
        ask("leftovers");
        return List.of(Sample.backupLeft(), Sample.backupKept());
    }

    @Override
    public List<Cleaned> clean() throws Fault {
        ask("clean");
        return List.of(new Cleaned(Sample.backupLeft(), List.of()));
    }

    @Override
    public Answer<Loss> lossOfRestore(Path system, String backup) throws Fault {
        ask("loss of restore " + backup);
        return Answer.of(loss());
    }

    private static Loss loss() {
        return new Loss(Instant.EPOCH, 48, "40 rows inserted, 8 rows deleted");
    }

    @Override
    public Answer<Run> restore(Path system, String backup, Consent consent) throws Fault {
        ask("restore " + backup + " " + consent);
        return started(consent);
    }

    private Answer<Run> started(Consent consent) {
        return consent == Consent.GIVEN
                ? Answer.of(run)
                : Answer.refused(
                        Problem.of(Loss.NOT_ACCEPTED, "that loses what was written")
                                .value(loss().words()));
    }

    @Override
    public Answer<Run> rehearse(Wanted wanted, String backup, Keep keep) throws Fault {
        ask("rehearse " + wanted + " " + keep);
        return stale.isEmpty() ? Answer.of(run) : new Answer.Refused<>(stale);
    }

    /// Why a rehearsal is refused; empty if it is not.
    List<Problem> stale = List.of();

    @Override
    public Answer<Run> upgrade(Wanted wanted) throws Fault {
        ask("upgrade " + wanted);
        return outlook.then(_ -> Answer.of(run));
    }

    @Override
    public Answer<Loss> lossOfRollback(RunId upgrade) throws Fault {
        ask("loss of rollback " + upgrade);
        return Answer.of(loss());
    }

    @Override
    public Answer<Run> rollback(RunId upgrade, Consent consent) throws Fault {
        ask("rollback " + upgrade + " " + consent);
        return started(consent);
    }

    @Override
    public Answer<Run> run(RunId id) {
        return Stream.concat(Stream.of(run), others.stream())
                .filter(one -> one.id().equals(id))
                .findFirst()
                .map(Answer::of)
                .orElseGet(() ->
                        Answer.refused(
                                Problem.of("RUN:UNKNOWN", "there is no such run")
                                        .value(id.text())));
    }

    Carrier carrier =
            new Carrier.Alive(new Picker("app1", 4711, Sample.START), Sample.START, Sample.START);

    List<Run> others = List.of();

    /// What it does while it finds out how a run stands.
    Runnable looking = () -> {};

    List<String> alarms = List.of();

    @Override
    public List<String> alarms() {
        return alarms;
    }

    @Override
    public Answer<Standing> standing(RunId id) {
        looking.run();
        return run(id).then(found ->
                Answer.of(
                        new Standing(
                                found,
                                Clients.of(found, List.of()),
                                found.state() == RunState.RUNNING ? carrier : new Carrier.Nobody(),
                                List.of())));
    }

    @Override
    public Optional<Problem> unread(Run asked) {
        return unread.contains(asked.id())
                ? Optional.of(Problem.of("RUN:OTHER_VERSION", "another version has made it"))
                : Optional.empty();
    }

    @Override
    public List<Run> runs(int limit) throws Fault {
        ask("runs " + limit);
        return Stream.concat(Stream.of(run), others.stream()).toList();
    }

    @Override
    public List<Run> runs(SystemName system, int limit) {
        return List.of(run);
    }

    @Override
    public List<Event> events(RunId id, long after, Duration patience) {
        return events.stream().filter(event -> event.number() > after).toList();
    }

    @Override
    public Estimate estimate(Run of) {
        return new Estimate(List.of());
    }

    @Override
    public Answer<Run> cancel(RunId id) throws Fault {
        ask("cancel " + id);
        return run(id);
    }

    @Override
    public Answer<Run> halt(RunId id) throws Fault {
        ask("halt " + id);
        return run(id);
    }

    @Override
    public Answer<Run> resume(RunId id) throws Fault {
        ask("resume " + id);
        return run(id);
    }

    @Override
    public Answer<Waiver> accept(RunId id, String why) throws Fault {
        ask("accept " + id + " because " + why);
        return run(id).then(found ->
                Answer.of(
                        new Waiver(
                                found.system(), "PROOF:DIFFERS " + id, "anna", why, Instant.MAX)));
    }

    @Override
    public Answer<Run> abandon(RunId id) throws Fault {
        ask("abandon " + id);
        return run(id);
    }

    @Override
    public Answer<Evidence> evidence(RunId id) {
        return Answer.of(Sample.evidence(run));
    }

    @Override
    public List<Finding> doctor() {
        asked.add("doctor");
        return findings;
    }

    @Override
    public Answer<PackSummary> validatePack(Path pack) {
        asked.add("validate " + pack);
        return Answer.refused(
                Problem.of("PACK:UNKNOWN_KEY", "this key is not known")
                        .value("relaeses")
                        .expected("releases")
                        .place("pack.yaml:3:1"));
    }
}
