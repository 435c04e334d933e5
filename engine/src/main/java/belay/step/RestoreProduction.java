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

/// Brings a backup to life as the server that becomes production, shut to everybody but Belay until
/// it does; the present one is kept.
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
        var _ = VerifyBackup.verified(site, backup, directory);
        var copy =
                databases.restoreAsProduction(
                        Path.of(directory), settings(site), place, site.meter());
        databases.fenceServer(copy, site.run().id().text());
        Identities.confirm(site, copy, plan(site).to());
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> databases(site).remove(place));
    }
}
