package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.settings;

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
            site.notes().add(kept(site, place));
        } else {
            databases(site).remove(place);
            host(site).remove(Path.of(files));
        }
        return Outcome.NOTHING;
    }

    /// How a person reaches a copy that is kept, and how it goes.
    static String kept(Site site, Place place) {
        var copy = databases(site).endpoint(settings(site), place);
        return "the copy is kept: psql -h "
                + copy.host()
                + " -p "
                + copy.port()
                + " -U "
                + copy.user()
                + " "
                + copy.database()
                + " (the data before the hops: "
                + CopyBefore.DATABASE
                + "). To remove it stop the server that runs in "
                + place.directory()
                + " and delete that directory";
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
