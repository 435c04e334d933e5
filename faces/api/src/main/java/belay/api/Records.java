package belay.api;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.Timings;
import belay.run.Watches;
import belay.step.World;

/// Belay's memory and its hands, opened when they are first needed: asking for help must not start
/// a server. Thread-safe.
public interface Records {

    /// Whether anything can have been remembered yet. Opens nothing.
    boolean exist();

    Journal journal() throws Fault, InterruptedException;

    Timings timings() throws Fault, InterruptedException;

    /// Everything that gates and steps reach, with the registers of backups and rehearsals.
    World world() throws Fault, InterruptedException;

    /// Who watches over runs.
    Watches watches() throws Fault, InterruptedException;

    /// Sees to it that a worker comes for a run that waits. Twice is fine.
    void work(RunId run) throws Fault, InterruptedException;

    /// Puts a run on the list and sees to a worker for it. Where none can be started the run is
    /// cancelled: it would wait for nobody.
    default Answer<Run> order(Order order) throws Fault, InterruptedException {
        var ordered = journal().create(order);
        try {
            return worked(ordered);
        } catch (Fault noWorker) {
            journal().cancel(order.id(), order.by());
            throw noWorker;
        }
    }

    /// Puts a run on the list in the place of `ended`, and sees to a worker for it. Where none can
    /// be started it stays there: `ended` has been given up for it.
    default Answer<Run> replace(RunId ended, Order order) throws Fault, InterruptedException {
        var ordered = journal().replace(ended, order);
        try {
            return worked(ordered);
        } catch (Fault noWorker) {
            throw new Fault.Permanent(
                    noWorker.problem()
                            .advice(
                                    "Run "
                                            + order.id()
                                            + " is on record and waits for a worker. When what is"
                                            + " said here is corrected: belay resume "
                                            + order.id()),
                    noWorker);
        }
    }

    /// A run that waits is given a worker.
    default Answer<Run> worked(Answer<Run> answer) throws Fault, InterruptedException {
        if (answer instanceof Answer.Given<Run>(var run) && run.state() == RunState.WAITING) {
            work(run.id());
        }
        return answer;
    }
}
