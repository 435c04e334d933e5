package belay.plan;

import belay.release.Release;
import belay.release.Rule;
import belay.release.Version;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Where a path has to wait for migrations that run in the background.
///
/// The fewest pauses that give each migration that is passed one inside its interval; each is
/// waited for at the last pause that lies there (Sourcegraph, internal/oobmigration/upgrade.go).
final class Pauses {

    /// @param migrations what is waited for there, in the order of the pack
    record Pause(Release at, List<Rule.Background> migrations) {

        Pause {
            migrations = List.copyOf(migrations);
        }
    }

    private final List<Release> releases;
    private final Version from;
    private final Version to;
    private final boolean down;

    private Pauses(List<Release> releases, Version from, Version to, boolean down) {
        this.releases = releases;
        this.from = from;
        this.to = to;
        this.down = down;
    }

    /// In the order of the journey.
    ///
    /// @param releases sorted by track and version
    static List<Pause> between(
            List<Release> releases,
            List<Rule.Background> migrations,
            Version from,
            Version to,
            boolean down) {
        var pauses = new Pauses(releases, from, to, down);
        return pauses.assigned(migrations.stream().filter(pauses::isPassed).toList());
    }

    private boolean isPassed(Rule.Background migration) {
        return down
                ? !before(migration.introduced(), to) && !before(from, migration.introduced())
                : before(from, migration.deprecated()) && !before(to, migration.deprecated());
    }

    private List<Pause> assigned(List<Rule.Background> passed) {
        var places = new ArrayList<Release>();
        for (var migration : passed.stream().sorted(order()).toList()) {
            if (places.stream().noneMatch(place -> runsAt(migration, place))) {
                releases.stream()
                        .filter(release -> runsAt(migration, release))
                        .filter(release -> release.state() == Release.State.RELEASED)
                        .reduce((first, last) -> down ? first : last)
                        .ifPresent(places::add);
            }
        }
        return places.stream()
                .map(place ->
                        new Pause(
                                place,
                                passed.stream()
                                        .filter(migration -> isLast(migration, place, places))
                                        .toList()))
                .toList();
    }

    private Comparator<Rule.Background> order() {
        return down
                ? (left, right) -> compare(right.introduced(), left.introduced())
                : (left, right) -> compare(left.deprecated(), right.deprecated());
    }

    private static boolean isLast(Rule.Background migration, Release place, List<Release> places) {
        return places.stream()
                .filter(any -> runsAt(migration, any))
                .reduce((_, last) -> last)
                .filter(place::equals)
                .isPresent();
    }

    private static boolean runsAt(Rule.Background migration, Release release) {
        return !before(release.version(), migration.introduced())
                && before(release.version(), migration.deprecated());
    }

    private static boolean before(Version left, Version right) {
        return left.against(right) == Order.BEFORE;
    }

    private static int compare(Version left, Version right) {
        return switch (left.against(right)) {
            case BEFORE -> -1;
            case AFTER -> 1;
            case SAME, APART -> 0;
        };
    }
}
