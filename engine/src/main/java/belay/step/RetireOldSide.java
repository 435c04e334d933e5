package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.label;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Removes what this run left on both sides; the old one stays, fenced and named with the run.
public record RetireOldSide(Copy copy, boolean followed) implements UpgradeStep {

    @Override
    public String name() {
        return "retire-old-side";
    }

    @Override
    public String title() {
        return "Tidy up; keep the old side";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        if (followed) {
            databases(site).unfollow(settings(site), label(site));
        }
        var now = copy instanceof Copy.Named ? UpgradeStep.production(site) : endpoint(site, copy);
        databases(site).unmark(now);
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
