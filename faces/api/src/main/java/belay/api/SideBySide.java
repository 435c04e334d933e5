package belay.api;

import belay.outside.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Asks many servers at once. One that is gone keeps nobody waiting for longer than all of them may
/// take together.
public final class SideBySide {

    private static final int WIDTH = 16;

    private SideBySide() {}

    /// @param within for all questions together
    /// @return in the order of the questions; empty for one that was not answered in time
    public static <T> List<Optional<T>> ask(List<? extends Callable<T>> questions, Duration within)
            throws Fault, InterruptedException {
        if (questions.isEmpty()) {
            return List.of();
        }
        var threads = Executors.newFixedThreadPool(WIDTH, Thread.ofPlatform().daemon().factory());
        try {
            var answers = new ArrayList<Optional<T>>();
            for (var answer :
                    threads.invokeAll(questions, within.toMillis(), TimeUnit.MILLISECONDS)) {
                answers.add(answered(answer));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> Optional<T> answered(Future<T> answer) throws Fault, InterruptedException {
        try {
            return Optional.of(answer.get());
        } catch (CancellationException late) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Fault fault) {
                throw fault;
            }
            if (failed.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
