package belay.step;

import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Removes the sandbox and everything in it.
public record CloseSandbox(String sandbox) implements UpgradeStep {

    @Override
    public String name() {
        return "close-sandbox";
    }

    @Override
    public String title() {
        return "Remove the sandbox";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        world(site).sandboxes().close(sandbox);
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
