package belay.plan;

import belay.plan.Positions.Interval;
import belay.plan.Rulings.Placed;
import belay.release.Release;
import belay.release.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToIntFunction;

/// Finds a way over some releases of the timeline. They are counted through from 0; a rule closes
/// intervals of these numbers, so that a release costs a look at each rule and no look at what is
/// closed.
final class Search {

    private final Rulings rulings;
    private final Timeline line;
    private final int[] nodes;
    private final int[] furthest;
    private final List<Closing> stops;
    private final List<Closing> refusals;
    private final List<Closing> ways;
    private final List<Placed> dated;

    /// What a rule closes or, being a way, opens.
    private record Closing(Positions from, List<Interval> to) {}

    /// @param nodes positions, rising
    Search(Rulings rulings, int[] nodes) {
        this.rulings = rulings;
        this.line = rulings.line();
        this.nodes = nodes;
        this.furthest = furthest();
        this.stops =
                closings(
                        rulings.placed(Rule.Stop.class).stream()
                                .filter(stop -> !isSimple(stop))
                                .toList());
        this.refusals = closings(rulings.placed(Rule.Refuse.class));
        this.ways = closings(rulings.placed(Rule.Way.class));
        this.dated = rulings.placed(Rule.ReleasedAfter.class);
    }

    private List<Closing> closings(List<Placed> placed) {
        return placed.stream()
                .map(each ->
                        new Closing(
                                each.from(),
                                each.to().intervals().stream().map(to -> to.among(nodes)).toList()))
                .toList();
    }

    /// Of one piece on a timeline of one track: all that it does is to bound how far a hop leads.
    private boolean isSimple(Placed stop) {
        return line.tracks().size() == 1 && stop.to().intervals().size() == 1;
    }

    /// The last node that a hop from each node may lead to, as far as simple stops say.
    private int[] furthest() {
        var found = new int[nodes.length];
        boolean down = rulings.down();
        Arrays.fill(found, down ? 0 : nodes.length - 1);
        for (var stop : rulings.placed(Rule.Stop.class)) {
            if (isSimple(stop)) {
                var at = stop.to().intervals().getFirst().among(nodes);
                if (down && at.high() < nodes.length) {
                    found[at.high()] = Math.max(found[at.high()], at.low());
                } else if (!down && at.low() > 0) {
                    found[at.low() - 1] = Math.min(found[at.low() - 1], at.high() - 1);
                }
            }
        }
        if (down) {
            for (int node = 1; node < nodes.length; node++) {
                found[node] = Math.max(found[node], found[node - 1]);
            }
        } else {
            for (int node = nodes.length - 2; node >= 0; node--) {
                found[node] = Math.min(found[node], found[node + 1]);
            }
        }
        return found;
    }

    // Ways

    /// The positions of the way with the fewest hops, without its start; empty if there is none. Of
    /// equal ones that with the latest releases, as seen from its end.
    List<Integer> shortest(int from, int to) {
        int start = node(from);
        int goal = node(to);
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
                var open = open(here, unseen);
                int left = here;
                open.stream().forEach(at -> previous[at] = left);
                next.or(open);
                unseen.andNot(open);
            }
            level = next;
        }
        return way(previous, start, goal);
    }

    /// The way with the least weight, by what each release weighs; of equal ones the shortest.
    List<Integer> lightest(int from, int to, ToIntFunction<Release> weight) {
        int start = node(from);
        int goal = node(to);
        var weights = Arrays.stream(nodes).map(at -> weight.applyAsInt(line.at(at))).toArray();
        var best = new long[nodes.length];
        Arrays.fill(best, Long.MAX_VALUE);
        var previous = new int[nodes.length];
        Arrays.fill(previous, -1);
        var left = new BitSet(nodes.length);
        left.set(0, nodes.length);
        best[start] = 0;
        for (int here = start; here >= 0; here = nearest(best, left)) {
            left.clear(here);
            var open = open(here, left);
            for (int at = open.nextSetBit(0); at >= 0; at = open.nextSetBit(at + 1)) {
                long sum = best[here] + 1 + 1_000L * weights[at];
                if (sum < best[at]) {
                    best[at] = sum;
                    previous[at] = here;
                }
            }
        }
        return way(previous, start, goal);
    }

    private static int nearest(long[] best, BitSet left) {
        int found = -1;
        for (int at = left.nextSetBit(0); at >= 0; at = left.nextSetBit(at + 1)) {
            if (best[at] != Long.MAX_VALUE && (found < 0 || best[at] < best[found])) {
                found = at;
            }
        }
        return found;
    }

    private List<Integer> way(int[] previous, int start, int goal) {
        var way = new ArrayList<Integer>();
        for (int at = goal; at != start && at >= 0; at = previous[at]) {
            way.add(nodes[at]);
        }
        return previous[goal] < 0 ? List.of() : way.reversed();
    }

    private int node(int position) {
        return Arrays.binarySearch(nodes, position);
    }

    // One release

    /// Those of some nodes that can be reached from one in one hop.
    private BitSet open(int node, BitSet some) {
        int here = nodes[node];
        var open = line.graph() ? named(node, some) : after(node, some);
        if (open.isEmpty()) {
            return open;
        }
        for (var refusal : refusals) {
            if (refusal.from().contains(here)) {
                refusal.to().forEach(to -> open.clear(to.low(), to.high()));
            }
        }
        for (var stop : stops) {
            if (!stop.from().contains(here)) {
                closeBehind(stop, here, open);
            }
        }
        if (!ways.isEmpty()) {
            open.and(opened(here));
        }
        for (var after : dated) {
            if (after.from().contains(here)) {
                open.stream()
                        .filter(at -> after.to().contains(nodes[at]))
                        .filter(at -> rulings.isEarlier(nodes[at], here))
                        .forEach(open::clear);
            }
        }
        return open;
    }

    private BitSet named(int node, BitSet some) {
        var found = new BitSet();
        for (var named : line.named(nodes[node])) {
            int at = node(named.to());
            if (at >= 0 && at <= furthest[node] && some.get(at) && rulings.accepts(named)) {
                found.set(at);
            }
        }
        return found;
    }

    private BitSet after(int node, BitSet some) {
        var found = new BitSet();
        for (var part : rulings.after(nodes[node])) {
            var wide = part.among(nodes);
            var near =
                    wide.and(
                            rulings.down()
                                    ? new Interval(furthest[node], nodes.length)
                                    : new Interval(0, furthest[node] + 1));
            for (int at = some.nextSetBit(near.low());
                    at >= 0 && at < near.high();
                    at = some.nextSetBit(at + 1)) {
                found.set(at);
            }
        }
        return found;
    }

    private void closeBehind(Closing stop, int here, BitSet open) {
        var behind = new BitSet();
        for (var part : rulings.behind(stop.from(), here)) {
            var closed = part.among(nodes);
            behind.set(closed.low(), Math.max(closed.low(), closed.high()));
        }
        stop.to().forEach(at -> behind.clear(at.low(), at.high()));
        open.andNot(behind);
    }

    private BitSet opened(int here) {
        var found = new BitSet();
        for (var way : ways) {
            if (way.from().contains(here)) {
                way.to().forEach(to -> found.set(to.low(), to.high()));
            }
        }
        return found;
    }
}
