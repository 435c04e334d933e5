package belay.step;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Leads clients back to the old side, which is still shut.
public record SwitchBack(Switch how) implements UpgradeStep {

    @Override
    public String name() {
        return "switch-back";
    }

    @Override
    public String title() {
        return "Lead clients back to the old side";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var _ = FenceNewSide.taken(site, how.stage().copy());
        site.fence().check();
        how.back(site);
        return Outcome.NOTHING;
    }

    @Override
    public boolean takenBackFirst() {
        return how.exchangesNames();
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> how.turn(site));
    }
}
