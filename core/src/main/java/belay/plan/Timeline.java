package belay.plan;

import belay.release.Known.Edge;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A pack's releases in their order, and where its ranges lie on them: each range is looked up
/// once, as intervals of positions, so that no question walks over all releases.
final class Timeline {

    private final List<Release> releases;
    private final Map<Version, Integer> positions = new HashMap<>();
    private final Map<Range, int[]> intervals = new ConcurrentHashMap<>();
    private final Map<Integer, List<Edge>> edges = new HashMap<>();
    private final int[] lastReleased;
    private final boolean graph;

    private Timeline(List<Release> releases, List<Edge> edges) {
        this.releases = releases;
        this.lastReleased = new int[releases.size()];
        int last = -1;
        for (int at = 0; at < releases.size(); at++) {
            positions.put(releases.get(at).version(), at);
            last = releases.get(at).state() == Release.State.RELEASED ? at : last;
            lastReleased[at] = last;
        }
        this.graph = !edges.isEmpty();
        for (var edge : edges) {
            this.edges.computeIfAbsent(position(edge.from()), _ -> new ArrayList<>()).add(edge);
        }
    }

    static Timeline of(Pack pack) {
        return new Timeline(pack.releases(), pack.known().edges());
    }

    /// The same with releases that the pack does not name.
    ///
    /// @param sorted by track and version
    Timeline with(Pack pack, List<Release> sorted) {
        return new Timeline(sorted, pack.known().edges());
    }

    List<Release> releases() {
        return releases;
    }

    Release at(int position) {
        return releases.get(position);
    }

    int size() {
        return releases.size();
    }

    int position(Version version) {
        var found = positions.get(version);
        if (found == null) {
            throw new IllegalArgumentException("not in this catalogue: " + version);
        }
        return found;
    }

    boolean knows(Version version) {
        return positions.containsKey(version);
    }

    /// Whether hops are named one by one.
    boolean graph() {
        return graph;
    }

    List<Edge> edges(int from) {
        return edges.getOrDefault(from, List.of());
    }

    /// The latest released position in `low..high-1`, or -1.
    int lastReleased(int low, int high) {
        return high > low && lastReleased[high - 1] >= low ? lastReleased[high - 1] : -1;
    }

    int[] intervals(Range range) {
        return intervals.computeIfAbsent(range, wanted -> wanted.intervals(releases));
    }

    boolean in(Range range, int position) {
        return inside(intervals(range), position);
    }

    private static boolean inside(int[] edges, int position) {
        int found = Arrays.binarySearch(edges, position);
        int passed = found >= 0 ? found + 1 : -found - 1;
        return passed % 2 == 1;
    }

    /// The first position of the range after `position`, or the size where there is none.
    int next(Range range, int position) {
        var edges = intervals(range);
        if (inside(edges, position + 1)) {
            return position + 1;
        }
        int found = Arrays.binarySearch(edges, position + 1);
        int index = found >= 0 ? found : -found - 1;
        return index < edges.length ? edges[index] : releases.size();
    }

    /// The last position of the range before `position`, or -1.
    int previous(Range range, int position) {
        var edges = intervals(range);
        if (position > 0 && inside(edges, position - 1)) {
            return position - 1;
        }
        int found = Arrays.binarySearch(edges, position);
        int index = found >= 0 ? found : -found - 1;
        return index > 0 ? edges[index - 1] - 1 : -1;
    }
}
