package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.world;

import belay.outside.Databases.BackupFacts;
import belay.outside.Fault;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Reads a backup and compares it with its sums, before anything takes time for it. What is found
/// is remembered of the backup: that it was restored for trial once says nothing of a file that was
/// damaged since.
public record VerifyBackup(String backup, String directory) implements UpgradeStep {

    private static final String CHANGED = "BACKUP:CHANGED";

    /// What the step found.
    public record Verified(long files, long bytes) {}

    @Override
    public String name() {
        return "verify-backup";
    }

    @Override
    public String title() {
        return "Compare the backup with its sums";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var facts = verified(site, backup, directory);
        return Outcome.of(new Verified(facts.files(), facts.bytes()));
    }

    /// One whose damage was mended counts as not tried. A backup that cannot be read, as where its
    /// disk is not mounted, is not called damaged: it might be removed for that.
    static BackupFacts verified(Site site, String backup, String directory)
            throws Fault, InterruptedException {
        try {
            var facts = databases(site).verifyBackup(Path.of(directory), site.meter());
            var known = world(site).backups().find(backup);
            if (known.map(Backup::trial).filter(VerifyBackup::damaged).isPresent()) {
                remember(site, backup, new Trial.Untried());
            }
            return facts;
        } catch (Fault.Permanent fault) {
            if (fault.problem().code().equals(CHANGED)) {
                remember(
                        site,
                        backup,
                        new Trial.Failed(world(site).clock().instant(), fault.problem()));
            }
            throw fault;
        }
    }

    private static boolean damaged(Trial trial) {
        return trial instanceof Trial.Failed(_, var problem) && problem.code().equals(CHANGED);
    }

    /// A backup that is not on the register is not put there.
    static void remember(Site site, String backup, Trial trial) throws Fault {
        var backups = world(site).backups();
        var known = backups.find(backup);
        if (known.isPresent()) {
            backups.put(known.get().tried(trial));
        }
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
