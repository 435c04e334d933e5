package belay.step;

import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Runs the checks of one hop right after it, on the data as that hop leaves them.
public record CheckHop(Stage stage) implements UpgradeStep {

    @Override
    public String name() {
        return "check-hop-" + (stage.hop() + 1);
    }

    @Override
    public String title() {
        return "Run the checks of the hop";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        return Outcome.of(
                RunChecks.asked(site, stage, plan(site).hops().get(stage.hop()).checks(), false));
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
