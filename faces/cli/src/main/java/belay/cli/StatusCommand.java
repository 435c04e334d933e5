package belay.cli;

import belay.api.RunJson;
import belay.outside.Fault;
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
                        found -> {
                            bench.screen().result(Runs.json(found), Runs.detail(found));
                            return Exit.DONE;
                        });
    }

    private int all() throws Fault, InterruptedException {
        var runs = bench.belay().runs(Math.clamp(limit, 1, 1_000));
        var tree = JsonNodeFactory.instance.objectNode();
        var array = tree.putArray("runs");
        runs.forEach(one -> array.add(RunJson.summary(one)));
        bench.screen()
                .result(
                        tree,
                        runs.isEmpty()
                                ? List.of(
                                        "There is no run yet. Begin with: belay detect system.yaml")
                                : Runs.overview(runs));
        return Exit.DONE;
    }
}
