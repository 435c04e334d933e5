package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.release.Action;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;

/// Runs the pack's scripts that make a copy fit to be started.
public record RunScripts(When when, Copy copy) implements UpgradeStep {

    public static final String NEUTRALISE = "neutralise";

    /// When the scripts run.
    public enum When {
        AFTER_COPY,
        /// Jobs, mail, payments, webhooks: nothing that a rehearsal's copy starts may reach the
        /// world.
        NEUTRALISE
    }

    /// What the step found.
    ///
    /// @param scripts their names
    public record Ran(List<String> scripts) {}

    @Override
    public String name() {
        return switch (when) {
            case AFTER_COPY -> "after-copy";
            case NEUTRALISE -> NEUTRALISE;
        };
    }

    @Override
    public String title() {
        return switch (when) {
            case AFTER_COPY -> "Make the copy its own";
            case NEUTRALISE -> "Neutralise the copy";
        };
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var scripts = scripts(site);
        for (var script : scripts) {
            databases(site)
                    .run(
                            endpoint(site, copy),
                            name() + "/" + script.name(),
                            script.name(),
                            script.text());
        }
        return Outcome.of(new Ran(scripts.stream().map(Action.Sql::name).toList()));
    }

    private List<Action.Sql> scripts(Site site) {
        return switch (when) {
            case AFTER_COPY -> plan(site).afterCopy();
            case NEUTRALISE -> plan(site).neutralise();
        };
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the copy is removed as a whole");
    }
}
