package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.Action;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Does one thing of a hop to the data.
///
/// @param action index in the hop
/// @param scripted whether it is a script, which is done whole or not at all; anything else leaves
///   the data half-way when it dies, and is done on a new copy
public record RunAction(Stage stage, int action, String words, boolean scripted)
        implements UpgradeStep {

    /// For migrations by command; those by start have the pack's own limit.
    private static final Duration LONGEST = Duration.ofHours(24);

    /// What the step found.
    ///
    /// @param lines the pack or the product wants shown
    public record Done(double seconds, List<String> lines) {}

    @Override
    public String name() {
        return "hop-" + (stage.hop() + 1) + "-" + (action + 1);
    }

    @Override
    public String title() {
        return words;
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        long start = System.nanoTime();
        var lines = lines(site);
        return Outcome.of(new Done((System.nanoTime() - start) / 1e9, lines));
    }

    private List<String> lines(Site site) throws Fault, InterruptedException {
        switch (plan(site).hops().get(stage.hop()).actions().get(action)) {
            case Action.Sql(var name, var text) -> {
                databases(site).run(endpoint(site, stage.copy()), name(), name, text);
                return List.of();
            }
            case Action.Start() -> {
                var nodes = new Nodes(site, stage);
                return nodes.start(StartNode.serving(nodes, stage));
            }
            case Action.Http(var requests) -> {
                new Questions(site, stage).send(requests);
                return List.of();
            }
            case Action.Run(var command) -> {
                return ran(site, command);
            }
        }
    }

    private List<String> ran(Site site, belay.release.Command command)
            throws Fault, InterruptedException {
        var exit = Commands.run(site, stage, command, LONGEST);
        if (exit.code() != 0) {
            throw new Fault.Permanent(
                    Problem.of("HOP:COMMAND", "the command of a hop failed: " + words)
                            .value(
                                    "exit code "
                                            + exit.code()
                                            + ": "
                                            + Questions.last(exit.output()))
                            .expected("exit code 0")
                            .advice(
                                    stage.boxed()
                                            ? "It runs in a sandbox: without network, and it reads the"
                                                    + " programs of the system, the pack and the folders"
                                                    + " of its release, and of them only what everybody"
                                                    + " may read. Correct it and upgrade again"
                                            : "Nothing of production was touched; correct it and rehearse again"));
        }
        failures(site, exit.output());
        return exit.output().isBlank() ? List.of() : List.of(Questions.last(exit.output()));
    }

    /// A product may report a failed migration and end with 0 all the same.
    private void failures(Site site, String output) throws Fault {
        var serving = plan(site).hops().get(stage.hop()).served();
        if (serving.isEmpty()) {
            return;
        }
        for (var failure : serving.get().failures()) {
            var pattern = com.google.re2j.Pattern.compile(failure);
            var line = output.lines().filter(text -> pattern.matcher(text).find()).findFirst();
            if (line.isPresent()) {
                throw new Fault.Permanent(
                        Problem.of(
                                        "HOP:COMMAND",
                                        "the command of a hop wrote that something failed: "
                                                + words)
                                .value(line.get())
                                .expected("no line that matches " + failure));
            }
        }
    }

    @Override
    public Optional<String> anewFrom() {
        if (scripted) {
            return Optional.empty();
        }
        return Optional.of(stage.boxed() ? OpenSandbox.NAME : RestoreCopy.NAME);
    }

    /// What it has started is stopped.
    @Override
    public Optional<String> undoneLike() {
        return scripted ? Optional.empty() : Optional.of(StopNode.class.getSimpleName());
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            if (plan(site).hops().get(stage.hop()).actions().get(action) instanceof Action.Start) {
                var nodes = new Nodes(site, stage);
                nodes.stop(StartNode.serving(nodes, stage));
            }
        });
    }
}
