package belay.run;

import belay.outside.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Measures how long writers have been kept out.
///
/// Within this process by a clock that no one can set; the time before that, when another worker or
/// nobody had the run, by the journal's clock.
final class PauseClock {

    private final Journal journal;
    private final List<Step> steps;
    private final Duration wayBack;
    private boolean running;
    private long end;

    /// @param wayBack by how much the run turns before the limit, so that clients are in again when
    ///   it has passed
    PauseClock(Journal journal, List<Step> steps, Duration wayBack) {
        this.journal = journal;
        this.steps = steps;
        this.wayBack = wayBack;
    }

    void read(Run run) throws Fault {
        var opened = run.steps().stream().filter(this::opensPause).findFirst();
        boolean now = !run.committed() && opened.isPresent();
        if (now && !running) {
            end = System.nanoTime() + left(run, opened.get()).toNanos();
        }
        running = now;
    }

    private boolean opensPause(StepRecord step) {
        return steps.get(step.ordinal()).opensPause() && step.state().started();
    }

    private Duration left(Run run, StepRecord opened) throws Fault {
        var now = journal.now();
        var passed = Duration.between(opened.state().startedAt().orElse(now), now);
        var limit = run.order().pauseLimit();
        return passed.isNegative() ? limit : limit.minus(passed);
    }

    boolean running() {
        return running;
    }

    /// @return the way back once there is no more time left than it is expected to take
    Optional<Heading.Back> alarm(Run run) {
        return running && System.nanoTime() - end >= -wayBack.toNanos()
                ? Optional.of(Problems.pauseLimit(run, wayBack))
                : Optional.empty();
    }
}
