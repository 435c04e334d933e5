package belay.cli;

import belay.api.Clients;
import belay.api.RunJson;
import belay.api.SideBySide;
import belay.api.Standing;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Carrier;
import belay.run.Run;
import belay.run.RunId;
import belay.system.SystemName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/// `belay status`.
@Command(
        name = "status",
        description = "Shows all runs, or one with its steps.",
        footerHeading = "%nExample:%n",
        footer = {"  belay status", "  belay status 20261121-0903-k7q2"})
final class StatusCommand implements Callable<Integer> {

    /// For all systems together.
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(15);

    private static final int MOST = 1_000;

    private static final Clients SILENT =
            new Clients.Nobody(
                    "what could tell has not answered within " + ANSWERS_WITHIN.toSeconds() + " s");

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

    @Spec private @Nullable CommandSpec command;

    @Override
    public Integer call() throws Fault, InterruptedException {
        if (limit < 1 || limit > MOST) {
            throw Misuse.of(command, "--limit is a number from 1 to " + MOST + ", not " + limit);
        }
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
        var runs = bench.belay().runs(limit);
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
        var newest = new HashMap<SystemName, RunId>();
        runs.stream()
                .filter(Clients::begun)
                .forEach(one -> newest.putIfAbsent(one.system(), one.id()));
        var asked =
                asked(
                        runs.stream()
                                .filter(one ->
                                        newest.containsValue(one.id())
                                                || Follower.moving(one.state()))
                                .map(one -> told(one, runs))
                                .toList());
        return runs.stream()
                .map(one -> asked.getOrDefault(one.id(), told(one, runs)))
                .map(one ->
                        newest.containsKey(one.run().system())
                                ? one.seen(
                                        one.clients()
                                                .seen(
                                                        clients(
                                                                asked,
                                                                newest.get(one.run().system()))))
                                : one)
                .toList();
    }

    private static Clients clients(Map<RunId, Standing> asked, RunId newest) {
        return Optional.ofNullable(asked.get(newest)).orElseThrow().clients();
    }

    private Standing told(Run one, List<Run> runs) {
        var clients =
                bench.belay()
                        .unread(one)
                        .<Clients>map(problem ->
                                new Clients.OtherVersion(new Clients.Unknown(problem.reason())))
                        .orElseGet(() -> Clients.of(one, runs));
        return new Standing(one, clients, new Carrier.Nobody(), List.of());
    }

    private Map<RunId, Standing> asked(List<Standing> told) throws Fault, InterruptedException {
        var answers =
                SideBySide.ask(
                        told.stream().<Callable<Standing>>map(one -> () -> asked(one)).toList(),
                        ANSWERS_WITHIN);
        var asked = new HashMap<RunId, Standing>();
        for (int i = 0; i < told.size(); i++) {
            var one = told.get(i);
            asked.put(
                    one.run().id(),
                    answers.get(i).orElseGet(() -> one.seen(one.clients().seen(SILENT))));
        }
        return asked;
    }

    private Standing asked(Standing told) throws Fault, InterruptedException {
        return bench.belay().standing(told.run().id()) instanceof Answer.Given<Standing>(var asked)
                ? asked
                : told;
    }
}
