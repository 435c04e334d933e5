package belay.cli;

import belay.outside.Fault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `belay log`.
@Command(
        name = "log",
        description = "Shows what happened in a run.",
        footerHeading = "%nExample:%n",
        footer = {"  belay log -f"})
final class LogCommand implements Callable<Integer> {

    private final Bench bench;

    LogCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            defaultValue = "",
            description = "The run; the newest where none is named.")
    private String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run no longer moves.")
    private boolean follow;

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(bench.run(run), found -> new Runs(bench).log(found, follow));
    }
}
