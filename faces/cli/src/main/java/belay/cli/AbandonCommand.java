package belay.cli;

import belay.api.Standing;
import belay.outside.Fault;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay abandon`.
@Command(
        name = "abandon",
        description = "Gives a halted or failed run up as it is, so that its system is free.",
        footerHeading = "%nExample:%n",
        footer = {"  belay abandon 20261121-0903-k7q2"})
final class AbandonCommand implements Callable<Integer> {

    private final Bench bench;

    AbandonCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            defaultValue = "",
            description = "The run; the newest where none is named.")
    private String run = "";

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.run(run),
                found ->
                        bench.on(
                                bench.belay().abandon(found.id()),
                                now -> bench.on(bench.belay().standing(now.id()), this::givenUp)));
    }

    /// On which side one is left comes first.
    private int givenUp(Standing standing) {
        var lines = new ArrayList<>(standing.lines());
        lines.add(
                "Run "
                        + standing.run().id()
                        + " is given up; what it did is still there. See it with: belay clean");
        bench.screen().result(Runs.json(standing), lines);
        return Exit.DONE;
    }
}
