package belay.plan;

import belay.release.Known.Risk;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Version;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// The ways from one release to another that the rules leave open.
///
/// A way has the fewest hops; of several such, the one whose stops are the latest releases. In a
/// long timeline releases between which no rule tells a difference are looked at as one.
final class Ways {

    private static final int FEW = 2_000;
    private static final int TRIED = 500;

    private final Timeline line;
    private final int from;
    private final int to;
    private final boolean down;
    private final List<Rule> rules;
    private final Set<String> accepted;
    private final boolean oneTrack;
    private final int[] nodes;
    private final Map<Range, BitSet> bits = new HashMap<>();
    private final Map<Integer, BitSet> orders = new HashMap<>();
    private final Map<Integer, BitSet> hops = new HashMap<>();

    private Ways(
            Timeline line, int from, int to, boolean down, List<Rule> rules, Set<String> accepted) {
        this.line = line;
        this.from = from;
        this.to = to;
        this.down = down;
        this.accepted = accepted;
        this.rules = rules.stream().filter(rule -> concerns(rule)).toList();
        this.oneTrack =
                line.at(0).version().track().equals(line.at(line.size() - 1).version().track());
        this.nodes = nodes();
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
            default -> true;
        };
    }

    List<Rule> rules() {
        return rules;
    }

    // The releases that are looked at

    private int[] nodes() {
        var found = new TreeSet<Integer>(List.of(from, to));
        boolean alike =
                oneTrack
                        && !line.graph()
                        && rules.stream().noneMatch(Rule.ReleasedAfter.class::isInstance);
        int low = Math.min(from, to);
        int high = Math.max(from, to);
        if (alike && high - low > FEW) {
            addOneForEachPart(found, low + 1, high);
        } else {
            for (int at = 0; at < line.size(); at++) {
                if (between(at) && installable(at)) {
                    found.add(at);
                }
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Between two cuts of all ranges, the latest release stands for the others.
    private void addOneForEachPart(Set<Integer> found, int low, int high) {
        var cuts = new TreeSet<Integer>(List.of(low, high));
        for (var rule : rules) {
            for (var range : ranges(rule)) {
                for (int cut : line.intervals(range)) {
                    if (cut > low && cut < high) {
                        cuts.add(cut);
                    }
                }
            }
        }
        int begin = low;
        for (int end : cuts.tailSet(low + 1)) {
            int last = line.lastReleased(begin, end);
            if (last >= 0 && skip(line.at(last)).isEmpty()) {
                found.add(last);
            }
            begin = end;
        }
    }

    private static List<Range> ranges(Rule rule) {
        return switch (rule) {
            case Rule.Stop stop -> {
                var all = new ArrayList<>(stop.preferred());
                all.add(stop.at());
                yield all;
            }
            case Rule.Skip skip -> List.of(skip.what());
            case Rule.Refuse refuse -> List.of(refuse.from(), refuse.to());
            case Rule.Way way -> List.of(way.from(), way.to());
            default -> List.of();
        };
    }

    private boolean between(int at) {
        if (line.graph()) {
            return true;
        }
        var version = line.at(at).version();
        var left = line.at(from).version().against(version);
        var right = version.against(line.at(to).version());
        var wrong = down ? Order.BEFORE : Order.AFTER;
        return left != wrong && right != wrong && left != Order.SAME && right != Order.SAME;
    }

    /// In a graph the vendor names each hop, to previews too.
    private boolean installable(int at) {
        var state = line.at(at).state();
        return (state == Release.State.RELEASED || (line.graph() && state == Release.State.PREVIEW))
                && skip(line.at(at)).isEmpty();
    }

    /// The rule by which a release is never installed on this path.
    Optional<Rule.Skip> skip(Release release) {
        return rules.stream()
                .filter(Rule.Skip.class::isInstance)
                .map(Rule.Skip.class::cast)
                .filter(skip -> skip.what().holds(release.version()))
                .findFirst();
    }

    // The search

    /// The releases to install, in order, the last one is `to`; empty if there is no way.
    List<Release> best() {
        return best(Optional.empty());
    }

    /// @param take which release of a stop is taken, whatever the rules say
    List<Release> best(Optional<Rule.Take> take) {
        int start = Arrays.binarySearch(nodes, from);
        int goal = Arrays.binarySearch(nodes, to);
        var previous = new int[nodes.length];
        Arrays.fill(previous, -1);
        var unseen = new BitSet(nodes.length);
        unseen.set(0, nodes.length);
        unseen.clear(start);
        var level = new BitSet(nodes.length);
        level.set(start);
        while (!level.isEmpty() && previous[goal] < 0) {
            var next = new BitSet(nodes.length);
            for (int here = level.length() - 1;
                    here >= 0 && previous[goal] < 0;
                    here = level.previousSetBit(here - 1)) {
                var open = (BitSet) hops(here).clone();
                open.and(unseen);
                int left = here;
                open.stream().forEach(at -> previous[at] = left);
                next.or(open);
                unseen.andNot(open);
            }
            level = next;
        }
        return previous[goal] < 0 ? List.of() : refined(way(previous, start, goal), take);
    }

    /// The way with the least weight, by what each release weighs; of equal ones the shortest.
    List<Release> lightest(ToIntFunction<Release> weight) {
        int start = Arrays.binarySearch(nodes, from);
        int goal = Arrays.binarySearch(nodes, to);
        var best = new long[nodes.length];
        Arrays.fill(best, Long.MAX_VALUE);
        var previous = new int[nodes.length];
        Arrays.fill(previous, -1);
        var done = new BitSet(nodes.length);
        best[start] = 0;
        for (int here = start; here >= 0; here = nearest(best, done)) {
            done.set(here);
            int left = here;
            hops(here).stream()
                    .filter(at -> !done.get(at))
                    .forEach(at -> {
                        long sum = best[left] + 1 + 1_000L * weight.applyAsInt(line.at(nodes[at]));
                        if (sum < best[at]) {
                            best[at] = sum;
                            previous[at] = left;
                        }
                    });
        }
        return previous[goal] < 0 ? List.of() : releases(way(previous, start, goal));
    }

    private static int nearest(long[] best, BitSet done) {
        int found = -1;
        for (int at = 0; at < best.length; at++) {
            if (!done.get(at)
                    && best[at] != Long.MAX_VALUE
                    && (found < 0 || best[at] < best[found])) {
                found = at;
            }
        }
        return found;
    }

    private List<Integer> way(int[] previous, int start, int goal) {
        var way = new ArrayList<Integer>();
        for (int at = goal; at != start; at = previous[at]) {
            way.addFirst(nodes[at]);
        }
        return way;
    }

    private List<Release> releases(List<Integer> way) {
        return way.stream().map(line::at).toList();
    }

    /// At a stop that says which of its releases is taken, that one.
    private List<Release> refined(List<Integer> way, Optional<Rule.Take> take) {
        for (int i = 0; i < way.size() - 1; i++) {
            int left = i == 0 ? from : way.get(i - 1);
            int here = way.get(i);
            int right = way.get(i + 1);
            var stop =
                    against(left, right).stream()
                            .filter(Rule.Stop.class::isInstance)
                            .map(Rule.Stop.class::cast)
                            .filter(rule -> line.in(rule.at(), here))
                            .findFirst();
            if (stop.isPresent()) {
                way.set(i, taken(stop.get(), left, here, right, take));
            }
        }
        return releases(way);
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
        int tried = 0;
        boolean first = take == Rule.Take.FIRST;
        for (int at = first ? line.next(range, -1) : line.previous(range, line.size());
                at >= 0 && at < line.size() && tried < TRIED;
                at = first ? line.next(range, at) : line.previous(range, at)) {
            if (!line.at(at).version().track().equals(line.at(here).version().track())) {
                continue;
            }
            tried++;
            if (line.in(stop.at(), at) && installable(at) && open(left, at) && open(at, right)) {
                return at;
            }
        }
        return -1;
    }

    // One hop

    /// The nodes that can be reached from one in one hop.
    private BitSet hops(int node) {
        return hops.computeIfAbsent(node, this::findHops);
    }

    private BitSet findHops(int node) {
        int here = nodes[node];
        var open = line.graph() ? edges(here) : (BitSet) order(here).clone();
        BitSet named = null;
        for (var rule : rules) {
            switch (rule) {
                case Rule.Refuse refuse -> {
                    if (line.in(refuse.from(), here)) {
                        open.andNot(bits(refuse.to()));
                    }
                }
                case Rule.Stop stop -> {
                    if (!line.in(stop.at(), here)) {
                        closeBeyond(stop, here, open);
                    }
                }
                case Rule.Way way -> {
                    named = named == null ? new BitSet(nodes.length) : named;
                    if (line.in(way.from(), here)) {
                        named.or(bits(way.to()));
                    }
                }
                case Rule.ReleasedAfter after -> {
                    if (line.in(after.from(), here)) {
                        open.stream()
                                .filter(at -> line.in(after.to(), nodes[at]))
                                .filter(at -> earlier(line.at(nodes[at]), line.at(here)))
                                .forEach(open::clear);
                    }
                }
                default -> {}
            }
        }
        if (named != null) {
            open.and(named);
        }
        return open;
    }

    private BitSet edges(int here) {
        var open = new BitSet(nodes.length);
        for (var edge : line.edges(here)) {
            int at = Arrays.binarySearch(nodes, line.position(edge.to()));
            if (at >= 0 && edge.risks().stream().allMatch(this::accepts)) {
                open.set(at);
            }
        }
        return open;
    }

    private boolean accepts(Risk risk) {
        return accepted.contains("*") || accepted.contains(risk.name());
    }

    private void closeBeyond(Rule.Stop stop, int here, BitSet open) {
        var beyond = new BitSet(nodes.length);
        if (oneTrack && down) {
            int stopAt = line.previous(stop.at(), here);
            beyond.set(0, Math.max(0, lowerBound(stopAt)));
        } else if (oneTrack) {
            int stopAt = line.next(stop.at(), here);
            beyond.set(Math.min(lowerBound(stopAt + 1), nodes.length), nodes.length);
        } else {
            for (int at = line.next(stop.at(), -1);
                    at < line.size();
                    at = line.next(stop.at(), at)) {
                if (follows(here, at)) {
                    beyond.or(order(at));
                }
            }
        }
        beyond.andNot(bits(stop.at()));
        open.andNot(beyond);
    }

    private int lowerBound(int position) {
        int found = Arrays.binarySearch(nodes, position);
        return found >= 0 ? found : -found - 1;
    }

    private BitSet bits(Range range) {
        return bits.computeIfAbsent(range, this::findBits);
    }

    private BitSet findBits(Range range) {
        var found = new BitSet(nodes.length);
        var edges = line.intervals(range);
        for (int i = 0; i < edges.length; i += 2) {
            found.set(lowerBound(edges[i]), lowerBound(edges[i + 1]));
        }
        return found;
    }

    /// The nodes that come after a release, in its track and where a switch leads.
    private BitSet order(int here) {
        return orders.computeIfAbsent(here, this::findOrder);
    }

    private BitSet findOrder(int here) {
        var after = new BitSet(nodes.length);
        if (oneTrack) {
            int place = lowerBound(here);
            after.set(down ? 0 : place, down ? place : nodes.length);
            after.clear(lowerBound(here), lowerBound(here + 1));
            return after;
        }
        for (int at = 0; at < nodes.length; at++) {
            if (follows(here, nodes[at])) {
                after.set(at);
            }
        }
        return after;
    }

    private boolean follows(int left, int right) {
        var order = line.at(left).version().against(line.at(right).version());
        return switch (order) {
            case BEFORE -> !down;
            case AFTER -> down;
            case SAME -> false;
            case APART -> !down && switches(left, right);
        };
    }

    private boolean switches(int left, int right) {
        for (var rule : rules) {
            if (rule instanceof Rule.Switch change
                    && line.in(change.from(), left)
                    && line.in(change.to(), right)) {
                return true;
            }
        }
        return false;
    }

    private static boolean earlier(Release left, Release right) {
        return !left.date().isEmpty()
                && !right.date().isEmpty()
                && left.date().compareTo(right.date()) < 0;
    }

    /// Whether one hop may lead from one to the other.
    boolean open(Release left, Release right) {
        return open(line.position(left.version()), line.position(right.version()));
    }

    private boolean open(int left, int right) {
        boolean connected =
                line.graph()
                        ? line.edges(left).stream()
                                .filter(edge -> line.position(edge.to()) == right)
                                .anyMatch(edge -> edge.risks().stream().allMatch(this::accepts))
                        : follows(left, right);
        return connected && against(left, right).isEmpty();
    }

    /// The risks for which the edge between two releases is closed.
    List<Risk> risks(Release left, Release right) {
        int target = line.position(right.version());
        return line.edges(line.position(left.version())).stream()
                .filter(edge -> line.position(edge.to()) == target)
                .flatMap(edge -> edge.risks().stream())
                .filter(risk -> !accepts(risk))
                .distinct()
                .toList();
    }

    /// The rules against going from one to the other in one hop.
    List<Rule> against(Release left, Release right) {
        return against(line.position(left.version()), line.position(right.version()));
    }

    private List<Rule> against(int left, int right) {
        boolean named =
                rules.stream()
                        .anyMatch(rule ->
                                rule instanceof Rule.Way way
                                        && line.in(way.from(), left)
                                        && line.in(way.to(), right));
        Predicate<Rule> forbids =
                rule ->
                        switch (rule) {
                            case Rule.Stop stop -> passes(left, right, stop);
                            case Rule.Refuse refuse ->
                                    line.in(refuse.from(), left) && line.in(refuse.to(), right);
                            case Rule.ReleasedAfter after ->
                                    line.in(after.from(), left)
                                            && line.in(after.to(), right)
                                            && earlier(line.at(right), line.at(left));
                            case Rule.Way way -> !named && line.in(way.from(), left);
                            default -> false;
                        };
        var found = rules.stream().filter(forbids).toList();
        if (!named && found.isEmpty()) {
            return rules.stream().filter(Rule.Way.class::isInstance).limit(1).toList();
        }
        return found;
    }

    /// Whether a hop would leave the stop behind without having been there.
    private boolean passes(int left, int right, Rule.Stop stop) {
        if (line.in(stop.at(), left) || line.in(stop.at(), right)) {
            return false;
        }
        if (oneTrack) {
            return down
                    ? line.previous(stop.at(), left) > right
                    : line.next(stop.at(), left) < right;
        }
        for (int at = line.next(stop.at(), -1); at < line.size(); at = line.next(stop.at(), at)) {
            if (follows(left, at) && follows(at, right)) {
                return true;
            }
        }
        return false;
    }
}
