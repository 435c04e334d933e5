package belay.cli;

import belay.api.Clients;
import belay.api.RunJson;
import belay.api.Standing;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Carrier;
import belay.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/// `belay status`.
@Command(
        name = "status",
        description = "Shows all runs, or one with its steps.",
        footerHeading = "%nExample:%n",
        footer = {"  belay status", "  belay status 20261121-0903-k7q2"})
final class StatusCommand implements Callable<Integer> {

    private final Bench bench;

    StatusCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            defaultValue = "",
            description = "The run; all of them where none is named.")
    private String run = "";

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            defaultValue = "20",
            description = "How many runs to show at most; ${DEFAULT-VALUE} by default.")
    private int limit = 20;

    @Override
    public Integer call() throws Fault, InterruptedException {
        return run.isEmpty()
                ? all()
                : bench.on(
                        bench.run(run),
                        found ->
                                bench.on(
                                        bench.belay().standing(found.id()),
                                        standing -> {
                                            bench.screen()
                                                    .result(
                                                            Runs.json(standing),
                                                            Runs.detail(standing));
                                            return Exit.DONE;
                                        }));
    }

    private int all() throws Fault, InterruptedException {
        var runs = bench.belay().runs(Math.clamp(limit, 1, 1_000));
        var tree = JsonNodeFactory.instance.objectNode();
        var array = tree.putArray("runs");
        var standings = new ArrayList<Standing>();
        for (var one : runs) {
            standings.add(standing(one, runs));
        }
        standings.forEach(one -> array.add(RunJson.standing(one)));
        var alarms = bench.belay().alarms();
        var told = tree.putArray("alarms");
        alarms.forEach(told::add);
        bench.screen()
                .result(
                        tree,
                        runs.isEmpty()
                                ? List.of(
                                        "There is no run yet. Begin with: belay detect system.yaml")
                                : Runs.overview(standings, alarms));
        return Exit.DONE;
    }

    /// Only of a run that moves it must be asked who has it, and only of the newest that has moved
    /// clients which side serves.
    private Standing standing(Run one, List<Run> all) throws Fault, InterruptedException {
        boolean newest =
                all.stream()
                        .filter(other -> other.system().equals(one.system()))
                        .filter(Clients::begun)
                        .findFirst()
                        .filter(one::equals)
                        .isPresent();
        return (newest || Follower.moving(one.state()))
                        && bench.belay().standing(one.id())
                                instanceof Answer.Given<Standing>(var asked)
                ? asked
                : new Standing(one, Clients.of(one, all), new Carrier.Nobody(), List.of());
    }
}
