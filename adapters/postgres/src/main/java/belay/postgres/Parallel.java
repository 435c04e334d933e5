package belay.postgres;

import belay.outside.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/// Does several things at once, on a bounded number of threads.
final class Parallel {

    static final int WIDTH = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

    private Parallel() {}

    /// For work on files, which keeps a processor busy.
    ///
    /// @return the results in the order of `tasks`; the first failure ends the others
    /// @throws IOException as a task threw it: which files they are, its caller knows
    static <T> List<T> files(List<Callable<T>> tasks)
            throws IOException, Fault, InterruptedException {
        return all(tasks, Thread.ofPlatform().daemon().factory());
    }

    /// For work that waits for a server: on virtual threads an interrupt ends the waiting at once,
    /// because it closes the socket. A platform thread would read on until the server is done.
    static <T> List<T> sessions(List<Callable<T>> tasks) throws Fault, InterruptedException {
        try {
            return all(tasks, Thread.ofVirtual().factory());
        } catch (IOException e) {
            throw new IllegalStateException("work with sessions reads no files", e);
        }
    }

    private static <T> List<T> all(List<Callable<T>> tasks, ThreadFactory threads)
            throws IOException, Fault, InterruptedException {
        try (var pool = Executors.newFixedThreadPool(WIDTH, threads)) {
            try {
                var futures = tasks.stream().map(pool::submit).toList();
                return collected(futures);
            } catch (IOException | Fault | InterruptedException | RuntimeException e) {
                pool.shutdownNow();
                throw e;
            }
        }
    }

    private static <T> List<T> collected(List<Future<T>> futures)
            throws IOException, Fault, InterruptedException {
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

    private static Fault unwrapped(ExecutionException e) throws IOException, InterruptedException {
        return switch (e.getCause()) {
            case Fault fault -> fault;
            case InterruptedException interrupted -> throw interrupted;
            case IOException disk -> throw disk;
            case UncheckedIOException disk -> throw disk.getCause();
            case RuntimeException bug -> throw bug;
            case Error end -> throw end;
            case null, default -> throw new IllegalStateException(e.getCause());
        };
    }
}
