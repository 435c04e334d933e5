package belay.api.evidence;

import belay.api.Clients;
import belay.api.DumpReport;
import belay.api.Evidence;
import belay.api.Loss;
import belay.api.NextStep;
import belay.api.Outturn;
import belay.api.ProofWords;
import belay.api.Words;
import belay.api.evidence.Sheet.State;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.problem.Problem;
import belay.proof.Proof;
import belay.release.Action;
import belay.release.Change;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.step.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Puts the evidence into words and drawings.
final class Sheets {

    private static final int MOST_ROWS = 5_000;

    private final Evidence evidence;
    private final Run run;

    private Sheets(Evidence evidence) {
        this.evidence = evidence;
        this.run = evidence.run();
    }

    static Sheet of(Evidence evidence) {
        return new Sheets(evidence).sheet();
    }

    private Sheet sheet() {
        return new Sheet(
                Words.job(run.order().purpose(), run.system()) + ", run " + run.id(),
                kind(run.order().purpose()),
                headline(),
                state(run.state()),
                (evidence.clients().sentence() + " " + sentence()).strip(),
                commands(),
                about(),
                figures(),
                troubles(),
                evidence.plan().map(this::path).stream().toList(),
                back()
                        ? List.of()
                        : evidence.plan().stream()
                                .flatMap(plan -> plan.hops().stream())
                                .map(Sheets::hop)
                                .toList(),
                Timeline.of(run.steps().stream().map(this::item).toList(), pauseTimes()),
                pauseTimes().stream().map(this::pauseTimeline).toList(),
                evidence.checks().stream().map(Sheets::check).toList(),
                evidence.backups().stream().map(Sheets::backup).toList(),
                evidence.facts().stream().map(Sheets::fact).toList(),
                evidence.proof().map(Sheets::proof).stream().toList(),
                evidence.log().stream().map(Sheets::line).toList(),
                planPairs(),
                evidence.plan().stream()
                        .flatMap(plan -> plan.warnings().stream())
                        .map(Words::visible)
                        .toList(),
                DumpReport.of(run).leftOut().stream().map(Words::visible).toList(),
                DumpReport.of(run).mended().stream().map(Words::visible).toList(),
                "Put together by Belay "
                        + evidence.by()
                        + " on "
                        + Words.moment(evidence.at())
                        + ".");
    }

    private static String kind(Purpose purpose) {
        return switch (purpose) {
            case TESTING -> "Rehearsal on a copy";
            case PRODUCTION -> "Upgrade of production";
            case BACKUP -> "Backup of production";
            case RESTORE -> "Restore of production";
            case GO_BACK -> "Rollback to the old side";
            case DUMP_CHECK -> "Dump loaded for trial";
            case DUMP_TESTING -> "Dump upgraded for testing";
            case DUMP_PRODUCTION -> "Dump upgraded for production";
        };
    }

    private String headline() {
        return run.system()
                + evidence.plan()
                        .map(plan -> Words.way(run.order().purpose(), plan))
                        .map(way -> (way.contains("→") ? ": " : " ") + way)
                        .orElse("");
    }

    private State state(RunState state) {
        return new State(
                evidence.clients() instanceof Clients.RolledBack
                        ? "rolled back"
                        : Words.state(state),
                switch (state) {
                    case DONE -> "good";
                    case FAILED, ABANDONED -> "bad";
                    case UNDONE, CANCELLED, HALTED -> "warn";
                    case WAITING, RUNNING -> "calm";
                });
    }

    private String sentence() {
        return switch (run.state()) {
            case DONE -> done();
            case UNDONE -> "It failed and was taken back. " + untouched();
            case CANCELLED -> "It was cancelled and taken back. " + untouched();
            case FAILED -> "A person is needed: it stands still until what failed is corrected.";
            case HALTED -> "It was halted between two steps.";
            case ABANDONED -> "It was given up as it was; what it had done is still there.";
            case WAITING -> "It waits for a worker.";
            case RUNNING -> "It is being carried out; this page shows how far it has come.";
        };
    }

    private String done() {
        if (evidence.clients() instanceof Clients.Removed) {
            return "";
        }
        return switch (run.order().purpose()) {
            case TESTING -> "The whole way worked on a copy. Production was only read.";
            case PRODUCTION ->
                    evidence.clients() instanceof Clients.Closed ? "" : "The old side is kept.";
            case BACKUP -> "Production is backed up, and the backup was restored for trial.";
            case RESTORE ->
                    evidence.clients() instanceof Clients.Closed
                            ? ""
                            : "Production is the restored backup; the side before it is kept.";
            case GO_BACK -> "The side that served before was kept.";
            case DUMP_CHECK -> "The dump is complete and can be restored.";
            case DUMP_TESTING ->
                    "The upgraded dump is written. It is neutralised, for tests only: it cannot be"
                            + " used for production.";
            case DUMP_PRODUCTION -> "The upgraded dump is written.";
        };
    }

