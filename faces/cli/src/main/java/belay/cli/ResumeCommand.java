package belay.cli;

import belay.outside.Fault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay resume`.
@Command(
        name = "resume",
        description = "Goes on with a run that was halted, failed, or lost its process.",
        footerHeading = "%nExample:%n",
        footer = {"  belay resume 20261121-0903-k7q2"})
final class ResumeCommand implements Callable<Integer> {

    private final Bench bench;

    ResumeCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            defaultValue = "",
            description = "The run; where none is named the try that was killed, else the newest.")
    private String run = "";

    @Override
    public Integer call() throws Fault, InterruptedException {
        if (run.isEmpty() && bench.tryOut().unfinished()) {
            var tries = new Tries(bench);
            return tries.concluded(bench.tryOut().resume(tries));
        }
        return bench.on(
                bench.run(run),
                found ->
                        bench.on(
                                bench.belay().resume(found.id()),
                                now -> new Runs(bench).carried(now, false)));
    }
}
