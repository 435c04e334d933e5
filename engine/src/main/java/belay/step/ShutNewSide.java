package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Shuts everybody out of the new side until it is opened to clients. Whoever follows the switch
/// early finds it shut, so nothing is acknowledged that a rollback would take away, and whether it
/// was opened can be told afterwards.
public record ShutNewSide(Copy copy) implements UpgradeStep {

    @Override
    public String name() {
        return "shut-new-side";
    }

    @Override
    public String title() {
        return "Shut the new side until it is opened to clients";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        databases(site).fenceServer(endpoint(site, copy), site.run().id().text());
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the copy is removed as a whole");
    }
}
