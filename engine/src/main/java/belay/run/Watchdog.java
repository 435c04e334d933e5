package belay.run;

import belay.outside.Fault;
import belay.problem.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches over one run from outside the process that carries it out, from before clients are kept
/// out until the run no longer moves.
///
/// A run that nobody carries while clients are out is taken over: forward as long as there is time,
/// back when the pause limit comes near. Taking it over raises its epoch, so whoever had it and is
/// not dead after all can do nothing more. A worker that is alive keeps the limit itself and is
/// left alone.
public final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private static final String NAME = "watchdog";
    private static final Duration TICK = Duration.ofMillis(250);

    /// A living worker is heard of every two seconds.
    private static final Duration QUIET = Duration.ofSeconds(3);

    /// How long a run may wait for a worker that is on its way.
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(3);

    /// A living worker turns back at the limit by itself, once its step has heeded the interrupt.
    private static final Duration LATEST = Duration.ofSeconds(35);

    /// What taking over may need before anything goes back; a fifth of the limit at most.
    private static final Duration RESERVE = Duration.ofSeconds(10);

    private static final int SHARE = 5;

    private static final Duration AGAIN = Duration.ofSeconds(5);

    /// A run that kills whoever takes it is left to a person.
    private static final int MOST_PICK_UPS = 20;

    private static final Duration STORE_PATIENCE = Duration.ofMinutes(30);

    private final Journal journal;
    private final Watches watches;
    private final StepCodec codec;
    private final Picker self;

    public Watchdog(Journal journal, Watches watches, StepCodec codec, Picker self) {
        this.journal = journal;
        this.watches = watches;
        this.codec = codec;
        this.self = self;
    }

    /// What is to be done when the watch ends.
    public enum Verdict {
        NOTHING,
        /// The run waits for a worker, and there is none but this process.
        CARRY
    }

    /// Watches until the run no longer moves or has to be carried by this process.
    ///
    /// @throws Fault if the store has not answered for `STORE_PATIENCE`
    public Verdict watch(RunId id) throws Fault, InterruptedException {
        long answered = System.nanoTime();
        while (true) {
            try {
                watches.stands(id, self);
                var run = journal.find(id);
                if (run.isEmpty() || ended(run.get())) {
                    return Verdict.NOTHING;
                }
                if (taken(run.get())) {
                    return Verdict.CARRY;
                }
                answered = System.nanoTime();
            } catch (Fault.Transient away) {
                if (System.nanoTime() - answered > STORE_PATIENCE.toNanos()) {
                    throw away;
                }
                LOG.warn("The store does not answer the watchdog: {}", away.problem());
            }
            Thread.sleep(TICK);
        }
    }

    private boolean ended(Run run) {
        return switch (run.state()) {
            case WAITING, RUNNING -> false;
            case FAILED -> keptOutSince(run).isEmpty() || !(run.heading() instanceof Heading.Back);
            case HALTED, DONE, UNDONE, CANCELLED, ABANDONED -> true;
        };
    }

    /// Since when clients are kept out on their way through this run; also after the point of no
    /// return, when only going on lets them in.
    private Optional<Instant> keptOutSince(Run run) {
        return run.steps().stream()
                .filter(record -> codec.read(record.part().step()).opensPause())
                .filter(record -> !(record.undo() instanceof UndoState.Undone))
                .flatMap(record -> record.state().startedAt().stream())
                .findFirst();
    }

    /// @return whether this process has to carry the run on
    private boolean taken(Run run) throws Fault, InterruptedException {
        var since = keptOutSince(run);
        if (since.isEmpty() || run.epoch() > MOST_PICK_UPS) {
            return false;
        }
        var now = journal.now();
        var limit = run.order().pauseLimit();
        var left = limit.minus(Duration.between(since.get(), now));
        var steps = run.steps().stream().map(step -> codec.read(step.part().step())).toList();
        var reserve =
                longer(
                        shorter(limit.dividedBy(SHARE), RESERVE),
                        WayBack.expected(journal.timings(), run, steps));
        boolean late = left.compareTo(reserve) < 0;
        return switch (run.state()) {
            case WAITING -> waiting(run, now, late);
            case RUNNING -> running(run, now, left, late);
            case FAILED -> again(run);
            case HALTED, DONE, UNDONE, CANCELLED, ABANDONED -> false;
        };
    }

    private boolean waiting(Run run, Instant now, boolean late) throws Fault {
        if (Duration.between(run.since(), now).compareTo(ON_ITS_WAY) < 0) {
            return false;
        }
        var claim = journal.pickUp(run.id(), self);
        return claim.isPresent() && take(claim.get(), heading(run, late), "nobody came for it");
    }

    private boolean running(Run run, Instant now, Duration left, boolean late) throws Fault {
        var claim = new Claim(run.id(), run.epoch());
        return switch (journal.carrier(run.id())) {
            case Carrier.Nobody _ -> false;
            case Carrier.Dead(var who, _, _) -> take(claim, heading(run, late), who + " is dead");
            case Carrier.Silent(var who, _, _) ->
                    take(claim, heading(run, late), who + " does not answer");
            case Carrier.Alive(var who, _, var beat) -> {
                boolean quiet = Duration.between(beat, now).compareTo(QUIET) > 0;
                boolean overdue = left.compareTo(LATEST.negated()) < 0;
                boolean turns = !run.heading().equals(heading(run, late));
                yield turns
                        && ((quiet && late) || overdue)
                        && take(claim, heading(run, late), who + " is late");
            }
        };
    }

    /// Something could not be taken back, and clients are out because of it.
    private boolean again(Run run) throws Fault, InterruptedException {
        Thread.sleep(AGAIN);
        return journal.resume(run.id(), NAME) instanceof Answer.Given<Run>;
    }

    /// Back only where that is still possible.
    private static Heading heading(Run run, boolean late) {
        return run.heading() instanceof Heading.Forward && late && !run.committed()
                ? Problems.unattended(run)
                : run.heading();
    }

    private boolean take(Claim claim, Heading heading, String why) throws Fault {
        try {
            journal.relieved(claim, heading, NAME + ", for " + why);
            LOG.warn("Run {} is taken over: {}; it goes {}", claim.run(), why, heading);
            return true;
        } catch (Fault.Superseded other) {
            LOG.info("Run {}: {}", claim.run(), other.problem());
            return false;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Whether any of the steps keeps clients out.
    static boolean needed(List<Step> steps) {
        return steps.stream().anyMatch(Step::opensPause);
    }
}
