package belay.api;

import belay.outside.Fault;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.problem.Problem;
import belay.release.Action;
import belay.run.Backups.Backup;
import belay.run.Event;
import belay.run.Journal;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.Step;
import belay.run.StepCodec;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.step.AskFacts;
import belay.step.CheckGates;
import belay.step.CheckHop;
import belay.step.CountLosses;
import belay.step.Finding;
import belay.step.HoldMoment;
import belay.step.RunAction;
import belay.step.RunChecks;
import belay.step.RunScripts;
import belay.step.StartNode;
import belay.step.StepJson;
import belay.step.SwitchClients;
import belay.step.VerifyBackup;
import belay.step.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/// Puts the evidence of a run together from what the journal holds.
public final class Witness {

    private static final int MOST_LINES = 20_000;

    private final Journal journal;
    private final World world;
    private final String version;
    private final Path home;
    private final StepCodec codec = new StepJson();

    /// Puts evidence together.
    ///
    /// @param home under which runs leave their files
    public Witness(Journal journal, World world, String version, Path home) {
        this.journal = journal;
        this.world = world;
        this.version = version;
        this.home = home;
    }

    public Evidence of(Run run) throws Fault, InterruptedException {
        return new Evidence(
                journal.now(),
                version,
                run,
                plan(run).stream().toList(),
                pause(run).stream().toList(),
                checks(run),
                backups(run),
                facts(run),
                ProofWords.proof(run).stream().toList(),
                loss(run).stream().toList(),
                List.of(),
                log(run),
                home.resolve("runs").resolve(run.id().text()),
                Clients.of(run, Promotions.since(journal, run)));
    }

    private static Optional<Plan> plan(Run run) {
        try {
            return Optional.of(PlanJson.read(run.order().plan()));
        } catch (JacksonException other) {
            return Optional.empty();
        }
    }

    // The pause

    private Optional<Evidence.Pause> pause(Run run) {
        var steps = run.steps().stream().map(record -> codec.read(record.part().step())).toList();
        var pause = Estimates.pause(steps);
        var records = run.steps().stream().filter(r -> pause.contains(r.part().name())).toList();
        if (records.isEmpty() || !records.getFirst().state().started()) {
            return Optional.empty();
        }
        var from = since(records.getFirst());
        var until = opened(run, records);
        return Optional.of(
                new Evidence.Pause(
                        from,
                        until,
                        Duration.between(from, until),
                        sum(records, record -> changesData(run, steps.get(record.ordinal()))),
                        sum(records, record -> starts(run, steps.get(record.ordinal())))));
    }

    /// When writers were let in again: on the new side, or on the old one when it was taken back.
    private static Instant opened(Run run, List<StepRecord> pause) {
        return pause.getFirst().undo() instanceof UndoState.Undone(var at, _)
                ? at
                : pause.getLast().state() instanceof StepState.Done(_, var until, _)
                        ? until
                        : run.since();
    }

    private static Instant since(StepRecord record) {
        return switch (record.state()) {
            case StepState.Waiting _ -> Instant.EPOCH;
            case StepState.Acting(var since) -> since;
            case StepState.Done(var since, _, _) -> since;
            case StepState.Failed(var since, _, _) -> since;
        };
    }

    private static boolean changesData(Run run, Step step) {
        return step instanceof RunScripts || (step instanceof RunAction && !starts(run, step));
    }

    /// A hop may migrate on the start of its release.
    private static boolean starts(Run run, Step step) {
        return step instanceof StartNode
                || (step instanceof RunAction(var stage, var action, _, _)
                        && PlanJson.read(run.order().plan())
                                        .hops()
                                        .get(stage.hop())
                                        .actions()
                                        .get(action)
                                instanceof Action.Start);
    }

    private static Duration sum(List<StepRecord> pause, Predicate<StepRecord> counted) {
        return pause.stream()
                .filter(counted)
                .flatMap(record ->
                        record.state() instanceof StepState.Done(var from, var until, _)
                                ? Stream.of(Duration.between(from, until))
                                : Stream.of())
                .reduce(Duration.ZERO, Duration::plus);
    }

    // What the steps found

    private static <T extends Record> List<T> outcomes(Run run, Class<?> kind, Class<T> type) {
        return run.steps().stream()
                .filter(record -> record.part().kind().equals(kind.getSimpleName()))
                .filter(record -> record.state() instanceof StepState.Done)
                .map(record -> record.outcome().as(type))
                .toList();
    }

