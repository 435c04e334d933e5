package belay.app;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Guard;
import belay.run.Picker;
import belay.run.RunId;
import belay.run.Watches;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls watchdogs as processes of their own. Thread-safe.
final class Watchdogs implements Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdogs.class);
    private static final Duration COME_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Detached detached;
    private final Watches watches;
    private final Picker self;
    private final Map<RunId, Process> called = new ConcurrentHashMap<>();

    Watchdogs(Detached detached, Watches watches, Picker self) {
        this.detached = detached;
        this.watches = watches;
        this.self = self;
    }

    @Override
    public void call(RunId run) {
        try {
            if (!stands(run)) {
                summon(run);
            }
        } catch (Fault fault) {
            // Whoever is about to keep clients out asks again, and does not when none stands.
            LOG.warn("No watchdog came for run {}: {}", run, fault.problem());
        }
    }

    private void summon(RunId run) throws Fault {
        var before = called.get(run);
        if (before == null || !before.isAlive()) {
            called.put(run, detached.start("watchdog", run));
        }
    }

    private boolean stands(RunId run) throws Fault {
        return watches.of(run)
                .filter(watching -> watching.stands() && !watching.who().equals(self))
                .isPresent();
    }

    @Override
    public void confirm(RunId run) throws Fault, InterruptedException {
        long end = System.nanoTime() + COME_LIMIT.toNanos();
        while (!stands(run)) {
            if (System.nanoTime() - end > 0) {
                throw new Fault.Transient(
                        Problem.of("WATCHDOG:NONE", "no watchdog stands over this run")
                                .expected(
                                        "a second process of Belay, so that clients are let in"
                                                + " again if this one dies")
                                .advice("See its words in " + detached.logs()));
            }
            summon(run);
            Thread.sleep(POLL);
        }
    }
}
