package belay.step;

import belay.outside.Fault;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/// What both sides of a comparison answered, asked at the same time: while clients wait, neither is
/// to wait for the other.
record Sides<T>(T old, T young) {

    /// The first failure ends the other question; an interrupt ends both.
    static <T> Sides<T> ask(Callable<T> old, Callable<T> young) throws Fault, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var answered = new ExecutorCompletionService<T>(threads);
                var was = answered.submit(old);
                var is = answered.submit(young);
                answered.take().get();
                answered.take().get();
                return new Sides<>(was.resultNow(), is.resultNow());
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
