package belay.plan;

import belay.release.Known.Risk;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Version;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/// The ways from one release to another that the rules leave open.
///
/// A way has the fewest hops; of several such, the one whose stops are the latest releases.
final class Ways {

    private static final int TRIED = 500;

    private final Timeline line;
    private final int from;
    private final int to;
    private final Rulings rulings;

    private Ways(
            Timeline line, int from, int to, boolean down, List<Rule> rules, Set<String> accepted) {
        this.line = line;
        this.from = from;
        this.to = to;
        this.rulings =
                new Rulings(line, down, rules.stream().filter(this::concerns).toList(), accepted);
    }

    /// @param accepted names of risks that are taken; `*` for all
    static Ways of(
            Timeline line,
            List<Rule> rules,
            Release from,
            Release to,
            boolean down,
            Set<String> accepted) {
        return new Ways(
                line,
                line.position(from.version()),
                line.position(to.version()),
                down,
                rules,
                accepted);
    }

    /// Where `from` is before `to`, by the pack's own rulebook.
    ///
    /// @param without optional stops that are left out
    static Ways between(Timeline line, Pack pack, Release from, Release to, List<Version> without) {
        var rules = pack.rules().stream().filter(rule -> !isLeftOut(rule, without)).toList();
        return of(line, rules, from, to, false, Set.of());
    }

    static boolean before(Release left, Release right) {
        return left.version().against(right.version()) == Order.BEFORE;
    }

    static boolean isLeftOut(Rule rule, List<Version> without) {
        return rule instanceof Rule.Stop stop
                && stop.optional()
                && without.stream().anyMatch(stop.at()::holds);
    }

    /// Whether a rule counts for paths between these two; the others count for each hop.
    private boolean concerns(Rule rule) {
        return switch (rule) {
            case Rule.Stop stop -> line.in(stop.from(), from) && line.in(stop.to(), to);
            case Rule.Skip skip -> line.in(skip.from(), from) && line.in(skip.to(), to);
            case Rule.CheckFirst check -> line.in(check.towards(), to);
            case Rule.StepAfter step -> line.in(step.towards(), to);
            default -> true;
        };
    }

    /// The rule by which a release is never installed on this path.
    Optional<Rule.Skip> skip(Release release) {
        return rulings.skip(line.position(release.version()));
    }

    /// The rules against going from one to the other in one hop.
    List<Rule> against(Release left, Release right) {
        return rulings.against(line.position(left.version()), line.position(right.version()));
    }

    /// The rules that close nothing and have something to say of a hop.
    List<Rule> told(Release left, Release right) {
        return rulings.told(line.position(left.version()), line.position(right.version()));
    }

    /// The risks for which the edge between two releases is closed.
    List<Risk> risks(Release left, Release right) {
        int target = line.position(right.version());
        return line.named(line.position(left.version())).stream()
                .filter(named -> named.to() == target)
                .flatMap(named -> named.edge().risks().stream())
                .filter(risk -> !rulings.accepts(risk))
                .distinct()
                .toList();
    }

    /// The releases to install, in order, the last one is `to`; empty if there is no way.
    List<Release> best() {
        return best(Optional.empty());
    }

    /// @param take which release of a stop is taken, whatever the rules say
    List<Release> best(Optional<Rule.Take> take) {
        var search = new Search(rulings, Nodes.of(rulings, from, to));
        return releases(refined(search.shortest(from, to), take));
    }

    /// The way with the least weight, by what each release weighs; of equal ones the shortest.
    List<Release> lightest(ToIntFunction<Release> weight) {
        var search = new Search(rulings, Nodes.all(rulings, from, to));
        return releases(search.lightest(from, to, weight));
    }

    private List<Release> releases(List<Integer> way) {
        return way.stream().map(line::at).toList();
    }

    // Which release of a stop

    /// At a stop that says which of its releases is taken, that one.
    private List<Integer> refined(List<Integer> found, Optional<Rule.Take> take) {
        var way = new ArrayList<>(found);
        for (int i = 0; i < way.size() - 1; i++) {
            int left = i == 0 ? from : way.get(i - 1);
            int here = way.get(i);
            int right = way.get(i + 1);
            var stop =
                    rulings.against(left, right).stream()
                            .filter(Rule.Stop.class::isInstance)
                            .map(Rule.Stop.class::cast)
                            .filter(rule -> line.in(rule.at(), here))
                            .findFirst();
            if (stop.isPresent()) {
                way.set(i, taken(stop.get(), left, here, right, take));
            }
        }
        return way;
    }

    private int taken(Rule.Stop stop, int left, int here, int right, Optional<Rule.Take> take) {
        for (var preferred : take.isPresent() ? List.<Range>of() : stop.preferred()) {
            int found = among(preferred, stop, Rule.Take.LATEST, left, here, right);
            if (found >= 0) {
                return found;
            }
        }
        int found = among(stop.at(), stop, take.orElse(stop.take()), left, here, right);
        return found < 0 ? here : found;
    }

    private int among(Range range, Rule.Stop stop, Rule.Take take, int left, int here, int right) {
        var places = line.positions(range);
        var track = line.trackOf(here);
        boolean first = take == Rule.Take.FIRST;
        int at = first ? places.next(track.low() - 1) : places.previous(track.high());
        for (int tried = 0; track.contains(at) && tried < TRIED; tried++) {
            if (line.in(stop.at(), at)
                    && rulings.isInstallable(at)
                    && rulings.isOpen(left, at)
                    && rulings.isOpen(at, right)) {
                return at;
            }
            at = first ? places.next(at) : places.previous(at);
        }
        return -1;
    }
}
