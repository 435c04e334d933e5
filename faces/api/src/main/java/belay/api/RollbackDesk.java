package belay.api;

import belay.api.Belay.Consent;
import belay.outside.Fault;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Order;
import belay.run.Purpose;
import belay.run.Refusals;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepCodec;
import belay.step.Options;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Goes back from what an upgrade or a restore has made production.
final class RollbackDesk {

    /// Of one system, looked through for what stands.
    private static final int MOST_RUNS = 1_000;

    private final String by;
    private final Records records;
    private final RunDesk runs;
    private final OldSide oldSide;
    private final Orders orders;
    private final StepCodec codec;

    /// @param by who orders
    RollbackDesk(
            String by,
            Records records,
            RunDesk runs,
            OldSide oldSide,
            Orders orders,
            StepCodec codec) {
        this.by = by;
        this.records = records;
        this.runs = runs;
        this.oldSide = oldSide;
        this.orders = orders;
        this.codec = codec;
    }

    Answer<Loss> lossOfRollback(RunId upgrade) throws Fault, InterruptedException {
        return runs.sided(
                upgrade,
                () ->
                        switch (promoted(upgrade)) {
                            case Answer.Refused<Run>(var problems) ->
                                    new Answer.Refused<>(problems);
                            case Answer.Given<Run>(var run) -> Answer.of(oldSide.loss(run));
                        });
    }

    /// The upgrade, if production is what it made of it.
    private Answer<Run> promoted(RunId upgrade) throws Fault, InterruptedException {
        return switch (runs.run(upgrade)) {
            case Answer.Refused<Run> unknown -> unknown;
            case Answer.Given<Run>(var run) -> {
                var refusal = refusal(run);
                yield refusal.isPresent() ? Answer.refused(refusal.get()) : Answer.of(run);
            }
        };
    }

    private Optional<Problem> refusal(Run run) throws Fault, InterruptedException {
        boolean underWay = run.state() == RunState.RUNNING || run.state() == RunState.WAITING;
        if (Promotions.moves(run) && underWay) {
            return Refusals.ofAbandon(run, records.journal().carrier(run.id()));
        }
        if (!Promotions.moves(run) || !Promotions.switched(run)) {
            return Optional.of(notPromoted(run));
        }
        var promotions = new Promotions(records.journal().history(run.system(), MOST_RUNS), codec);
        var refusal = promotions.refusal(run);
        if (refusal.isEmpty()) {
            refusal = oldSide.elsewhere(run);
        }
        return refusal.isPresent() ? refusal : oldSide.noOldSide(run);
    }

    private static Problem notPromoted(Run run) {
        return Problem.of("ROLLBACK:NOT_PROMOTED", "this run has not switched production")
                .value(
                        Words.purpose(run.order().purpose())
                                + " "
                                + run.id()
                                + ", "
                                + Words.state(run.state()))
                .expected("an upgrade or a restore that was promoted")
                .advice("Nothing is to be rolled back by it; see the runs with: belay status");
    }

    Answer<Run> rollback(RunId upgrade, Consent consent) throws Fault, InterruptedException {
        return runs.sided(
                upgrade,
                () ->
                        switch (promoted(upgrade)) {
                            case Answer.Refused<Run> refused -> refused;
                            case Answer.Given<Run>(var forward) -> rollback(forward, consent);
                        });
    }

    private Answer<Run> rollback(Run forward, Consent consent) throws Fault, InterruptedException {
        if (consent == Consent.NOT_GIVEN) {
            var loss = oldSide.loss(forward);
            if (!loss.nothing()) {
                return Loss.notAccepted(
                        loss, "rolling back", "belay rollback " + forward.id() + " --accept-loss");
            }
        }
        var run = orders.next();
        var plan = PlanJson.read(forward.order().plan());
        var was = Options.read(forward.order().options());
        var options =
                new Options(
                        was.packDirectory(),
                        was.systemFile(),
                        false,
                        consent == Consent.GIVEN,
                        List.of(),
                        List.of());
        var order =
                new Order(
                        run,
                        forward.system(),
                        Purpose.GO_BACK,
                        forward.order().plan(),
                        forward.order().planHash(),
                        options.json(),
                        by,
                        pauseLimit(was.systemFile(), plan),
                        orders.parts(orders.itinerary(run, Purpose.GO_BACK, plan).goBack(forward)));
        // One that is not over holds the system and is past its point of no return: what is left of
        // it, the rollback carries out the other way round.
        return forward.state().over() ? records.order(order) : records.replace(forward.id(), order);
    }

    /// What the operator allows today; the plan of the upgrade is frozen.
    private static Duration pauseLimit(String systemFile, Plan plan) {
        return !systemFile.isEmpty()
                        && SystemFile.read(Path.of(systemFile))
                                instanceof Answer.Given<ProductSystem>(var today)
                ? today.policy().pauseLimit()
                : plan.system().policy().pauseLimit();
    }
}
