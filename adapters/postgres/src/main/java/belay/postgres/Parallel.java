package belay.postgres;

import belay.outside.Fault;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does several things at once, on a bounded number of threads.
final class Parallel {

    static final int WIDTH = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

    private Parallel() {}

    /// @return the results in the order of `tasks`; the first failure ends the others
    static <T> List<T> all(List<Callable<T>> tasks) throws Fault, InterruptedException {
        try (var pool =
                Executors.newFixedThreadPool(WIDTH, Thread.ofPlatform().daemon().factory())) {
            try {
                var futures = tasks.stream().map(pool::submit).toList();
                return collected(futures);
            } catch (Fault | InterruptedException | RuntimeException e) {
                pool.shutdownNow();
                throw e;
            }
        }
    }

    private static <T> List<T> collected(List<Future<T>> futures)
            throws Fault, InterruptedException {
        var results = new java.util.ArrayList<T>(futures.size());
        for (var future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                throw unwrapped(e);
            }
        }
        return results;
    }

    private static Fault unwrapped(ExecutionException e) throws InterruptedException {
        return switch (e.getCause()) {
            case Fault fault -> fault;
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException bug -> throw bug;
            case null, default -> throw new IllegalStateException(e.getCause());
        };
    }
}
