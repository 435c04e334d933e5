package belay.store;

import static com.github.kagkarlsson.scheduler.task.helper.Tasks.custom;

import belay.outside.Fault;
import belay.run.Driver;
import belay.run.Journal;
import belay.run.Picker;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.system.SystemName;
import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Picks runs up and hands them to the driver. Who has which run, whose heart still beats, and who
/// takes over from the dead is db-scheduler's work.
final class RunWorker implements Store.Worker {

    static final String TASK = "run";

    /// Together: a run whose worker is gone is taken over after 8 to 12 seconds.
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private static final int MISSED_HEARTBEATS = 4;

    /// After which a heartbeat is missing.
    static final Duration QUIET = HEARTBEAT.plusSeconds(1);

    /// After which a worker that said nothing is not counted on.
    static final Duration SILENCE = HEARTBEAT.multipliedBy(MISSED_HEARTBEATS);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(40);

    /// How long a run is taken up again that came to no end.
    ///
    /// @param again after how long
    /// @param storeFaults in a row after which a person must look at the store
    /// @param bugs in a row after which a person must look at Belay
    record Patience(Duration again, int storeFaults, int bugs) {

        /// Five minutes of a store that answers only now and then.
        static final Patience USUAL = new Patience(Duration.ofSeconds(1), 300, 3);
    }

    private static final int LONGEST_NAME = 50;

    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);

    private final Journal journal;
    private final Driver driver;
    private final Processes processes;
    private final Picker self;
    private final Predicate<SystemName> ours;
    private final Clock clock;
    private final Patience patience;
    private final ExecutorService threads;
    private final Scheduler scheduler;

    private RunWorker(
            DataSource pool,
            Journal journal,
            Driver driver,
            Processes processes,
            Picker self,
            Predicate<SystemName> ours,
            Clock clock,
            Patience patience,
            int runsAtOnce) {
        this.journal = journal;
        this.driver = driver;
        this.processes = processes;
        this.self = self;
        this.ours = ours;
        this.clock = clock;
        this.patience = patience;
        this.threads =
                Executors.newFixedThreadPool(
                        runsAtOnce, Thread.ofPlatform().name("run-", 1).factory());
        var task =
                custom(TASK, Void.class)
                        .onFailure(this::failed)
                        .onDeadExecution((silent, operations) -> {
                            endSilent(silent.getExecution());
                            new DeadExecutionHandler.ReviveDeadExecution<Void>()
                                    .deadExecution(silent, operations);
                        })
                        .execute((instance, _) -> takeUp(new RunId(instance.getId())));
        this.scheduler =
                Scheduler.create(pool, task)
                        .tableName(Store.SCHEMA + ".scheduled_tasks")
                        .schedulerName(new SchedulerName.Fixed(name(self)))
                        .clock(clock)
                        .threads(runsAtOnce)
                        .executorService(threads)
                        .pollingInterval(POLL)
                        .heartbeatInterval(HEARTBEAT)
                        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(CLOSE_LIMIT)
                        .build();
    }

    static RunWorker start(
            DataSource pool,
            Journal journal,
            Driver driver,
            Processes processes,
            Picker self,
            Predicate<SystemName> ours,
            Clock clock,
            Patience patience,
            int runsAtOnce) {
        var worker =
                new RunWorker(
                        pool, journal, driver, processes, self, ours, clock, patience, runsAtOnce);
        worker.scheduler.start();
        return worker;
    }

    static String name(Picker self) {
        var name = self.pid() + "@" + self.machine();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    /// Carries what happened to `failed` below, for db-scheduler takes no checked exceptions.
    private static final class Unfinished extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfinished(Exception why) {
            super(why);
        }
    }

    /// What is another worker's is left for it at once.
    private CompletionHandler<Void> takeUp(RunId run) {
        try {
            if (journal.find(run).map(Run::system).filter(ours.negate()).isPresent()) {
                return (complete, operations) ->
                        operations.reschedule(complete, clock.now().plus(POLL));
            }
            carryOut(run);
            return new CompletionHandler.OnCompleteRemove<>();
        } catch (Fault unfinished) {
            throw new Unfinished(unfinished);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new Unfinished(closing);
        }
    }

    private void endSilent(Execution silent) {
        try {
            journal.find(new RunId(silent.taskInstance.getId())).stream()
                    .flatMap(run -> run.pickers().stream().limit(1))
                    .filter(who -> name(who).equals(silent.pickedBy))
                    .forEach(processes::end);
        } catch (Fault unknown) {
            LOG.warn("Who was silent cannot be found: {}", unknown.problem());
        }
    }

    private void carryOut(RunId run) throws Fault, InterruptedException {
        try {
            var claim = journal.pickUp(run, self);
            if (claim.isPresent()) {
                LOG.info("Run {}: picked up, epoch {}", run, claim.get().epoch());
                LOG.info("Run {}: {}", run, driver.carryOut(claim.get()));
            }
        } catch (Fault.Superseded superseded) {
            LOG.info("Run {}: {}", run, superseded.problem());
        }
    }

    /// The process closes, the journal did not answer, or there is a bug: the run is given back, to
    /// be picked up again; but a run that keeps hitting a bug fails.
    private void failed(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        boolean closing = Thread.interrupted() || threads.isShutdown();
        var cause = complete.getCause().orElse(null);
        boolean outside =
                cause instanceof Unfinished unfinished
                        && unfinished.getCause() instanceof Fault.Transient;
        int failures = complete.getExecution().consecutiveFailures;
        if (closing) {
            operations.reschedule(complete, clock.now());
        } else if (failures + 1 < (outside ? patience.storeFaults() : patience.bugs())) {
            LOG.warn("A run is given back", cause);
            operations.reschedule(complete, clock.now().plus(patience.again()));
        } else {
            LOG.error("A run is given up after {} failures", failures + 1, cause);
            giveUp(new RunId(complete.getExecution().taskInstance.getId()), outside);
            operations.remove();
        }
    }

    private void giveUp(RunId run, boolean outside) {
        try {
            var claim = journal.pickUp(run, self);
            if (claim.isPresent()) {
                journal.note(
                        claim.get(),
                        outside
                                ? "the store failed again and again; see the log of " + self
                                : "Belay itself fails; see the log of " + self);
                journal.ended(claim.get(), RunState.FAILED);
            }
        } catch (Fault fault) {
            throw new Unfinished(fault);
        }
    }

    @Override
    public void finish() throws InterruptedException {
        scheduler.pause();
        while (!scheduler.getCurrentlyExecuting().isEmpty()) {
            Thread.sleep(POLL);
        }
    }

    @Override
    public void close() {
        scheduler.pause();
        threads.shutdownNow();
        scheduler.stop();
    }
}
