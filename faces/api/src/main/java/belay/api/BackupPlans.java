package belay.api;

import belay.plan.Hop;
import belay.plan.Plan;
import belay.plan.Terms;
import belay.release.Check;
import belay.release.Fact;
import belay.release.Files;
import belay.release.Pack;
import belay.release.Ranged;
import belay.release.Release;
import belay.release.Served;
import belay.run.Backups.Backup;
import belay.system.ProductSystem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Plans that carry out no migration: a backup of what runs, and the way to what a backup holds.
final class BackupPlans {

    private BackupPlans() {}

    static Plan standing(Desk.Known known, Release release) {
        return plan(known, release, release, List.of());
    }

    /// The one hop brings nothing of its own: data and files are the backup's.
    static Plan restoring(Desk.Known known, Release from, Release to, Backup backup) {
        var pack = known.pack();
        var served = Ranged.first(pack.served(), to.version());
        var hop =
                new Hop(
                        to.id(),
                        new Hop.Because("restore", "backup " + backup.id()),
                        "backup",
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        served.map(Served::runtimes).orElse(Map.of()),
                        List.of(),
                        served.map(Served::serving).stream().toList(),
                        files(pack, to),
                        List.of(),
                        facts(known, to),
                        List.of(),
                        "");
        return plan(known, from, to, List.of(hop));
    }

    private static Plan plan(Desk.Known known, Release from, Release to, List<Hop> hops) {
        var pack = known.pack();
        var current = Ranged.first(pack.served(), from.version());
        return new Plan(
                known.system(),
                pack.hash(),
                from.id(),
                to.id(),
                hops,
                current.map(Served::serving).stream().toList(),
                files(pack, from),
                current.map(Served::runtimes).orElse(Map.of()),
                Ranged.all(pack.afterCopy(), from.version()),
                Ranged.all(pack.neutralise(), from.version()),
                pack.identity(),
                facts(known, from),
                checks(known.system(), pack, to),
                pack.volatileTables(),
                Stream.concat(pack.caches().stream(), known.system().caches().stream())
                        .distinct()
                        .toList(),
                List.of(),
                Terms.NONE);
    }

    private static Files files(Pack pack, Release release) {
        return Ranged.first(pack.files(), release.version())
                .orElse(new Files(List.of(), List.of(), List.of()));
    }

    private static List<Fact> facts(Desk.Known known, Release release) {
        return Stream.concat(
                        Ranged.all(known.pack().facts(), release.version()).stream(),
                        known.system().facts().stream())
                .toList();
    }

    private static List<Check> checks(ProductSystem system, Pack pack, Release release) {
        return Stream.concat(
                        Ranged.all(pack.checks(), release.version()).stream(),
                        system.checks().stream())
                .toList();
    }
}
