package belay.run;

import belay.outside.Fault;
import belay.problem.Problem;
import java.util.Optional;

/// What a journal refuses, and in which words: the same for every journal.
public final class Refusals {

    private Refusals() {}

    public static Problem busy(Run holder) {
        var who = holder.pickers().isEmpty() ? "" : ", in hand of " + holder.pickers().getFirst();
        return Problem.of(
                        "SYSTEM:BUSY", "another run of system " + holder.system() + " is not over")
                .value(
                        holder.id()
                                + " ("
                                + holder.order().purpose()
                                + " by "
                                + holder.order().by()
                                + ", "
                                + holder.state()
                                + " since "
                                + holder.since()
                                + who
                                + ")")
                .expected("one run for each system at a time")
                .advice(
                        switch (holder.state()) {
                            case WAITING, RUNNING ->
                                    "Wait for it, or end it with: belay cancel " + holder.id();
                            case HALTED, FAILED ->
                                    "Go on with it: belay resume "
                                            + holder.id()
                                            + ", or give it up: belay abandon "
                                            + holder.id();
                            case DONE, UNDONE, CANCELLED, ABANDONED -> "Try again";
                        });
    }

    public static Problem unknown(RunId run) {
        return Problem.of("RUN:UNKNOWN", "there is no such run")
                .value(run.text())
                .advice("See them all with: belay status");
    }

    public static Problem taken(RunId run) {
        return Problem.of("RUN:ID_TAKEN", "another order has this run's id")
                .value(run.text())
                .advice("Order it again: it gets another id");
    }

    public static Fault.Superseded superseded(Claim claim) {
        return new Fault.Superseded(
                Problem.of(
                                "RUN:SUPERSEDED",
                                "run " + claim.run() + " is no longer in the hand of this worker")
                        .value("epoch " + claim.epoch())
                        .expected("the newest epoch: another worker carries the run on"));
    }

    public static Optional<Problem> ofCancel(Run run) {
        if (run.state() == RunState.CANCELLED || run.cancel()) {
            return Optional.empty();
        }
        return over(run).or(() -> goingBack(run)).or(() -> committed(run));
    }

    public static Optional<Problem> ofHalt(Run run) {
        return over(run);
    }

    public static Optional<Problem> ofResume(Run run, Carrier carrier) {
        return over(run)
                .or(() ->
                        run.state() == RunState.RUNNING && carrier.atWork()
                                ? Optional.of(atWork(run))
                                : Optional.empty());
    }

    public static Optional<Problem> ofAbandon(Run run) {
        return switch (run.state()) {
            case FAILED, HALTED, ABANDONED -> Optional.empty();
            case WAITING, RUNNING -> Optional.of(atWork(run));
            case DONE, UNDONE, CANCELLED -> over(run);
        };
    }

    private static Optional<Problem> over(Run run) {
        return run.state().over()
                ? Optional.of(
                        Problem.of("RUN:OVER", "run " + run.id() + " is over")
                                .value(run.state() + " since " + run.since())
                                .advice("See what became of it with: belay status " + run.id()))
                : Optional.empty();
    }

    private static Optional<Problem> goingBack(Run run) {
        return run.heading() instanceof Heading.Back(var why, _)
                ? Optional.of(
                        Problem.of("RUN:GOING_BACK", "run " + run.id() + " is on its way back")
                                .value(why.reason())
                                .advice("Watch it with: belay log -f " + run.id()))
                : Optional.empty();
    }

    private static Optional<Problem> committed(Run run) {
        return run.committed()
                ? Optional.of(
                        Problem.of(
                                        "RUN:COMMITTED",
                                        "run " + run.id() + " is past its point of no return")
                                .advice(
                                        "Let it end, then go back with: belay rollback "
                                                + run.id()))
                : Optional.empty();
    }

    private static Problem atWork(Run run) {
        var who = run.pickers().isEmpty() ? "a worker" : run.pickers().getFirst().toString();
        return Problem.of("RUN:AT_WORK", "run " + run.id() + " is being carried out")
                .value(run.state() + ", " + who)
                .advice("Watch it with: belay log -f " + run.id());
    }
}
