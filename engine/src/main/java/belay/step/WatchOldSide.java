package belay.step;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Makes sure that nobody writes to the old side any more.
public record WatchOldSide() implements UpgradeStep {

    @Override
    public String name() {
        return "watch-old-side";
    }

    @Override
    public String title() {
        return "Watch the old side for stray writes";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        OpenToClients.refuseStrayWrites(site);
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
