package belay.step;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.run.Site;
import belay.run.Undo;

/// Leads clients to the new side, which is still shut: configuration, names, homes, hooks.
public record SwitchClients(Switch how) implements UpgradeStep {

    static final String NAME = "switch-clients";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Lead clients to the new side";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        if (site.run().order().purpose() == Purpose.RESTORE) {
            var _ = FenceProduction.taken(site);
        }
        site.fence().check();
        how.turn(site);
        return Outcome.NOTHING;
    }

    @Override
    public boolean takenBackFirst() {
        return how.exchangesNames();
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> how.back(site));
    }
}
