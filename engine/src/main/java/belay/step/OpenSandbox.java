package belay.step;

import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;

/// Starts a throw-away server in a box for the dump.
public record OpenSandbox(String sandbox, Needs needs) implements UpgradeStep {

    static final String NAME = "open-sandbox";

    /// What was opened.
    ///
    /// @param missing bounds that this machine could not set
    public record Opened(String major, List<String> missing) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Open a sandbox with PostgreSQL " + needs.major();
    }

    /// What an earlier try has left may be half loaded.
    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        world(site).sandboxes().close(sandbox);
        var opened = world(site).sandboxes().open(sandbox, needs);
        for (var missing : opened.missing()) {
            site.notes().add("the sandbox is without a bound: " + missing);
        }
        return Outcome.of(new Opened(needs.major(), opened.missing()));
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> world(site).sandboxes().close(sandbox));
    }
}
