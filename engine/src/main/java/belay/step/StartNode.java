package belay.step;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;
import java.util.Optional;

/// Starts a node at a stage and waits until it says it is ready; migrates nothing.
public record StartNode(String name, Stage stage) implements UpgradeStep {

    /// What the step found.
    ///
    /// @param warnings lines of its log that the pack wants shown
    public record Started(double seconds, List<String> warnings) {}

    @Override
    public String title() {
        return "Start " + stage.node() + (stage.production() ? " for clients" : " on the copy");
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        long start = System.nanoTime();
        var nodes = new Nodes(site, stage);
        var warnings = nodes.start(serving(nodes, stage));
        return Outcome.of(new Started((System.nanoTime() - start) / 1e9, warnings));
    }

    @Override
    public Optional<String> undoneLike() {
        return Optional.of(StopNode.class.getSimpleName());
    }

    static belay.release.Serving serving(Nodes nodes, Stage stage) throws Fault {
        return nodes.serving()
                .orElseThrow(() ->
                        new Fault.Permanent(
                                Problem.of(
                                                "NODE:NO_SERVING",
                                                "nothing says how node "
                                                        + stage.node()
                                                        + " is started")
                                        .advice("Say it in the pack or in system.yaml")));
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            var nodes = new Nodes(site, stage);
            nodes.stop(serving(nodes, stage));
        });
    }
}
