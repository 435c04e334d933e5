package belay.cli;

import belay.api.Clients;
import belay.api.DumpReport;
import belay.api.EventWords;
import belay.api.Evidence;
import belay.api.NextStep;
import belay.api.Outturn;
import belay.api.ProofWords;
import belay.api.RunJson;
import belay.api.Standing;
import belay.api.Words;
import belay.api.evidence.EvidenceJson;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Backups.Trial;
import belay.run.Event;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/// Follows runs to their end and says what became of them.
final class Runs {

    private static final int MOST_TOLD = 10;

    private final Bench bench;

    Runs(Bench bench) {
        this.bench = bench;
    }

    /// A run that was just ordered: shows it live, then its result.
    int carried(Answer<Run> ordered) throws Fault, InterruptedException {
        return carried(ordered, List.of());
    }

    /// @param asked the system and target in the words of the person
    int carried(Answer<Run> ordered, List<String> asked) throws Fault, InterruptedException {
        return bench.on(ordered, run -> carried(run, true, asked));
    }

    /// @param whole whether it is told from its first event on
    int carried(Run run, boolean whole) throws Fault, InterruptedException {
        return carried(run, whole, List.of());
    }

    private int carried(Run run, boolean whole, List<String> asked)
            throws Fault, InterruptedException {
        bench.screen().say(Words.job(run.order().purpose(), run.system()) + ", run " + run.id());
        try (var display = Display.on(bench.screen().terminal())) {
            var follower = new Follower(bench.belay(), display, bench.clock());
            run = whole ? follower.follow(run.id()) : follower.followOn(run.id());
        } catch (InterruptedException leaving) {
            bench.screen()
                    .say(
                            "The display ends here; the run goes on without it. To watch it: belay"
                                    + " log -f "
                                    + run.id()
                                    + "; to end it: belay cancel "
                                    + run.id());
            throw leaving;
        }
        return Follower.moving(run.state()) ? unattended(run) : concluded(run, asked);
    }

    /// Nobody carries it out, so there is nothing to follow.
    private int unattended(Run run) throws Fault, InterruptedException {
        return bench.on(
                bench.belay().standing(run.id()),
                standing -> {
                    bench.screen().result(RunJson.standing(standing), standing.lines());
                    return Exit.FAILED;
                });
    }

    /// Result and exit code of a run that no longer moves.
    int concluded(Run run) throws Fault, InterruptedException {
        return concluded(run, List.of());
    }

    private int concluded(Run run, List<String> asked) throws Fault, InterruptedException {
        return bench.on(
                bench.belay().evidence(run.id()),
                evidence -> {
                    bench.screen().result(json(evidence), conclusion(evidence, asked));
                    return Exit.of(evidence.run().state());
                });
    }

    private static tools.jackson.databind.JsonNode json(Evidence evidence) {
        var tree = EvidenceJson.tree(evidence);
        tree.remove("log");
        tree.remove("plan");
        return tree.put("evidence", page(evidence));
    }

    private static String page(Evidence evidence) {
        return evidence.directory().resolve("evidence.html").toString();
    }

    static List<String> conclusion(Evidence evidence) {
        return conclusion(evidence, List.of());
    }

    private static List<String> conclusion(Evidence evidence, List<String> asked) {
        var run = evidence.run();
        var lines = new ArrayList<String>();
        lines.add("");
        var clients = evidence.clients().sentence();
        if (!clients.isEmpty()) {
            lines.add(clients);
        }
        lines.add(headline(evidence));
        for (var problem : troubles(evidence)) {
            lines.addAll(Screen.block(problem));
        }
        evidence.pause()
                .ifPresent(pause ->
                        add(
                                lines,
                                "pause",
                                Words.duration(pause.took())
                                        + (pause.parts().isEmpty() ? "" : ", " + pause.parts())));
        Outturn.of(evidence)
                .forEach(outturn ->
                        add(lines, "forecast", outturn.forecast().of() + " " + outturn.words()));
        evidence.proof().ifPresent(proof -> add(lines, "proof", ProofWords.line(proof)));
        var dump = DumpReport.of(run);
        dump.lines().forEach((name, value) -> add(lines, name.toLowerCase(Locale.ROOT), value));
        told(lines, "left out", dump.leftOut());
        told(lines, "mended", dump.mended());
        evidence.losses().forEach(loss -> add(lines, "lost", loss.words()));
        for (var backup : evidence.backups()) {
            add(
                    lines,
                    "backup",
                    backup.id()
                            + ", "
                            + Words.bytes(backup.bytes())
                            + words(backup.trial())
                            + (run.order().purpose() == Purpose.RESTORE
                                    ? ", of production as it was before"
                                    : ""));
        }
        add(lines, "evidence", page(evidence));
        if (run.state() == RunState.DONE && run.order().purpose() == Purpose.DUMP_TESTING) {
            add(
                    lines,
                    "then",
                    "try the result, and hand in a fresh dump with --purpose production");
        }
        next(lines, NextStep.of(evidence, asked));
        return lines;
    }

