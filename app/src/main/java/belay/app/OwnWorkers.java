package belay.app;

import belay.cli.Workers;
import belay.outside.Fault;
import belay.run.Carrier;
import belay.run.RunId;
import belay.run.Watchdog;
import belay.step.StepJson;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes this process one that works, or watches.
record OwnWorkers(Memory memory) implements Workers {

    private static final Logger LOG = LoggerFactory.getLogger(OwnWorkers.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /// For so long a store that does not answer is waited for.
    private static final Duration STORE_PATIENCE = Duration.ofMinutes(10);

    @Override
    public void stay() throws Fault, InterruptedException {
        memory.worker();
        new CountDownLatch(1).await();
    }

    @Override
    public void carry(RunId run) throws Fault, InterruptedException {
        var worker = memory.worker();
        long answered = System.nanoTime();
        while (true) {
            try {
                if (!waitsForUs(run)) {
                    break;
                }
                answered = System.nanoTime();
            } catch (Fault.Transient away) {
                if (System.nanoTime() - answered > STORE_PATIENCE.toNanos()) {
                    throw away;
                }
                LOG.warn("The store does not answer the worker: {}", away.problem());
            }
            Thread.sleep(POLL);
        }
        worker.finish();
    }

    /// A run in the hand of a process that is dead or silent comes to us after a while.
    private boolean waitsForUs(RunId id) throws Fault, InterruptedException {
        var run = memory.journal().find(id);
        if (run.isEmpty()) {
            return false;
        }
        return switch (run.get().state()) {
            case WAITING -> true;
            case RUNNING ->
                    !(memory.journal().carrier(id) instanceof Carrier.Alive(var who, _, _))
                            || who.equals(memory.thisProcess());
            case HALTED, FAILED, DONE, UNDONE, CANCELLED, ABANDONED -> false;
        };
    }

    @Override
    public void watch(RunId run) throws Fault, InterruptedException {
        var watchdog =
                new Watchdog(
                        memory.journal(), memory.watches(), new StepJson(), memory.thisProcess());
        switch (watchdog.watch(run)) {
            case NOTHING -> LOG.info("Run {} needs no watchdog any more", run);
            case CARRY -> carry(run);
        }
    }
}
