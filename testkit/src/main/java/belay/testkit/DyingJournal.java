package belay.testkit;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Carrier;
import belay.run.Claim;
import belay.run.Event;
import belay.run.Heading;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Picker;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.Timings;
import belay.system.SystemName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A journal whose process dies with its `lastBreath`: each write is two breaths, one just before
/// it is written and one just after. Notes, progress and questions are no breaths, because how many
/// there are is chance.
public final class DyingJournal implements Journal {

    private final Journal durable;
    private final int lastBreath;
    private int breaths;

    public DyingJournal(Journal durable, int lastBreath) {
        this.durable = durable;
        this.lastBreath = lastBreath;
    }

    private interface Write {
        void write() throws Fault;
    }

    private void breathing(String what, Write write) throws Fault {
        breathe("before " + what);
        write.write();
        breathe("after " + what);
    }

    private void breathe(String when) {
        breaths++;
        if (breaths == lastBreath) {
            throw new Death(when);
        }
    }

    public int breaths() {
        return breaths;
    }

    @Override
    public Timings timings() {
        return durable.timings();
    }

    @Override
    public void started(Claim claim, int ordinal, Flush flush) throws Fault {
        breathing("started " + ordinal, () -> durable.started(claim, ordinal, flush));
    }

    @Override
    public void finished(Claim claim, int ordinal, Outcome outcome) throws Fault {
        breathing("finished " + ordinal, () -> durable.finished(claim, ordinal, outcome));
    }

    @Override
    public void failed(Claim claim, int ordinal, Problem problem, Heading then) throws Fault {
        breathing("failed " + ordinal, () -> durable.failed(claim, ordinal, problem, then));
    }

    @Override
    public void undone(Claim claim, int ordinal, String words) throws Fault {
        breathing("undone " + ordinal, () -> durable.undone(claim, ordinal, words));
    }

    @Override
    public void stuck(Claim claim, int ordinal, Problem problem) throws Fault {
        breathing("stuck " + ordinal, () -> durable.stuck(claim, ordinal, problem));
    }

    @Override
    public void turned(Claim claim, Heading heading) throws Fault {
        breathing("turned", () -> durable.turned(claim, heading));
    }

    @Override
    public void forgotten(Claim claim, int ordinal) throws Fault {
        breathing("forgotten " + ordinal, () -> durable.forgotten(claim, ordinal));
    }

    @Override
    public void ended(Claim claim, RunState state) throws Fault {
        breathing("ended " + state, () -> durable.ended(claim, state));
    }

    @Override
    public void note(Claim claim, String line) throws Fault {
        durable.note(claim, line);
    }

    @Override
    public void progress(Claim claim, int ordinal, long done, long total, String unit)
            throws Fault {
        durable.progress(claim, ordinal, done, total, unit);
    }

    @Override
    public Instant now() throws Fault {
        return durable.now();
    }

    @Override
    public Answer<Run> create(Order order) throws Fault {
        return durable.create(order);
    }

    @Override
    public Answer<Run> replace(RunId ended, Order order) throws Fault {
        return durable.replace(ended, order);
    }

    @Override
    public Optional<Run> find(RunId run) throws Fault {
        return durable.find(run);
    }

    @Override
    public List<Run> history(int limit) throws Fault {
        return durable.history(limit);
    }

    @Override
    public List<Run> history(SystemName system, int limit) throws Fault {
        return durable.history(system, limit);
    }

    @Override
    public Optional<Run> holder(SystemName system) throws Fault {
        return durable.holder(system);
    }

    @Override
    public Answer<Run> cancel(RunId run, String by) throws Fault {
        return durable.cancel(run, by);
    }

    @Override
    public Answer<Run> halt(RunId run, String by) throws Fault {
        return durable.halt(run, by);
    }

    @Override
    public Answer<Run> resume(RunId run, String by) throws Fault {
        return durable.resume(run, by);
    }

    @Override
    public Answer<Run> abandon(RunId run, String by) throws Fault {
        return durable.abandon(run, by);
    }

    @Override
    public Carrier carrier(RunId run) throws Fault {
        return durable.carrier(run);
    }

    @Override
    public void relieved(Claim claim, Heading heading, String by) throws Fault {
        durable.relieved(claim, heading, by);
    }

    @Override
    public Optional<Claim> pickUp(RunId run, Picker picker) throws Fault {
        return durable.pickUp(run, picker);
    }

    @Override
    public Wishes wishes(Claim claim) throws Fault {
        return durable.wishes(claim);
    }

    @Override
    public List<Event> events(RunId run, long after, Duration patience)
            throws Fault, InterruptedException {
        return durable.events(run, after, patience);
    }
}
