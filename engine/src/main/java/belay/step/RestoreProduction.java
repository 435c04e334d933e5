package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Brings a backup to life as the server that becomes production; the present one is kept.
public record RestoreProduction(String backup, String directory, Place place)
        implements UpgradeStep {

    @Override
    public String name() {
        return "restore-production";
    }

    @Override
    public String title() {
        return "Bring the backup to life";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var databases = databases(site);
        databases.verifyBackup(Path.of(directory), site.meter());
        databases.restoreAsProduction(Path.of(directory), settings(site), place, site.meter());
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> databases(site).remove(place));
    }
}
