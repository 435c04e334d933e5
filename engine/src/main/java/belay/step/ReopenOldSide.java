package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Makes the old side production again.
///
/// @param run that fenced it
/// @param whole the whole server, else the one database
public record ReopenOldSide(String run, boolean whole) implements UpgradeStep {

    @Override
    public String name() {
        return "reopen-old-side";
    }

    @Override
    public String title() {
        return "Open the old side";
    }

    @Override
    public boolean commits() {
        return true;
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        if (whole) {
            databases(site).open(production(site), run);
            // A run that failed after its opening has not come to this itself.
            databases(site).unfollow(settings(site), UpgradeStep.label(run));
        } else {
            databases(site).openDatabase(settings(site), settings(site).name());
        }
        return Outcome.NOTHING;
    }

    @Override
    public boolean took(Site site) throws Fault {
        return whole
                ? !databases(site).fenced(production(site), run)
                : databases(site).accepts(settings(site));
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("clients write to the old side again");
    }
}
