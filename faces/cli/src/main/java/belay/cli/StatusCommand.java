package belay.cli;

import belay.api.Clients;
import belay.api.RunJson;
import belay.api.Standing;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Carrier;
import belay.run.Run;
import belay.system.SystemName;
import java.util.ArrayList;
import java.util.HashMap;
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
        var standings = standings(runs);
        var systems = tree.putArray("systems");
        Runs.serving(standings)
                .forEach((system, serving) ->
                        systems.addObject()
                                .put("system", system)
                                .set("clients", RunJson.clients(serving.clients())));
        var array = tree.putArray("runs");
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
    /// clients which side serves: that is so for the older ones of its system, too.
    private List<Standing> standings(List<Run> runs) throws Fault, InterruptedException {
        var found = new HashMap<SystemName, Clients>();
        var standings = new ArrayList<Standing>();
        for (var one : runs) {
            var told = new Standing(one, Clients.of(one, runs), new Carrier.Nobody(), List.of());
            boolean newest = !found.containsKey(one.system()) && Clients.begun(one);
            var asked = newest || Follower.moving(one.state()) ? asked(told) : told;
            if (newest) {
                found.put(one.system(), asked.clients());
            }
            standings.add(asked);
        }
        return standings.stream()
                .map(one ->
                        found.containsKey(one.run().system())
                                ? one.seen(one.clients().seen(found.get(one.run().system())))
                                : one)
                .toList();
    }

    private Standing asked(Standing told) throws Fault, InterruptedException {
        return bench.belay().standing(told.run().id()) instanceof Answer.Given<Standing>(var asked)
                ? asked
                : told;
    }
}
