package belay.plan;

import belay.release.Pack;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Version;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The ways from one release up to another that the rules leave open.
///
/// A way has the fewest hops; of several such, the one whose stops are the latest releases.
final class Ways {

    private static final int FAR = Integer.MAX_VALUE;

    private final Release from;
    private final Release to;
    private final List<Release> passed;
    private final List<Rule> rules;

    private Ways(Release from, Release to, List<Release> passed, List<Rule> rules) {
        this.from = from;
        this.to = to;
        this.passed = passed;
        this.rules = rules;
    }

    /// Where `from` is before `to` in the same track.
    ///
    /// @param without optional stops that are left out
    static Ways between(Pack pack, Release from, Release to, List<Version> without) {
        var passed =
                pack.releases().stream()
                        .filter(release -> before(from, release) && before(release, to))
                        .toList();
        var rules =
                pack.rules().stream()
                        .filter(rule -> concerns(rule, from, to))
                        .filter(rule -> !isLeftOut(rule, without))
                        .toList();
        return new Ways(from, to, passed, rules);
    }

    static boolean before(Release left, Release right) {
        return left.version().against(right.version()) == Order.BEFORE;
    }

    /// Whether a rule counts for paths between these two; refusals count for each hop.
    private static boolean concerns(Rule rule, Release from, Release to) {
        return switch (rule) {
            case Rule.Stop stop ->
                    stop.from().holds(from.version()) && stop.to().holds(to.version());
            case Rule.Skip skip ->
                    skip.from().holds(from.version()) && skip.to().holds(to.version());
            case Rule.Refuse _ -> true;
        };
    }

    private static boolean isLeftOut(Rule rule, List<Version> without) {
        return rule instanceof Rule.Stop stop
                && stop.optional()
                && without.stream().anyMatch(stop.at()::holds);
    }

    /// The releases to install, in order, the last one is `to`; empty if there is no way.
    List<Release> best() {
        var stops = new ArrayList<Release>();
        stops.add(from);
        passed.stream().filter(this::installable).forEach(stops::add);
        stops.add(to);
        var hops = new int[stops.size()];
        var previous = new int[stops.size()];
        Arrays.fill(hops, FAR);
        hops[0] = 0;
        for (int here = 1; here < stops.size(); here++) {
            for (int back = here - 1; back >= 0; back--) {
                if (hops[back] != FAR
                        && hops[back] + 1 < hops[here]
                        && open(stops.get(back), stops.get(here))) {
                    hops[here] = hops[back] + 1;
                    previous[here] = back;
                }
            }
        }
        var way = new ArrayList<Release>();
        if (hops[stops.size() - 1] != FAR) {
            for (int at = stops.size() - 1; at > 0; at = previous[at]) {
                way.addFirst(stops.get(at));
            }
        }
        return way;
    }

    private boolean installable(Release release) {
        return release.state() == Release.State.RELEASED && skip(release).isEmpty();
    }

    /// The rule by which a release is never installed on this path.
    Optional<Rule.Skip> skip(Release release) {
        return rules.stream()
                .filter(Rule.Skip.class::isInstance)
                .map(Rule.Skip.class::cast)
                .filter(skip -> skip.what().holds(release.version()))
                .findFirst();
    }

    private boolean open(Release left, Release right) {
        return against(left, right).isEmpty();
    }

    /// The rules against going from one to the other in one hop.
    List<Rule> against(Release left, Release right) {
        return rules.stream()
                .filter(rule ->
                        switch (rule) {
                            case Rule.Stop stop -> passes(left, right, stop);
                            case Rule.Refuse refuse ->
                                    refuse.from().holds(left.version())
                                            && refuse.to().holds(right.version());
                            case Rule.Skip _ -> false;
                        })
                .toList();
    }

    /// Whether a hop would leave the stop behind without having been there.
    private boolean passes(Release left, Release right, Rule.Stop stop) {
        return !stop.at().holds(left.version())
                && !stop.at().holds(right.version())
                && passed.stream()
                        .anyMatch(release ->
                                stop.at().holds(release.version())
                                        && before(left, release)
                                        && before(release, right));
    }
}
