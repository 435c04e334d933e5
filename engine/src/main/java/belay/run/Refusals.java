package belay.run;

import belay.document.Near;
import belay.outside.Fault;
import belay.problem.Problem;
import java.util.List;
import java.util.Optional;

/// What a journal refuses, and in which words: the same for every journal.
public final class Refusals {

    private Refusals() {}

    public static Problem busy(Run holder, Carrier carrier) {
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
                                + hand(carrier)
                                + ")")
                .expected("one run for each system at a time")
                .advice(
                        switch (holder.state()) {
                            case WAITING -> waiting(holder);
                            case RUNNING ->
                                    carrier.atWork()
                                            ? "Wait for it: belay log -f "
                                                    + holder.id()
                                                    + orCancel(holder)
                                            : "Go on with it: belay resume "
                                                    + holder.id()
                                                    + orCancel(holder);
                            case HALTED, FAILED ->
                                    "Go on with it: belay resume "
                                            + holder.id()
                                            + ", or give it up: belay abandon "
                                            + holder.id();
                            case DONE, UNDONE, CANCELLED, ABANDONED -> "Try again";
                        });
    }

    private static String hand(Carrier carrier) {
        return switch (carrier) {
            case Carrier.Nobody _ -> "";
            case Carrier.Alive(var who, _, _) -> ", in hand of " + who;
            case Carrier.Silent _, Carrier.Dead _ -> ", " + lost(carrier);
        };
    }

    /// Why it does not move although it is running.
    private static String lost(Carrier carrier) {
        return switch (carrier) {
            case Carrier.Nobody _ -> "nobody has it in hand";
            case Carrier.Alive(var who, _, _) -> "in hand of " + who;
            case Carrier.Silent(var who, _, var beat) ->
                    who + " has not been heard of since " + beat;
            case Carrier.Dead(var who, _, _) -> who + " is dead";
        };
    }

    private static String waiting(Run run) {
        return "It waits for a worker; if none comes: belay resume " + run.id() + orCancel(run);
    }

    private static String orCancel(Run run) {
        return ofCancel(run).isPresent() || run.cancel()
                ? ""
                : ", or end it: belay cancel " + run.id();
    }

    public static Problem unknown(RunId run) {
        return unknown(run, List.of());
    }

    /// @param latest of those that are on record; there may be more
    public static Problem unknown(RunId run, List<Run> latest) {
        var ids = latest.stream().map(one -> one.id().text()).toList();
        return Problem.of("RUN:UNKNOWN", "there is no such run")
                .value(run.text())
                .expected(
                        ids.isEmpty()
                                ? "a run that is on record"
                                : "a run that is on record, such as " + String.join(", ", ids))
                .advice(
                        (Near.advice(run.text(), ids) + " See them all with: belay status")
                                .strip());
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

    public static Optional<Problem> ofHalt(Run run, Carrier carrier) {
        return over(run).or(() -> unattended(run, carrier));
    }

    public static Optional<Problem> ofResume(Run run, Carrier carrier) {
        return over(run)
                .or(() ->
                        run.state() == RunState.RUNNING && carrier.atWork()
                                ? Optional.of(atWork(run))
                                : Optional.empty());
    }

    public static Optional<Problem> ofAbandon(Run run, Carrier carrier) {
        return switch (run.state()) {
            case FAILED, HALTED, ABANDONED -> Optional.empty();
            case WAITING ->
                    Optional.of(
                            Problem.of("RUN:AT_WORK", "run " + run.id() + " waits for a worker")
                                    .value(run.state() + " since " + run.since())
                                    .expected("a run that is halted or has failed")
                                    .advice(waiting(run)));
            case RUNNING -> unattended(run, carrier).or(() -> Optional.of(atWork(run)));
            case DONE, UNDONE, CANCELLED -> over(run);
        };
    }

    /// What is asked of whoever carries a run out, nobody would do.
    private static Optional<Problem> unattended(Run run, Carrier carrier) {
        return run.state() == RunState.RUNNING && !carrier.atWork()
                ? Optional.of(
                        Problem.of("RUN:UNATTENDED", "nobody carries run " + run.id() + " out")
                                .value(run.state() + ", " + lost(carrier))
                                .expected("a worker that does")
                                .advice("To go on: belay resume " + run.id() + orCancel(run)))
                : Optional.empty();
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
