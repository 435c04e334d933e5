package belay.cli;

import belay.outside.Fault;
import belay.run.Run;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay cancel`.
@Command(
        name = "cancel",
        description = "Ends a run before its point of no return; what it did is taken back.",
        footerHeading = "%nExample:%n",
        footer = {"  belay cancel 20261121-0903-k7q2"})
final class CancelCommand implements Callable<Integer> {

    private final Bench bench;

    CancelCommand(Bench bench) {
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
                                bench.belay().cancel(found.id()),
                                now -> {
                                    bench.screen().result(Runs.json(now), List.of(words(now)));
                                    return Exit.DONE;
                                }));
    }

    private static String words(Run run) {
        return switch (run.state()) {
            case CANCELLED -> "Run " + run.id() + " is cancelled; it had done nothing yet.";
            case WAITING ->
                    "Nobody carried run "
                            + run.id()
                            + " out: a worker was started and rolls it back. Watch it with: belay"
                            + " log -f "
                            + run.id();
            case RUNNING, HALTED, FAILED, DONE, UNDONE, ABANDONED ->
                    "Run "
                            + run.id()
                            + " is rolled back by the worker that carries it. Watch it with: belay"
                            + " log -f "
                            + run.id();
        };
    }
}
