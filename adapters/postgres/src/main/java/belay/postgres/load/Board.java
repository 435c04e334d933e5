package belay.postgres.load;

import belay.outside.Fault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Where the reader of the script leaves jobs and the sessions find them. Everything that they
/// share is guarded by its lock.
///
/// A job runs beside every other one but those that were left before it and claim the same; so jobs
/// that could wait for each other's locks in the server never meet there. The first failure ends
/// them all.
final class Board {

    /// Jobs that wait; whoever brings more waits himself.
    static final int MOST_JOBS = 256;

    /// Letters of their texts: a stranger may write long ones.
    static final int MOST_TEXT = 16 << 20;

    /// Of [Chunk#BYTES] each.
    static final int MOST_CHUNKS = 24;

    private final int processors;
    private final Turns jobs = new Turns();
    private final Deque<Chunk> free = new ArrayDeque<>();
    private int chunks;
    private boolean closed;
    private Optional<Fault> failure = Optional.empty();

    /// Somebody else has failed or the load was given up: what is under way ends without a word.
    static final class Stopped extends InterruptedException {
        private static final long serialVersionUID = 1;
    }

    Board(int processors) {
        this.processors = processors;
    }

    /// Jobs that are known of at once share the processors well.
    synchronized void add(List<? extends Job> more) throws Stopped, InterruptedException {
        while (jobs.size() >= MOST_JOBS || jobs.text() > MOST_TEXT) {
            pause();
        }
        going();
        more.forEach(jobs::add);
        notifyAll();
    }

    /// The next job for a session; none when there will be no more.
    synchronized Optional<Job> take() throws InterruptedException {
        while (true) {
            if (closed) {
                return Optional.empty();
            }
            var job = best();
            if (job.isPresent()) {
                job.get().taken(Math.max(1, processors / jobs.free().size()));
                return job;
            }
            wait();
        }
    }

    private Optional<Job> best() {
        var best = Optional.<Job>empty();
        for (var job : jobs.free()) {
            if (job.wanted() && (best.isEmpty() || job.weight() > best.get().weight())) {
                best = Optional.of(job);
            }
        }
        return best;
    }

    synchronized void left(Job job) {
        if (job.left()) {
            jobs.remove(job);
        }
        notifyAll();
    }

    /// Waits until all jobs are done.
    synchronized void drain() throws InterruptedException {
        while (!jobs.isEmpty()) {
            pause();
        }
        going();
    }

    /// An empty chunk; waits until the sessions have emptied one.
    synchronized Chunk chunk() throws InterruptedException {
        while (free.isEmpty() && chunks >= MOST_CHUNKS) {
            pause();
        }
        going();
        if (free.isEmpty()) {
            chunks++;
            return new Chunk();
        }
        return free.pop();
    }

    synchronized void give(Chunk chunk) {
        free.push(chunk);
        notifyAll();
    }

    /// Waits for a change, with its lock held; callers look again, in a loop.
    @SuppressWarnings("WaitNotInLoop")
    void pause() throws InterruptedException {
        going();
        wait();
        going();
    }

    private void going() throws Stopped {
        if (closed) {
            throw new Stopped();
        }
    }

    synchronized void fail(Fault fault) {
        if (failure.isEmpty() && !closed) {
            failure = Optional.of(fault);
        }
        close();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized Optional<Fault> failure() {
        return failure;
    }

    /// Waits until nothing is to be expected any more, for better or worse.
    synchronized void awaitClose() throws InterruptedException {
        while (!closed) {
            wait();
        }
    }
}
