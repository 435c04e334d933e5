package belay.cli;

import belay.outside.Fault;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay halt`.
@Command(
        name = "halt",
        description = "Halts a run before its next step; it can go on later.",
        footerHeading = "%nExample:%n",
        footer = {"  belay halt 20261121-0903-k7q2"})
final class HaltCommand implements Callable<Integer> {

    private final Bench bench;

    HaltCommand(Bench bench) {
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
                                bench.belay().halt(found.id()),
                                now -> {
                                    bench.screen()
                                            .result(
                                                    Runs.json(now),
                                                    List.of(
                                                            "Run "
                                                                    + now.id()
                                                                    + " halts before its next step."
                                                                    + " To go on: belay resume "
                                                                    + now.id()));
                                    return Exit.DONE;
                                }));
    }
}
