package belay.cli;

import belay.api.Belay;
import belay.api.Words;
import belay.clean.Leftover;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Run;
import belay.run.RunId;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shows what a try is at, and what came of it.
final class Tries implements TryOut.Display {

    private final Bench bench;

    Tries(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void stage(String title) {
        bench.screen().say("");
        bench.screen().say(Words.visible(title));
    }

    @Override
    public void say(String line) {
        bench.screen().say("  " + Words.oneLine(line));
    }

    @Override
    public Run follow(Belay belay, RunId run) throws Fault, InterruptedException {
        try (var display = Display.on(bench.screen().terminal())) {
            return new Follower(belay, display, bench.clock()).follow(run);
        }
    }

    int concluded(Answer<TryOut.Result> answer) throws Fault, InterruptedException {
        return bench.on(
                answer,
                result -> {
                    bench.screen().result(json(result), words(result));
                    return lostNothing(result) ? Exit.DONE : Exit.FAILED;
                });
    }

    /// What going back lost was announced; that is no failure if the number is right.
    private static boolean lostNothing(TryOut.Result result) {
        return result.proof().differences() == 0
                && result.losses().stream().allMatch(TryOut.GoneBack::right)
                && (!result.losses().isEmpty() || result.rows().lost() == 0);
    }

    private static ObjectNode json(TryOut.Result result) {
        var tree = JsonNodeFactory.instance.objectNode();
        var path = tree.putArray("path");
        result.path().forEach(path::add);
        tree.putObject("rows")
                .put("acknowledged", result.rows().acknowledged())
                .put("found", result.rows().found())
                .put("lost", result.rows().lost());
        tree.putObject("pause")
                .put("longestMs", result.pause().longest().toMillis())
                .put("scriptsMs", result.pause().scripts().toMillis());
        tree.putObject("proof")
                .put("tables", result.proof().tables())
                .put("differences", result.proof().differences());
        for (var loss : result.losses()) {
            tree.putObject("goBack").put("announced", loss.announced()).put("lost", loss.lost());
        }
        var steps = tree.putArray("steps");
        for (var step : result.steps()) {
            steps.addObject()
                    .put("stage", step.stage())
                    .put("title", step.title())
                    .put("tookMs", step.took().toMillis());
        }
        var left = tree.putArray("left");
        for (var one : result.left().things()) {
            left.addObject()
                    .put("kind", one.thing().kind())
                    .put("name", one.thing().name())
                    .put("bytes", one.bytes())
                    .put("removable", one.removable());
        }
        return tree.put("evidence", result.left().evidence().toString());
    }

    private static List<String> words(TryOut.Result result) {
        var lines = new ArrayList<String>();
        lines.add("");
        var table = Table.of("STAGE", "STEP", "TIME").numbers(2);
        var stage = "";
        for (var step : result.steps()) {
            table.row(
                    step.stage().equals(stage) ? "" : step.stage(),
                    step.title(),
                    Words.duration(step.took()));
            stage = step.stage();
        }
        lines.addAll(table.lines());
        lines.add("");
        lines.add("path      " + Words.visible(String.join(" → ", result.path())));
        lines.add(
                "rows      "
                        + Words.number(result.rows().acknowledged())
                        + " acknowledged to the writers, "
                        + Words.number(result.rows().found())
                        + " found, "
                        + Words.number(result.rows().lost())
                        + " lost");
        lines.add(
                "pause     "
                        + Words.duration(result.pause().longest())
                        + " was the longest that any writer saw, of it "
                        + Words.duration(result.pause().scripts())
                        + " for the hops' own scripts");
        lines.add(
                "proof     "
                        + Words.count(result.proof().tables(), "table")
                        + " compared, "
                        + Words.count(result.proof().differences(), "difference"));
        for (var loss : result.losses()) {
            lines.add(
                    "go back   "
                            + Words.number(loss.announced())
                            + " orders announced as lost, "
                            + Words.number(loss.lost())
                            + " lost");
        }
        lines.add("evidence  " + result.left().evidence());
        lines.addAll(left(result.left().things()));
        return lines;
    }

    /// What takes room from now on, and how to be rid of it.
    private static List<String> left(List<Leftover> things) {
        var lines = new ArrayList<String>();
        var named = "left";
        for (var one : things) {
            lines.add(
                    Columns.padded(named, 10)
                            + one.thing().kind()
                            + " "
                            + Words.visible(one.thing().name())
                            + ", "
                            + Words.bytes(one.bytes()));
            named = "";
        }
        if (things.stream().anyMatch(Leftover::removable)) {
            lines.add("remove    belay clean --yes");
        }
        if (things.stream().anyMatch(one -> !one.removable())) {
            lines.add("kept      as asked for by --keep, until the next belay try");
        }
        return lines;
    }
}
