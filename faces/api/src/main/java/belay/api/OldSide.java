package belay.api;

import belay.outside.Changes;
import belay.outside.Databases;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Run;
import belay.run.StepCodec;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.step.Copy;
import belay.step.HoldMoment;
import belay.step.Options;
import belay.step.Switch;
import belay.step.SwitchClients;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import java.nio.file.Path;
import java.util.Optional;

/// What stands in the way of a rollback outside of the journal, and what it would lose.
final class OldSide {

    private final Databases databases;
    private final StepCodec codec;

    OldSide(Databases databases, StepCodec codec) {
        this.databases = databases;
        this.codec = codec;
    }

    /// The operator's description may have been led elsewhere by hand since.
    Optional<Problem> elsewhere(Run run) throws Fault {
        var file = Options.read(run.order().options()).systemFile();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        return switch (SystemFile.read(Path.of(file))) {
            case Answer.Refused<ProductSystem>(var problems) -> Optional.of(problems.getFirst());
            case Answer.Given<ProductSystem>(var today) -> {
                var described = databases.endpoint(today.database());
                var made = endpoint(run);
                yield described.equals(made) || same(described, made)
                        ? Optional.empty()
                        : Optional.of(
                                Problem.of(
                                                "ROLLBACK:ELSEWHERE",
                                                "system.yaml leads to another database than this"
                                                        + " run made production")
                                        .value(described + " in " + file)
                                        .expected(made.toString())
                                        .advice(
                                                "If clients use the one that is expected, write its"
                                                        + " address there and roll back again"));
            }
        };
    }

    /// A server that does not answer is not the one that clients use.
    private boolean same(Endpoint described, Endpoint made) throws Fault {
        try {
            return databases.same(described, made);
        } catch (Fault.Transient _) {
            return false;
        }
    }

    Loss loss(Run upgrade) throws Fault {
        var moment = moment(upgrade);
        var since =
                moment.map(StepRecord::state)
                        .map(state -> ((StepState.Done) state).until())
                        .orElse(upgrade.created());
        return Loss.of(since, changes(upgrade, moment));
    }

    private Changes changes(Run upgrade, Optional<StepRecord> moment) throws Fault {
        if (moment.isEmpty()) {
            return new Changes.Unknown("the run did not mark the moment of its promotion");
        }
        var made = endpoint(upgrade);
        return databases.down(made)
                ? new Changes.Unknown("nothing listens at " + made)
                : databases.changesSince(
                        made, moment.get().outcome().as(HoldMoment.Held.class).mark());
    }

    private static Optional<StepRecord> moment(Run upgrade) {
        return upgrade.steps().stream()
                .filter(step -> step.part().kind().equals(HoldMoment.class.getSimpleName()))
                .filter(step -> step.state() instanceof StepState.Done)
                .findFirst();
    }

    Optional<Problem> noOldSide(Run upgrade) throws Fault {
        var settings = PlanJson.read(upgrade.order().plan()).system().database();
        var turn = turn(upgrade);
        return turn.isEmpty() ? Optional.empty() : turn.get().noOldSide(databases, settings);
    }

    private Optional<Switch> turn(Run upgrade) {
        return upgrade.order().parts().stream()
                .map(part -> codec.read(part.step()))
                .filter(SwitchClients.class::isInstance)
                .map(step -> ((SwitchClients) step).how())
                .findFirst();
    }

    private Endpoint endpoint(Run upgrade) {
        var settings = PlanJson.read(upgrade.order().plan()).system().database();
        var copy = turn(upgrade).map(turn -> turn.stage().copy()).orElse(new Copy.None());
        return switch (copy) {
            case Copy.Server(var place) -> databases.endpoint(settings, place);
            case Copy.None _, Copy.Boxed _ -> databases.endpoint(settings);
            case Copy.Named(var database) -> databases.endpoint(settings).database(database);
        };
    }
}
