import belay.release.Condition;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Situation;
import belay.release.Version;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All hops of a catalogue written out one by one, and a plain breadth-first search over them. It knows nothing of the
/// planner, answers how many hops there are, and not why.
final class Edges {

    private final List<int[]> targets = new ArrayList<>();
    private long count;

    /// The hops of a graph.
    static Edges ofGraph(Pack pack) {
        var numbers = new HashMap<Version, Integer>();
        var open = new ArrayList<BitSet>();
        for (var release : pack.releases()) {
            numbers.put(release.version(), open.size());
            open.add(new BitSet());
        }
        pack.known().edges().forEach(edge -> open.get(numbers.get(edge.from())).set(numbers.get(edge.to())));
        var edges = new Edges();
        open.forEach(edges::add);
        return edges;
    }

    /// The hops that a made catalogue's rules leave open, by the words of each rule; no more than `most` hops, so it is
    /// not whole where they do not fit.
    static Edges ofRules(Pack pack, Situation situation, long most) {
        var rules = new ArrayList<>(pack.rules("", false, situation));
        for (var issue : pack.issues()) {
            if (!issue.from().isEmpty() && Condition.all(issue.when(), situation) != Condition.Verdict.DOES_NOT) {
                rules.add(new Rule.Refuse(issue.from().getFirst(), issue.affects(), issue.grounds()));
            }
        }
        var places = new Places(pack.releases(), new HashMap<>());
        var edges = new Edges();
        for (int here = 0; here < pack.releases().size() && edges.count < most; here++) {
            edges.add(open(here, rules, places));
        }
        return edges;
    }

    private record Places(List<Release> releases, Map<Range, int[]> known) {

        /// First and one-past-last position; a made range is of one piece.
        int[] of(Range range) {
            return known.computeIfAbsent(range, any -> any.intervals(releases));
        }
    }

    private static BitSet open(int here, List<Rule> rules, Places places) {
        int end = places.releases().size();
        for (var rule : rules) {
            if (rule instanceof Rule.Stop stop && here < places.of(stop.at())[0]) {
                end = Math.min(end, places.of(stop.at())[1]);
            }
        }
        var open = new BitSet();
        open.set(here + 1, Math.max(here + 1, end));
        for (var rule : rules) {
            if (rule instanceof Rule.Skip skip) {
                clear(open, places.of(skip.what()));
            } else if (rule instanceof Rule.Refuse refuse) {
                var from = places.of(refuse.from());
                if (from[0] <= here && here < from[1]) {
                    clear(open, places.of(refuse.to()));
                }
            }
        }
        return open;
    }

    private static void clear(BitSet open, int[] place) {
        open.clear(place[0], place[1]);
    }

    private void add(BitSet to) {
        targets.add(to.stream().toArray());
        count += to.cardinality();
    }

    boolean isWhole(Pack pack) {
        return targets.size() == pack.releases().size();
    }

    long count() {
        return count;
    }

    /// The fewest hops, or 0 where there is no way.
    int search(int from, int to) {
        var hops = new int[targets.size()];
        var queue = new int[targets.size()];
        int head = 0;
        int tail = 0;
        queue[tail++] = from;
        while (head < tail && hops[to] == 0) {
            int here = queue[head++];
            for (int next : targets.get(here)) {
                if (hops[next] == 0 && next != from) {
                    hops[next] = hops[here] + 1;
                    queue[tail++] = next;
                }
            }
        }
        return hops[to];
    }
}
