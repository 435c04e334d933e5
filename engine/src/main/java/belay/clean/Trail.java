package belay.clean;

import belay.outside.Databases.Place;
import belay.plan.Plan;
import belay.run.Run;
import belay.run.RunState;
import belay.step.CopyProduction;
import belay.step.FollowProduction;
import belay.step.Options;
import belay.step.PrepareHome;
import belay.step.RestoreCopy;
import belay.step.RestoreHome;
import belay.step.RestoreProduction;
import belay.step.Stage;
import belay.step.Switch;
import belay.step.SwitchBack;
import belay.step.SwitchClients;
import belay.step.TakeBackup;
import belay.step.TakePort;
import belay.step.TryRestore;
import belay.step.UpgradeStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A run, read for what it made: everything that a step creates is named in the step.
record Trail(Run run, Plan plan, Options options, List<UpgradeStep> steps) {

    Trail {
        steps = List.copyOf(steps);
    }

    /// The switch that leads clients to this run's new side.
    Optional<Switch> forward() {
        return of(SwitchClients.class).map(SwitchClients::how).findFirst();
    }

    /// The switch that this run has taken back.
    Optional<Switch> back() {
        return of(SwitchBack.class).map(SwitchBack::how).findFirst();
    }

    /// Whether clients have been let in where it leads.
    boolean switched() {
        return run.committed()
                && run.state() != RunState.UNDONE
                && run.state() != RunState.CANCELLED;
    }

    /// Given up between two sides: which of them serves nobody but a person knows.
    boolean leftBetween() {
        return run.state() == RunState.ABANDONED
                && run.steps().stream()
                        .anyMatch(step ->
                                step.state().started()
                                        && (step.part().kind().equals("SwitchClients")
                                                || step.part().kind().equals("SwitchBack")
                                                || step.part().kind().equals("FenceNewSide")));
    }

    /// Servers for a trial or a rehearsal, never for clients.
    List<Place> trials() {
        return Stream.concat(
                        of(TryRestore.class).map(TryRestore::place),
                        of(RestoreCopy.class).map(RestoreCopy::place))
                .toList();
    }

    /// The server that becomes production, at the port that clients know.
    Optional<Place> newServer() {
        return Stream.of(
                        of(TakePort.class).map(TakePort::to),
                        of(FollowProduction.class).map(FollowProduction::place),
                        of(RestoreProduction.class).map(RestoreProduction::place))
                .flatMap(places -> places)
                .findFirst();
    }

    /// The database that becomes production, under the name it is made by.
    Optional<String> newDatabase() {
        return of(CopyProduction.class).map(CopyProduction::database).findFirst();
    }

    /// Homes beside production's, in their order; the last one becomes production's.
    List<String> homes() {
        return run.order().purpose().onCopy()
                ? List.of()
                : Stream.concat(
                                of(PrepareHome.class).map(PrepareHome::stage),
                                of(RestoreHome.class).map(RestoreHome::stage))
                        .map(Stage::home)
                        .distinct()
                        .toList();
    }

    /// The configuration that it has led to the database of a backup, as the backup has it.
    Optional<Path> restored() {
        return of(RestoreHome.class).map(RestoreHome::kept).map(Path::of).findFirst();
    }

    /// The backup that it makes production.
    Optional<String> restores() {
        return Stream.concat(
                        of(RestoreProduction.class).map(RestoreProduction::backup),
                        of(RestoreHome.class).map(RestoreHome::backup))
                .findFirst();
    }

    List<TakeBackup> backups() {
        return of(TakeBackup.class).toList();
    }

    String slot() {
        return "belay_" + run.id().text().replace('-', '_');
    }

    private <T extends UpgradeStep> Stream<T> of(Class<T> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast);
    }
}
