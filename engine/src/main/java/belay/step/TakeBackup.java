package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.settings;
import static belay.step.UpgradeStep.world;

import belay.outside.Databases.BackupFacts;
import belay.outside.Fault;
import belay.outside.Host.Carried;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Copies database and home of production to a directory of its own, every file with its sum.
public record TakeBackup(String backup, String directory) implements UpgradeStep {

    static final String NAME = "take-backup";

    /// What the step found.
    ///
    /// @param homeFiles how many files of the home are in it
    public record Taken(
            String backup,
            String directory,
            String position,
            long files,
            long bytes,
            long homeFiles,
            String manifest) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Back up production";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var directory = Path.of(directory());
        long homeFiles = 0;
        var home = plan(site).system().home();
        if (home.isPresent()) {
            homeFiles = keep(site, Path.of(home.get().path())).files();
        }
        var facts = databases(site).takeBackup(settings(site), directory, site.meter());
        register(site, facts);
        return Outcome.of(
                new Taken(
                        backup,
                        directory(),
                        facts.position(),
                        facts.files(),
                        facts.bytes(),
                        homeFiles,
                        facts.manifest()));
    }

    /// What has not changed since the last backup is not copied again.
    private Carried keep(Site site, Path home) throws Fault {
        var earlier =
                world(site).backups().of(site.run().system()).stream()
                        .filter(one -> !one.id().equals(backup))
                        .findFirst()
                        .map(Backup::directory)
                        .orElse("/nonexistent");
        return host(site).keep(home, RestoreHome.in(directory()), RestoreHome.in(earlier));
    }

    private void register(Site site, BackupFacts facts) throws Fault {
        world(site)
                .backups()
                .put(
                        new Backup(
                                backup,
                                site.run().system(),
                                site.run().id(),
                                directory(),
                                facts.moment(),
                                plan(site).from().text(),
                                facts.position(),
                                host(site).usedBytes(Path.of(directory())),
                                facts.manifest(),
                                new Trial.Untried()));
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the backup is kept");
    }
}
