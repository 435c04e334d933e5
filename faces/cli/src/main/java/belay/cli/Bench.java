package belay.cli;

import belay.api.Belay;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Run;
import belay.run.RunId;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// What every command works with.
///
/// @param door opens Belay; only called by commands that need it
/// @param tries the same for a try
record Bench(Screen screen, Supplier<Belay> door, Supplier<TryOut> tries, InstantSource clock) {

    Belay belay() {
        return door.get();
    }

    TryOut tryOut() {
        return tries.get();
    }

    /// Goes on with what was given, or says why not.
    <T> int on(Answer<T> answer, Then<T> then) throws Fault, InterruptedException {
        return switch (answer) {
            case Answer.Given<T>(var value) -> then.go(value);
            case Answer.Refused<T>(var problems) -> refused(problems);
        };
    }

    int refused(List<Problem> problems) {
        screen.problems(problems);
        return Exit.of(problems);
    }

    /// What is done with an answer.
    @FunctionalInterface
    interface Then<T> {
        int go(T value) throws Fault, InterruptedException;
    }

    /// The run that was named, or the newest one.
    Answer<Run> run(String named) throws Fault, InterruptedException {
        if (named.isEmpty()) {
            var runs = belay().runs(1);
            return runs.isEmpty()
                    ? Answer.refused(
                            Problem.of("RUN:NONE", "there is no run yet")
                                    .advice("Begin with: belay detect system.yaml"))
                    : Answer.of(runs.getFirst());
        }
        return RunId.isOne(named)
                ? belay().run(new RunId(named))
                : Answer.refused(
                        Problem.of("RUN:NOT_AN_ID", "this is not the name of a run")
                                .value(named)
                                .expected("something like 20261121-0903-k7q2")
                                .advice("See them all with: belay status; nothing was changed"));
    }
}
