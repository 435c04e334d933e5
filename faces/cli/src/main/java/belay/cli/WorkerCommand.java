package belay.cli;

import belay.outside.Fault;
import belay.run.RunId;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay worker`.
@Command(
        name = "worker",
        description =
                "Carries runs out. A command that starts a run starts a worker for it; one that is"
                        + " to stay can be started as a service.",
        footerHeading = "%nExample:%n",
        footer = {"  belay worker"})
final class WorkerCommand implements Callable<Integer> {

    private final Supplier<Workers> workers;

    WorkerCommand(Supplier<Workers> workers) {
        this.workers = workers;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            defaultValue = "",
            description =
                    "The run, after which the worker ends; where none is named it stays and takes"
                            + " whatever is ordered.")
    private String run = "";

    @Override
    public Integer call() throws Fault, InterruptedException {
        if (run.isEmpty()) {
            workers.get().stay();
        } else {
            workers.get().carry(new RunId(run));
        }
        return Exit.DONE;
    }
}