    /// All that evidence and a rollback read of them.
    static List<Record> found(Run run) {
        var found = new ArrayList<Record>();
        found.addAll(outcomes(run, CheckGates.class, CheckGates.Checked.class));
        found.addAll(outcomes(run, CheckHop.class, RunChecks.Checked.class));
        found.addAll(outcomes(run, RunChecks.class, RunChecks.Checked.class));
        found.addAll(outcomes(run, AskFacts.class, AskFacts.Told.class));
        found.addAll(outcomes(run, CountLosses.class, CountLosses.Losses.class));
        found.addAll(outcomes(run, HoldMoment.class, HoldMoment.Held.class));
        return found;
    }

    private static List<Finding> checks(Run run) {
        var findings = new ArrayList<Finding>();
        outcomes(run, CheckGates.class, CheckGates.Checked.class)
                .forEach(checked -> findings.addAll(checked.findings()));
        Stream.of(CheckHop.class, RunChecks.class)
                .flatMap(kind -> outcomes(run, kind, RunChecks.Checked.class).stream())
                .flatMap(checked -> checked.results().stream())
                .map(Witness::finding)
                .forEach(findings::add);
        return findings;
    }

    private static Finding finding(RunChecks.Result result) {
        return result.passed()
                ? new Finding(
                        "test: " + result.check(),
                        Finding.Verdict.OK,
                        "answered " + result.answer(),
                        List.of())
                : new Finding(
                        "test: " + result.check(),
                        Finding.Verdict.REFUSED,
                        "",
                        List.of(
                                Problem.of("CHECK:FAILED", "the test failed")
                                        .value(result.answer())
                                        .expected(result.expected())));
    }

    private List<Backup> backups(Run run) throws Fault {
        return world.backups().of(run.system()).stream()
                .filter(backup -> backup.run().equals(run.id()))
                .toList();
    }

    /// The last comparison counts; without one, what was asked before.
    private static List<Evidence.FactPair> facts(Run run) {
        var told = outcomes(run, AskFacts.class, AskFacts.Told.class);
        if (told.isEmpty()) {
            return List.of();
        }
        boolean compared = told.size() > 1;
        return told.getLast().answers().stream()
                .map(answered ->
                        compared
                                ? new Evidence.FactPair(
                                        answered.fact(),
                                        answered.was(),
                                        answered.answer(),
                                        answered.holds())
                                : new Evidence.FactPair(
                                        answered.fact(), answered.answer(), "", true))
                .toList();
    }

    private Optional<Loss> loss(Run run) throws Fault {
        return run.order().purpose() == Purpose.RESTORE
                ? lossOfRestore(run)
                : outcomes(run, CountLosses.class, CountLosses.Losses.class).stream()
                        .map(losses -> Loss.of(run.created(), losses.changes()))
                        .findFirst();
    }

    /// What clients lost when they were led to the backup; nothing before, or when it was undone.
    private Optional<Loss> lossOfRestore(Run run) throws Fault {
        boolean led =
                run.steps().stream()
                        .filter(record ->
                                record.part().kind().equals(SwitchClients.class.getSimpleName()))
                        .anyMatch(record ->
                                record.state() instanceof StepState.Done
                                        && !(record.undo() instanceof UndoState.Undone));
        var restored =
                run.steps().stream()
                        .map(record -> codec.read(record.part().step()))
                        .flatMap(step ->
                                step instanceof VerifyBackup(var backup, _)
                                        ? Stream.of(backup)
                                        : Stream.empty())
                        .findFirst();
        return led && restored.isPresent()
                ? world.backups().find(restored.get()).map(Loss::ofRestore)
                : Optional.empty();
    }

    private List<Evidence.Line> log(Run run) throws Fault, InterruptedException {
        var lines = new ArrayList<Evidence.Line>();
        long after = 0;
        while (lines.size() < MOST_LINES) {
            var events = journal.events(run.id(), after, Duration.ZERO);
            if (events.isEmpty()) {
                break;
            }
            for (var event : events) {
                add(run, event, lines);
            }
            after = events.getLast().number();
        }
        return lines;
    }

    private static void add(Run run, Event event, List<Evidence.Line> lines) {
        var line = EventWords.line(run, event.what());
        if (!line.isEmpty()) {
            lines.add(new Evidence.Line(event.at(), line));
        }
    }
}
