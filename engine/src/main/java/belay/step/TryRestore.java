package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;
import static belay.step.UpgradeStep.world;

import belay.outside.Databases.Place;
import belay.outside.Databases.Reading;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.proof.Fingerprint;
import belay.proof.TableShape;
import belay.run.Backups.Trial;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Restores a backup for trial: compares its files with their sums, brings it to life, reads every
/// row of every table, and compares its schema with production's.
public record TryRestore(String backup, String directory, Place place) implements UpgradeStep {

    static final String NAME = "try-restore";

    /// What the step found.
    ///
    /// @param seconds from the first file to the last row read: the recovery time to promise
    public record Tried(double seconds, int tables, long rows) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Restore the backup for trial";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        long start = System.nanoTime();
        var databases = databases(site);
        try {
            var facts = databases.verifyBackup(Path.of(directory), site.meter());
            var copy = databases.restore(Path.of(directory), settings(site), place, site.meter());
            identify(site, copy);
            var shapes = databases.shapes(copy);
            sameSchema(shapes, databases.shapes(production(site)));
            var prints = databases.fingerprints(copy, List.of(), readings(shapes), site.meter());
            var took = Duration.ofNanos(System.nanoTime() - start);
            VerifyBackup.remember(
                    site, backup, new Trial.Passed(world(site).clock().instant(), took));
            site.notes().add("backup of " + facts.files() + " files restored and read whole");
            return Outcome.of(
                    new Tried(
                            took.toMillis() / 1000.0,
                            shapes.size(),
                            prints.stream().mapToLong(Fingerprint::rows).sum()));
        } catch (Fault.Permanent fault) {
            VerifyBackup.remember(
                    site, backup, new Trial.Failed(world(site).clock().instant(), fault.problem()));
            throw fault;
        } finally {
            databases.remove(place);
        }
    }

    private void identify(Site site, Endpoint copy) throws Fault {
        Identities.confirm(site, copy, plan(site).from());
    }

    private static List<Reading> readings(List<TableShape> shapes) {
        return shapes.stream()
                .map(shape ->
                        new Reading(
                                shape.table(),
                                shape.columns().stream().map(TableShape.Column::name).toList()))
                .toList();
    }

    private static void sameSchema(List<TableShape> copy, List<TableShape> production)
            throws Fault {
        if (!copy.equals(production)) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "BACKUP:OTHER_SCHEMA",
                                    "the restored backup has other tables or columns than production")
                            .advice("Take a new backup; was the schema changed meanwhile?"));
        }
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> databases(site).remove(place));
    }
}
