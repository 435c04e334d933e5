package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Makes a rehearsal's copy from a backup.
///
/// @param backup its id, for the report: where the copy comes from
public record RestoreCopy(String backup, String directory, Place place) implements UpgradeStep {

    static final String NAME = "restore-copy";

    /// Which backup the copy comes from.
    public record Restored(String backup, String manifest, int port) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Make a copy from the backup";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var databases = databases(site);
        var facts = VerifyBackup.verified(site, backup, directory);
        var copy = databases.restore(Path.of(directory), settings(site), place, site.meter());
        Identities.confirm(site, copy, plan(site).from());
        return Outcome.of(new Restored(backup, facts.manifest(), place.port()));
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            if (Options.of(site).keep()) {
                site.notes().add(RemoveCopy.kept(site, place));
            } else {
                databases(site).remove(place);
            }
        });
    }
}