    /// What a person can do next: what for, and the command.
    private List<Sheet.Pair> commands() {
        return NextStep.of(evidence, List.of()).stream()
                .map(next ->
                        new Sheet.Pair(
                                Character.toUpperCase(next.why().charAt(0))
                                        + next.why().substring(1),
                                Words.visible(next.command())))
                .toList();
    }

    private String untouched() {
        return switch (run.order().purpose()) {
            case TESTING, BACKUP -> "Production was only read.";
            case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> "Nothing of the dump is left here.";
            case PRODUCTION -> "Production is as it was before this run.";
            case RESTORE, GO_BACK -> "Production is as it was before this run.";
        };
    }

    private List<Sheet.Pair> about() {
        var pairs = new ArrayList<Sheet.Pair>();
        pairs.add(new Sheet.Pair("Run", run.id().text()));
        pairs.add(new Sheet.Pair("Ordered by", Words.visible(run.order().by())));
        pairs.add(new Sheet.Pair("Ordered", Words.moment(run.created())));
        if (run.state().over()) {
            pairs.add(new Sheet.Pair("Ended", Words.moment(run.since())));
        }
        DumpReport.of(run)
                .lines()
                .forEach((name, value) -> pairs.add(new Sheet.Pair(name, Words.visible(value))));
        return pairs;
    }

    // The large numbers

    private List<Sheet.Figure> figures() {
        var figures = new ArrayList<Sheet.Figure>();
        evidence.pause()
                .ifPresent(pause ->
                        figures.add(
                                new Sheet.Figure(
                                        "Writers kept out",
                                        Words.duration(pause.took()),
                                        pause.parts(),
                                        "calm")));
        evidence.losses().stream().map(this::figure).forEach(figures::add);
        evidence.proof().map(Sheets::figure).ifPresent(figures::add);
        evidence.backups().stream().findFirst().map(Sheets::figure).ifPresent(figures::add);
        figures.add(new Sheet.Figure("Whole run", Words.duration(took()), stepsDone(), "calm"));
        return figures;
    }

    private Sheet.Figure figure(Loss loss) {
        boolean restored = evidence.run().order().purpose() == Purpose.RESTORE;
        return new Sheet.Figure(
                restored ? "Lost by restoring" : "Lost by rolling back",
                loss.nothing()
                        ? "nothing"
                        : loss.changes() == Loss.UNKNOWN
                                ? "unknown"
                                : Words.count(loss.changes(), "change"),
                loss.nothing()
                        ? "nobody had written on the new side"
                        : loss.words() + (restored ? "" : " on the new side"),
                loss.nothing() ? "good" : "warn");
    }

    private static Sheet.Figure figure(Proof proof) {
        int differences = proof.differences().size();
        long rows = proof.compared().stream().mapToLong(Proof.Compared::rows).sum();
        return new Sheet.Figure(
                proof.holds()
                        ? proof.notProved().isEmpty() ? "Proof holds" : "Proof holds in part"
                        : "Proof does not hold",
                differences == 0 && !proof.holds()
                        ? "nothing compared"
                        : Words.count(differences, "difference"),
                (proof.notProved().isEmpty()
                                ? ""
                                : Words.count(proof.notProved().size(), "table") + " not proved, ")
                        + Words.count(rows, "row")
                        + " in "
                        + ProofWords.tables(proof)
                        + " compared"
                        + (proof.notCompared().isEmpty()
                                ? ""
                                : ", "
                                        + Words.count(proof.notCompared().size(), "table")
                                        + " not, as declared"),
                tone(proof));
    }

    private static String tone(Proof proof) {
        return proof.holds() ? proof.notProved().isEmpty() ? "good" : "warn" : "bad";
    }

    private static Sheet.Figure figure(Backup backup) {
        return switch (backup.trial()) {
            case Trial.Passed(_, var took) ->
                    new Sheet.Figure(
                            "Backup restored in",
                            Words.duration(took),
                            Words.bytes(backup.bytes()) + ", read whole",
                            "good");
            case Trial.Failed _ ->
                    new Sheet.Figure("Backup", "not usable", "its trial restore failed", "bad");
            case Trial.Untried _ ->
                    new Sheet.Figure(
                            "Backup",
                            Words.bytes(backup.bytes()),
                            "not restored for trial",
                            "warn");
        };
    }

