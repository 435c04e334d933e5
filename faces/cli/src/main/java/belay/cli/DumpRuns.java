package belay.cli;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Run;
import belay.run.StepState;
import belay.step.LoadDump;
import belay.step.TakeDump;

/// Follows the jobs of dumps.
final class DumpRuns {

    private final Bench bench;

    DumpRuns(Bench bench) {
        this.bench = bench;
    }

    /// A dump that could not be taken or loaded was bad input, not a failure of Belay.
    int carried(Answer<Run> ordered) throws Fault, InterruptedException {
        return bench.on(
                ordered,
                run -> {
                    int code = new Runs(bench).carried(run, true);
                    return bench.belay().run(run.id()) instanceof Answer.Given<Run>(var ended)
                                    && refused(ended)
                            ? Exit.REFUSED
                            : code;
                });
    }

    private static boolean refused(Run run) {
        return run.steps().stream()
                .filter(step -> step.state() instanceof StepState.Failed)
                .map(step -> step.part().name())
                .anyMatch(name -> name.equals(TakeDump.NAME) || name.equals(LoadDump.NAME));
    }
}