    private static String headline(Evidence evidence) {
        var run = evidence.run();
        var way = evidence.plan().map(plan -> Words.way(run.order().purpose(), plan)).orElse("");
        var took = Duration.between(run.created(), run.since());
        return capital(Words.job(run.order().purpose(), run.system()))
                + (way.isEmpty() ? "" : " " + way)
                + ": "
                + Words.state(run.state())
                + " after "
                + Words.duration(took);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /// The first of them; the evidence has all.
    private static void told(List<String> lines, String name, List<String> all) {
        all.stream().limit(MOST_TOLD).forEach(line -> add(lines, name, line));
        if (all.size() > MOST_TOLD) {
            add(lines, name, Words.number(all.size() - MOST_TOLD) + " more in the evidence");
        }
    }

    private static void add(List<String> lines, String name, String value) {
        lines.add("  " + Columns.padded(name, 10) + Words.oneLine(value));
    }

    private static List<Problem> troubles(Evidence evidence) {
        var troubles = new ArrayList<>(evidence.problems());
        for (var step : evidence.run().steps()) {
            if (step.state() instanceof StepState.Failed(_, _, var problem)) {
                troubles.add(problem);
            }
            if (step.undo() instanceof UndoState.Stuck(_, var problem)) {
                troubles.add(problem);
            }
        }
        return troubles;
    }

    private static String words(Trial trial) {
        return switch (trial) {
            case Trial.Untried _ -> ", not restored for trial";
            case Trial.Passed(_, var took) -> ", restored for trial in " + Words.duration(took);
            case Trial.Failed(_, var problem) -> ", not usable: " + problem.reason();
        };
    }

    /// Each command by itself in a line, so that it can be pasted, and below it what for.
    private static void next(List<String> lines, List<NextStep> steps) {
        var name = "next";
        for (var step : steps) {
            add(lines, name, step.command());
            add(lines, "", step.why());
            name = "or";
        }
    }

    // Status

    /// @param alarms what may stop production if nobody sees to it
    static List<String> overview(List<Standing> standings, List<String> alarms) {
        var lines = new ArrayList<>(first(standings, alarms));
        var table = Table.of("RUN", "SYSTEM", "WHAT", "STATE", "STEPS", "SINCE", "BY");
        for (var standing : standings) {
            var run = standing.run();
            table.row(
                    run.id().text(),
                    run.system().text(),
                    Words.purpose(run.order().purpose()),
                    standing.word(),
                    done(run) + "/" + run.steps().size(),
                    Words.moment(standing.since()),
                    run.order().by());
        }
        lines.addAll(table.lines());
        return lines;
    }

    /// Of each system which side serves it, by the newest run that can have changed that; and every
    /// run that needs a person. What is over needs one for its system alone: that is said once.
    private static List<String> first(List<Standing> standings, List<String> alarms) {
        var newest = serving(standings);
        var lines = new ArrayList<String>();
        newest.forEach(
                (system, standing) -> lines.add(system + ": " + standing.clients().sentence()));
        var needs = new ArrayList<>(alarms.stream().map(Words::oneLine).toList());
        standings.stream()
                .filter(standing -> !standing.need().isEmpty())
                .filter(standing ->
                        !standing.run().state().over() || newest.containsValue(standing))
                .map(standing -> standing.run().id() + ": " + standing.need())
                .forEach(needs::add);
        lines.addAll(needs.isEmpty() ? List.of("Nothing needs a person.") : needs);
        lines.add("");
        return lines;
    }

    /// By system the run that tells which side serves it.
    static Map<String, Standing> serving(List<Standing> standings) {
        var newest = new LinkedHashMap<String, Standing>();
        for (var standing : standings) {
            var system = standing.run().system().text();
            if (!(standing.clients() instanceof Clients.NotConcerned)) {
                newest.merge(system, standing, Runs::telling);
            }
        }
        return newest;
    }

    private static Standing telling(Standing newer, Standing older) {
        return switch (newer.run().order().purpose()) {
            case PRODUCTION, RESTORE, GO_BACK -> newer;
            case TESTING, BACKUP -> older;
            case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> older;
        };
    }

    private static long done(Run run) {
        return run.steps().stream().filter(s -> s.state() instanceof StepState.Done).count();
    }

    static List<String> detail(Standing standing) {
        var run = standing.run();
        var lines = new ArrayList<>(standing.lines());
        lines.add(
                capital(Words.job(run.order().purpose(), run.system()))
                        + ", run "
                        + run.id()
                        + ": "
                        + standing.word()
                        + " since "
                        + Words.moment(standing.since()));
        add(lines, "by", run.order().by());
        var carrier = standing.carrierWords();
        if (!carrier.isEmpty()) {
            add(lines, "worker", carrier);
        }
        var watchdog = standing.watcherWords();
        if (!watchdog.isEmpty() && run.state() == RunState.RUNNING) {
            add(lines, "watchdog", watchdog);
        }
        add(lines, "plan", run.order().planHash());
        ProofWords.proof(run).ifPresent(proof -> add(lines, "proof", ProofWords.line(proof)));
        lines.add("");
        var table = Table.of("STEP", "STATE", "TIME").numbers(2);
        run.steps().forEach(step -> table.row(step.part().title(), state(step), took(step)));
        lines.addAll(table.lines());
        for (var step : run.steps()) {
            if (step.state() instanceof StepState.Failed(_, _, var problem)) {
                lines.add("");
                lines.addAll(Screen.block(problem));
            }
        }
        var next = NextStep.of(standing);
        if (!next.isEmpty()) {
            lines.add("");
            next(lines, next);
        }
        return lines;
    }

    private static String state(StepRecord step) {
        var undone =
                switch (step.undo()) {
                    case UndoState.Kept _ -> "";
                    case UndoState.Undone(_, var words) ->
                            words.isEmpty() ? ", rolled back" : ", " + words;
                    case UndoState.Stuck _ -> ", cannot be rolled back yet";
                };
        return switch (step.state()) {
                    case StepState.Waiting _ -> "waiting";
                    case StepState.Acting _ -> "at work" + amount(step);
                    case StepState.Done _ -> "done";
                    case StepState.Failed _ -> "failed";
                }
                + undone;
    }

    private static String amount(StepRecord step) {
        return step.total() == 0
                ? ""
                : ", " + Words.progress(step.done(), step.total(), step.unit());
    }

    private static String took(StepRecord step) {
        return switch (step.state()) {
            case StepState.Waiting _ -> "";
            case StepState.Acting(var since) -> "since " + Words.time(since);
            case StepState.Done(var since, var until, _) ->
                    Words.duration(Duration.between(since, until));
            case StepState.Failed(var since, var until, _) ->
                    Words.duration(Duration.between(since, until));
        };
    }

    // Log

    /// @param follow whether to go on until the run no longer moves, or nobody carries it out
    int log(Run run, boolean follow) throws Fault, InterruptedException {
        long after = 0;
        var attendance = new Attendance(bench.belay(), run.id());
        while (true) {
            var patience = follow ? Duration.ofMillis(500) : Duration.ZERO;
            var events = bench.belay().events(run.id(), after, patience);
            for (var event : events) {
                log(run, event);
                after = event.number();
            }
            if (events.isEmpty()
                    && (!follow || !Follower.moving(state(run)) || attendance.lost())) {
                return follow ? followed(run) : Exit.DONE;
            }
        }
    }

    /// Says how the run stands when there is nothing more to follow.
    private int followed(Run run) throws Fault, InterruptedException {
        return bench.on(
                bench.belay().standing(run.id()),
                standing -> {
                    standing.lines().forEach(bench.screen()::say);
                    return Exit.DONE;
                });
    }

    private RunState state(Run run) throws Fault, InterruptedException {
        return bench.belay().run(run.id()) instanceof Answer.Given<Run>(var now)
                ? now.state()
                : run.state();
    }

    private void log(Run run, Event event) {
        if (bench.screen().json()) {
            var line =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("number", event.number())
                            .put("at", event.at().toString());
            line.set(
                    "what",
                    PlanJson.mapper()
                            .readTree(
                                    PlanJson.mapper()
                                            .writerFor(Event.What.class)
                                            .writeValueAsString(event.what())));
            bench.screen().jsonLine(line);
            return;
        }
        var words = EventWords.line(run, event.what());
        if (!words.isEmpty()) {
            bench.screen().line(Words.time(event.at()) + " " + words);
        }
    }

    static tools.jackson.databind.JsonNode json(Run run) {
        var tree = RunJson.summary(run);
        tree.set("steps", RunJson.steps(run));
        return tree;
    }

    static tools.jackson.databind.JsonNode json(Standing standing) {
        var tree = RunJson.standing(standing);
        tree.set("steps", RunJson.steps(standing.run()));
        return tree;
    }
}