    private Duration took() {
        return Duration.between(run.created(), run.state().over() ? run.since() : evidence.at());
    }

    private String stepsDone() {
        long done = run.steps().stream().filter(s -> s.state() instanceof StepState.Done).count();
        return done + " of " + Words.count(run.steps().size(), "step") + " done";
    }

    // Problems

    private List<Sheet.Trouble> troubles() {
        var troubles = new ArrayList<Sheet.Trouble>();
        for (var step : run.steps()) {
            if (step.state() instanceof StepState.Failed(_, _, var problem)) {
                troubles.add(trouble(step.part().title(), problem));
            }
            if (step.undo() instanceof UndoState.Stuck(_, var problem)) {
                troubles.add(trouble("Taking back: " + step.part().title(), problem));
            }
        }
        evidence.problems().forEach(problem -> troubles.add(trouble("", problem)));
        return troubles;
    }

    private static Sheet.Trouble trouble(String where, Problem problem) {
        return new Sheet.Trouble(
                Words.visible(where),
                Words.visible(problem.code()),
                Words.visibleLines(problem.reason()),
                Words.visibleLines(problem.value()),
                Words.visibleLines(problem.expected()),
                Words.visibleLines(problem.advice()),
                Words.visible(problem.place()));
    }

    // Path

    /// Whether the path is gone the other way, in one step whatever the hops were.
    private boolean back() {
        return run.order().purpose() == Purpose.GO_BACK;
    }

    private PathDrawing path(Plan plan) {
        boolean arrived = evidence.clients().upgraded();
        boolean stays = evidence.clients().asBefore();
        var releases = new ArrayList<PathDrawing.Release>();
        if (back()) {
            releases.add(
                    new PathDrawing.Release(
                            Words.visible(plan.to().text()),
                            List.of(arrived ? "runs now" : "ran before"),
                            arrived ? "current" : ""));
            releases.add(
                    new PathDrawing.Release(
                            Words.visible(plan.from().text()),
                            List.of(stays ? "runs now" : "wanted", "rolled back to"),
                            stays ? "current" : "wanted"));
            return PathDrawing.of(releases);
        }
        releases.add(
                new PathDrawing.Release(
                        plan.from().text(),
                        List.of(stays ? "runs now" : "ran before"),
                        stays ? "current" : ""));
        for (int i = 0; i < plan.hops().size(); i++) {
            releases.add(release(plan.hops().get(i), i == plan.hops().size() - 1, arrived));
        }
        return PathDrawing.of(releases);
    }

    private static PathDrawing.Release release(Hop hop, boolean last, boolean arrived) {
        var captions = new ArrayList<String>();
        captions.add(last ? (arrived ? "runs now" : "wanted") : "stop on the way");
        captions.add(actions(hop));
        if (!hop.oneWay().isEmpty()) {
            captions.add("one-way point");
        }
        return new PathDrawing.Release(
                Words.visible(hop.release().text()),
                captions,
                last ? (arrived ? "current" : "wanted") : "stop");
    }

    private static Sheet.HopRow hop(Hop hop) {
        return new Sheet.HopRow(
                Words.visible(hop.release().text()),
                Words.oneLine(hop.because().rule()),
                Words.visible(hop.because().source()),
                actions(hop),
                Words.oneLine(hop.oneWay()));
    }

    private static String actions(Hop hop) {
        long scripts = hop.actions().stream().filter(Action.Sql.class::isInstance).count();
        long commands = hop.actions().stream().filter(Action.Run.class::isInstance).count();
        long requests = hop.actions().stream().filter(Action.Http.class::isInstance).count();
        boolean starts = hop.actions().stream().anyMatch(Action.Start.class::isInstance);
        var words = new ArrayList<String>();
        if (scripts > 0) {
            words.add(Words.count(scripts, "script"));
        }
        if (commands > 0) {
            words.add(Words.count(commands, "command"));
        }
        if (requests > 0) {
            words.add(Words.count(requests, "request"));
        }
        if (starts) {
            words.add("migrates on its start");
        }
        return words.isEmpty() ? "no change of data" : String.join(", ", words);
    }

    // Time

