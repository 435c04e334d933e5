package belay.step;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.Optional;

/// Stops a node and makes sure that nothing listens where it did.
///
/// @param restartOnUndo whether taking the run back starts it again: so for production
public record StopNode(String name, Stage stage, boolean restartOnUndo) implements UpgradeStep {

    @Override
    public String title() {
        return "Stop " + stage.node() + (stage.production() ? "" : " on the copy");
    }

    @Override
    public boolean opensPause() {
        return stage.production();
    }

    /// Clients wait until it serves again.
    @Override
    public Optional<String> undoneLike() {
        return restartOnUndo ? Optional.of(StartNode.class.getSimpleName()) : Optional.empty();
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var nodes = new Nodes(site, stage);
        nodes.stop(StartNode.serving(nodes, stage));
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        if (!restartOnUndo) {
            return new Undo.Nothing("it served nobody");
        }
        return new Undo.By((site, outcome) -> {
            if (down(site)) {
                site.notes().add(stage.node() + " is not started again: its database is down");
                return;
            }
            var nodes = new Nodes(site, stage);
            nodes.start(StartNode.serving(nodes, stage));
        });
    }

    /// It was down when the run began that leads clients away from it.
    private boolean down(Site site) {
        return stage.copy() instanceof Copy.None
                ? FenceProduction.down(site)
                : FenceNewSide.down(site, stage.copy());
    }
}
