package belay.run;

import belay.outside.Fault;
import belay.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Goes forward by one step.
final class Forward {

    /// How often one run may copy anew.
    static final int MOST_ANEWS = 2;

    private final Hold hold;
    private final Watch watch;
    private final Ports ports;
    private final List<Step> steps;
    private final Guard guard;
    private final PauseClock pause;

    Forward(Hold hold, Watch watch, Ports ports, List<Step> steps, Guard guard, Duration wayBack) {
        this.hold = hold;
        this.watch = watch;
        this.ports = ports;
        this.steps = steps;
        this.guard = guard;
        this.pause = new PauseClock(hold.journal(), steps, wayBack);
    }

    void next(Run run) throws Fault, InterruptedException {
        var next = run.steps().stream().filter(Forward::open).findFirst();
        if (next.isEmpty()) {
            hold.journal().ended(hold.claim(), RunState.DONE);
            return;
        }
        pause.read(run);
        var wishes = hold.journal().wishes(hold.claim());
        var alarm = alarm(run);
        var back = alarm.raised(wishes);
        if (back.isPresent()) {
            hold.journal().turned(hold.claim(), back.get());
        } else if (wishes.halt() && !pause.running()) {
            hold.journal().ended(hold.claim(), RunState.HALTED);
        } else {
            take(run, next.get());
        }
    }

    private static boolean open(StepRecord step) {
        return !(step.state() instanceof StepState.Done);
    }

    private Watch.Alarm alarm(Run run) {
        return run.committed()
                ? Watch.Alarm.NONE
                : wishes ->
                        wishes.cancel() ? Optional.of(Problems.cancelled(run)) : pause.alarm(run);
    }

    private void take(Run run, StepRecord record) throws Fault, InterruptedException {
        var step = steps.get(record.ordinal());
        var alarm = step.commits() ? Watch.Alarm.NONE : alarm(run);
        var voice = new Voice(hold, record.ordinal());
        var site = new Site(ports, run, hold.fence(), voice, voice);
        var watched = watched(run, step, voice, alarm);
        hold.journal().started(hold.claim(), record.ordinal(), flush(step));
        if (!(watched instanceof Ended.Well<Outcome>)) {
            conclude(run, record, step, site, watched);
            return;
        }
        if (step.opensPause()) {
            pause.read(hold.read());
        }
        if (pause.running()) {
            guard.call(run.id());
        }
        boolean resumed = record.state().started();
        var begun = new AtomicBoolean(resumed);
        boolean again = mayCopyAnew(run);
        var ended =
                watch.patiently(
                        () -> carryOut(step, site, begun, again),
                        voice,
                        alarm,
                        () -> step.anewFrom().isEmpty() || !begun.get());
        conclude(run, record, step, site, ended);
    }

    /// The pause begins when the step that opens it is started: until then a watchdog has come, for
    /// which clients need not wait. Once they are out nobody waits for one, either.
    private Ended<Outcome> watched(Run run, Step step, Voice voice, Watch.Alarm alarm)
            throws Fault, InterruptedException {
        return step.opensPause()
                ? watch.patiently(
                        () -> {
                            guard.confirm(run.id());
                            return Outcome.NOTHING;
                        },
                        voice,
                        alarm,
                        () -> true)
                : new Ended.Well<>(Outcome.NOTHING);
    }

    private static Journal.Flush flush(Step step) {
        boolean dependsOnIt =
                step.commits()
                        || step.opensPause()
                        || step.anewFrom().isPresent()
                        || step.undo() instanceof Undo.By;
        return dependsOnIt ? Journal.Flush.DISK : Journal.Flush.LATER;
    }

    /// @param again whether a step that was begun may start again from a new copy
    /// @param begun whether `act` has been called, now or by whoever had the run before
    private static Outcome carryOut(Step step, Site site, AtomicBoolean begun, boolean again)
            throws Fault, InterruptedException {
        var found = step.probe(site);
        if (found.isEmpty() && begun.getAndSet(true) && step.anewFrom().isPresent()) {
            throw new Fault.Transient(Problems.halfDone(step, again));
        }
        var outcome = found.isPresent() ? found.get() : step.act(site);
        step.verify(site, outcome);
        return outcome;
    }

    private void conclude(Run run, StepRecord record, Step step, Site site, Ended<Outcome> ended)
            throws Fault, InterruptedException {
        switch (ended) {
            case Ended.Well<Outcome>(var outcome) ->
                    hold.journal().finished(hold.claim(), record.ordinal(), outcome);
            case Ended.Stopped<Outcome>(var back) ->
                    hold.journal().failed(hold.claim(), record.ordinal(), back.why(), back);
            case Ended.Faulted<Outcome>(Fault.Superseded superseded) -> throw superseded;
            case Ended.Faulted<Outcome>(Fault.Transient fault)
                    when step.anewFrom().isPresent() && mayCopyAnew(run) ->
                    fail(record, fault.problem(), anew(run, step, fault.problem()));
            case Ended.Faulted<Outcome>(var fault) ->
                    fail(record, fault.problem(), way(run, record, site, fault.problem()));
            case Ended.Broken<Outcome>(var bug) -> {
                var problem = Problems.bug(step, bug);
                fail(record, problem, way(run, record, site, problem));
            }
        }
    }

    private static boolean mayCopyAnew(Run run) {
        return run.order().purpose().onCopy() && run.anews() < MOST_ANEWS;
    }

    private static Heading anew(Run run, Step step, Problem why) {
        var from = step.anewFrom().orElseThrow();
        return new Heading.Anew(
                run.step(from)
                        .orElseThrow(() -> new IllegalStateException("no step is named " + from))
                        .ordinal(),
                why);
    }

    /// Where the run goes when a step has failed for good: back, unless something is committed.
    private Heading way(Run run, StepRecord record, Site site, Problem why)
            throws Fault, InterruptedException {
        var step = steps.get(record.ordinal());
        boolean committed =
                run.steps().subList(0, record.ordinal()).stream().anyMatch(s -> s.part().commits());
        boolean stays = committed || (step.commits() && took(step, site, record.ordinal()));
        return stays ? new Heading.Forward() : new Heading.Back(why, Heading.Cause.FAULT);
    }

    /// Only a plain no is a no.
    private boolean took(Step step, Site site, int ordinal) throws Fault, InterruptedException {
        var voice = new Voice(hold, ordinal);
        var ended = watch.patiently(() -> step.took(site), voice, Watch.Alarm.NONE, () -> true);
        return !(ended instanceof Ended.Well<Boolean>(var took)) || took;
    }

    private void fail(StepRecord record, Problem problem, Heading then) throws Fault {
        hold.journal().failed(hold.claim(), record.ordinal(), problem, then);
        if (then instanceof Heading.Forward) {
            hold.journal().ended(hold.claim(), RunState.FAILED);
        }
    }
}