    private Timeline.Item item(StepRecord step) {
        var times =
                switch (step.state()) {
                    case StepState.Waiting _ -> List.<Timeline.Times>of();
                    case StepState.Acting(var since) ->
                            List.of(new Timeline.Times(since, later(since, evidence.at())));
                    case StepState.Done(var since, var until, _) ->
                            List.of(new Timeline.Times(since, later(since, until)));
                    case StepState.Failed(var since, var until, _) ->
                            List.of(new Timeline.Times(since, later(since, until)));
                };
        var undone =
                switch (step.undo()) {
                    case UndoState.Kept _ -> List.<Instant>of();
                    case UndoState.Undone(var at, _) -> List.of(at);
                    case UndoState.Stuck(var at, _) -> List.of(at);
                };
        return new Timeline.Item(Words.visible(step.part().title()), times, undone, colour(step));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String colour(StepRecord step) {
        return switch (step.state()) {
            case StepState.Waiting _ -> "";
            case StepState.Acting _ -> "acting";
            case StepState.Failed _ -> "failed";
            case StepState.Done _ -> step.undo() instanceof UndoState.Undone ? "undone" : "done";
        };
    }

    private List<Timeline.Times> pauseTimes() {
        return evidence.pauses().stream()
                .map(pause -> new Timeline.Times(pause.from(), pause.until()))
                .toList();
    }

    private Timeline pauseTimeline(Timeline.Times pause) {
        return Timeline.of(
                run.steps().stream()
                        .map(this::item)
                        .filter(item ->
                                item.times().stream()
                                        .anyMatch(times ->
                                                !times.from().isBefore(pause.from())
                                                        && !times.until().isAfter(pause.until())))
                        .toList(),
                List.of());
    }

    // Tables

    private static Sheet.CheckRow check(Finding finding) {
        var state =
                switch (finding.verdict()) {
                    case OK -> new State("passed", "good");
                    case WARNING -> new State("warning", "warn");
                    case BLOCKS_PRODUCTION -> new State("blocks production", "warn");
                    case REFUSED -> new State("refused", "bad");
                };
        var words =
                finding.problems().isEmpty()
                        ? finding.found()
                        : String.join(
                                "; ", finding.problems().stream().map(Sheets::sentence).toList());
        var advice = String.join(" ", finding.problems().stream().map(Problem::advice).toList());
        return new Sheet.CheckRow(
                Words.visible(finding.gate()),
                state,
                Words.oneLine(words),
                Words.oneLine(advice.strip()));
    }

    private static String sentence(Problem problem) {
        return problem.reason()
                + (problem.value().isEmpty() ? "" : ", found " + problem.value())
                + (problem.expected().isEmpty() ? "" : ", expected " + problem.expected());
    }

    private static Sheet.BackupRow backup(Backup backup) {
        var state =
                switch (backup.trial()) {
                    case Trial.Passed _ -> new State("passed", "good");
                    case Trial.Failed _ -> new State("failed", "bad");
                    case Trial.Untried _ -> new State("not tried", "warn");
                };
        var words =
                switch (backup.trial()) {
                    case Trial.Passed(var at, var took) ->
                            "restored in " + Words.duration(took) + " on " + Words.moment(at);
                    case Trial.Failed(_, var problem) -> sentence(problem);
                    case Trial.Untried _ -> "";
                };
        return new Sheet.BackupRow(
                backup.id(),
                Words.moment(backup.takenAt()),
                Words.visible(backup.release()),
                Words.bytes(backup.bytes()),
                state,
                Words.oneLine(words),
                Words.visible(backup.directory()));
    }

    private static Sheet.FactRow fact(Evidence.FactPair fact) {
        return new Sheet.FactRow(
                Words.visible(fact.name()),
                Words.visible(fact.before()),
                Words.visible(fact.after()),
                fact.after().isEmpty()
                        ? new State("not asked again", "warn")
                        : fact.holds() ? new State("holds", "good") : new State("differs", "bad"));
    }

    private static Sheet.ProofPart proof(Proof proof) {
        var tables =
                proof.compared().stream()
                        .limit(MOST_ROWS)
                        .map(compared -> table(proof, compared))
                        .toList();
        return new Sheet.ProofPart(
                new State(
                        proof.holds()
                                ? proof.notProved().isEmpty() ? "holds" : "holds in part"
                                : "does not hold",
                        tone(proof)),
                (proof.notProved().isEmpty()
                                ? ""
                                : Words.count(proof.notProved().size(), "table")
                                        + " not proved: of them nothing is known. ")
                        + (proof.holds()
                                ? "What was compared is the old data, except for what the hops declare."
                                : "The data is not the old data."),
                tables,
                proof.notProved().stream()
                        .limit(MOST_ROWS)
                        .map(left ->
                                new Sheet.Pair(
                                        Words.visible(left.table().toString()),
                                        Words.oneLine(left.reason())))
                        .toList(),
                proof.differences().stream()
                        .limit(MOST_ROWS)
                        .map(difference ->
                                new Sheet.Pair(
                                        Words.visible(difference.toString()),
                                        Words.visible(difference.declaration())))
                        .toList(),
                proof.seen().stream().map(Sheets::change).toList(),
                proof.notCompared().stream()
                        .limit(MOST_ROWS)
                        .map(left ->
                                new Sheet.Pair(
                                        Words.visible(left.table().toString()),
                                        Words.oneLine(left.reason())))
                        .toList());
    }

    private static Sheet.TableRow table(Proof proof, Proof.Compared compared) {
        boolean differs =
                proof.differences().stream()
                        .anyMatch(difference -> difference.table().equals(compared.table()));
        return new Sheet.TableRow(
                Words.visible(compared.table().toString()),
                Words.number(compared.rows()),
                Integer.toString(compared.columns()),
                differs ? new State("differs", "bad") : new State("equal", "good"));
    }

    private static Sheet.ChangeRow change(Change change) {
        var what =
                change.kind() == Change.Kind.ROWS
                        ? "rows: any; no rows of this table are compared"
                        : change.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Sheet.ChangeRow(
                Words.visible(change.table()),
                Words.visible(
                        change.columns().isEmpty()
                                ? what
                                : what + ": " + String.join(", ", change.columns())),
                Words.oneLine(change.because()));
    }

    private static Sheet.LogLine line(Evidence.Line line) {
        return new Sheet.LogLine(Words.time(line.at()), Words.oneLine(line.text()));
    }

    private List<Sheet.Pair> planPairs() {
        var pairs = new ArrayList<Sheet.Pair>();
        if (!run.order().planHash().isEmpty()) {
            pairs.add(new Sheet.Pair("Hash of the plan", run.order().planHash()));
        }
        evidence.plan()
                .ifPresent(plan -> {
                    pairs.add(new Sheet.Pair("Hash of the pack", plan.packHash()));
                    pairs.add(new Sheet.Pair("Product", Words.visible(plan.system().product())));
                });
        pairs.add(
                new Sheet.Pair("Longest pause allowed", Words.duration(run.order().pauseLimit())));
        evidence.plan().ifPresent(plan -> pairs.addAll(terms(plan)));
        Outturn.of(evidence).stream()
                .map(outturn ->
                        new Sheet.Pair(
                                "Forecast of the " + outturn.forecast().of(), outturn.words()))
                .forEach(pairs::add);
        for (var outturn : Outturn.ofSteps(run)) {
            run.step(outturn.forecast().step())
                    .map(step ->
                            new Sheet.Pair(
                                    "Forecast of the pause: " + Words.visible(step.part().title()),
                                    outturn.words()))
                    .ifPresent(pairs::add);
        }
        return pairs;
    }

    /// What the catalogue knew of the way, and what was accepted of it.
    private static List<Sheet.Pair> terms(Plan plan) {
        var terms = plan.terms();
        var pairs = new ArrayList<Sheet.Pair>();
        if (!terms.rulebook().isEmpty()) {
            pairs.add(new Sheet.Pair("Rulebook", terms.rulebook()));
        }
        for (var hop : plan.hops()) {
            Stream.concat(hop.before().stream(), hop.after().stream())
                    .map(task ->
                            new Sheet.Pair(
                                    (task.byHand() ? "By hand" : "Asked") + " at " + hop.release(),
                                    task.what()))
                    .forEach(pairs::add);
        }
        for (var hit : terms.issues()) {
            pairs.add(
                    new Sheet.Pair(
                            "Known issue" + (hit.accepted() ? ", accepted" : ""),
                            hit.id()
                                    + " of "
                                    + hit.release()
                                    + ", "
                                    + hit.applies()
                                    + ": "
                                    + hit.what()));
        }
        for (var need : terms.requirements()) {
            pairs.add(
                    new Sheet.Pair(
                            "Needed by " + need.release(),
                            need.name()
                                    + (need.node().isEmpty() ? "" : " on " + need.node())
                                    + ": "
                                    + need.state()));
        }
        return pairs.stream()
                .map(pair -> new Sheet.Pair(pair.name(), Words.oneLine(pair.value())))
                .toList();
    }
}
