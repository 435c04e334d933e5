package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.host;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Removes what a rehearsal has made, unless the operator wants to look at it.
///
/// @param files of the run's homes
public record RemoveCopy(Place place, String files) implements UpgradeStep {

    @Override
    public String name() {
        return "remove-copy";
    }

    @Override
    public String title() {
        return "Remove the copy";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        if (Options.of(site).keep()) {
            site.notes().add("the copy is kept: port " + place.port() + ", " + place.directory());
        } else {
            databases(site).remove(place);
            host(site).remove(Path.of(files));
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
