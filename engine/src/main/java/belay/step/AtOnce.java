package belay.step;

import belay.outside.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Asks several questions at the same time: while clients wait, none is to wait for the one before.
final class AtOnce {

    /// Each has a session of the database for as long as it takes.
    private static final int MOST = 4;

    private AtOnce() {}

    /// The first failure ends the other questions; an interrupt ends all.
    ///
    /// @return the answers in the order of the questions
    static <T> List<T> ask(List<? extends Callable<T>> questions)
            throws Fault, InterruptedException {
        try (var threads = Executors.newFixedThreadPool(MOST, Thread.ofVirtual().factory())) {
            try {
                var answered = new ExecutorCompletionService<T>(threads);
                var asked = new ArrayList<Future<T>>();
                for (var question : questions) {
                    asked.add(answered.submit(question));
                }
                for (int i = 0; i < asked.size(); i++) {
                    answered.take().get();
                }
                return asked.stream().map(Future::resultNow).toList();
            } catch (ExecutionException failed) {
                threads.shutdownNow();
                throw cause(failed);
            } catch (InterruptedException interrupted) {
                threads.shutdownNow();
                throw interrupted;
            }
        }
    }

    private static Fault cause(ExecutionException failed) throws InterruptedException {
        return switch (failed.getCause()) {
            case Fault fault -> fault;
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException bug -> throw bug;
            case Error end -> throw end;
            case null, default -> throw new IllegalStateException(failed.getCause());
        };
    }
}
