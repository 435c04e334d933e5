package belay.plan;

import belay.plan.Positions.Interval;
import belay.release.Known.Edge;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A pack's releases in their order, and where its ranges lie on them: each range is looked up
/// once, as intervals of positions, so that no question walks over all releases.
final class Timeline {

    private final List<Release> releases;
    private final Map<Range, Positions> positions = new ConcurrentHashMap<>();
    private final Map<Integer, List<Named>> named = new HashMap<>();
    private final List<Interval> tracks = new ArrayList<>();
    private final int[] lastReleased;
    private final boolean graph;

    /// A hop that is named by itself.
    record Named(int to, Edge edge) {}

    private Timeline(List<Release> releases, List<Edge> edges, boolean graph) {
        this.releases = releases;
        this.graph = graph;
        this.lastReleased = new int[releases.size()];
        int last = -1;
        int start = 0;
        for (int at = 0; at < releases.size(); at++) {
            last = releases.get(at).state() == Release.State.RELEASED ? at : last;
            lastReleased[at] = last;
            if (at + 1 == releases.size() || !track(at).equals(track(at + 1))) {
                tracks.add(new Interval(start, at + 1));
                start = at + 1;
            }
        }
        var found = new HashMap<Version, Integer>();
        for (var edge : edges) {
            int from = found.computeIfAbsent(edge.from(), this::position);
            int to = found.computeIfAbsent(edge.to(), this::position);
            named.computeIfAbsent(from, _ -> new ArrayList<>()).add(new Named(to, edge));
        }
    }

    static Timeline of(Pack pack) {
        return new Timeline(pack.releases(), pack.known().edges(), pack.known().graph());
    }

    /// The same with releases that the pack does not name.
    ///
    /// @param sorted by track and version
    Timeline with(Pack pack, List<Release> sorted) {
        return new Timeline(sorted, pack.known().edges(), pack.known().graph());
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

    private String track(int position) {
        return at(position).version().track();
    }

    /// Within a track the positions tell what comes after what.
    List<Interval> tracks() {
        return tracks;
    }

    /// The whole track of a release.
    Interval trackOf(int position) {
        int low = 0;
        int high = tracks.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (position < tracks.get(middle).high()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return tracks.get(low);
    }

    /// Those of one track that lie between two of its releases, lower first.
    List<Release> between(Version lower, Version higher) {
        int low = position(lower) + 1;
        int high = position(higher);
        return low < high && trackOf(high).contains(low - 1)
                ? releases.subList(low, high)
                : List.of();
    }

    int position(Version version) {
        int found = find(version);
        if (found < 0) {
            throw new IllegalArgumentException("not in this catalogue: " + version);
        }
        return found;
    }

    boolean knows(Version version) {
        return find(version) >= 0;
    }

    private int find(Version wanted) {
        int low = 0;
        int high = releases.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Version.byTrack().compare(at(middle).version(), wanted) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < releases.size() && at(low).version().equals(wanted) ? low : -1;
    }

    /// Whether hops are named one by one.
    boolean graph() {
        return graph;
    }

    List<Named> named(int from) {
        return named.getOrDefault(from, List.of());
    }

    /// The latest released position in `low..high-1`, or -1.
    int lastReleased(int low, int high) {
        return high > low && lastReleased[high - 1] >= low ? lastReleased[high - 1] : -1;
    }

    Positions positions(Range range) {
        return positions.computeIfAbsent(
                range, wanted -> new Positions(wanted.intervals(releases)));
    }

    boolean in(Range range, int position) {
        return positions(range).contains(position);
    }
}
