package belay.cli;

import belay.outside.Fault;
import belay.run.RunId;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay watchdog`: started by workers.
@Command(
        name = "watchdog",
        hidden = true,
        description = "Keeps the pause limit of a run that another process carries out.")
final class WatchdogCommand implements Callable<Integer> {

    private final Supplier<Workers> workers;

    WatchdogCommand(Supplier<Workers> workers) {
        this.workers = workers;
    }

    @Parameters(paramLabel = "RUN", description = "The run.")
    private String run = "";

    @Override
    public Integer call() throws Fault, InterruptedException {
        workers.get().watch(new RunId(run));
        return Exit.DONE;
    }
}
