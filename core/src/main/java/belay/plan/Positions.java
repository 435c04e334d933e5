package belay.plan;

import java.util.ArrayList;
import java.util.List;

/// Where something lies on a timeline: intervals of positions, rising, never touching.
final class Positions {

    /// Behind every position.
    static final int NOWHERE = Integer.MAX_VALUE;

    private final int[] edges;

    /// @param edges first and one-past-last positions in turn, as a range gives them
    Positions(int[] edges) {
        this.edges = edges.clone();
    }

    boolean contains(int position) {
        boolean near = edges.length > 0 && edges[0] <= position;
        return near && position < edges[edges.length - 1] && inside(passed(position));
    }

    /// The first position after `position`, or [#NOWHERE].
    int next(int position) {
        int passed = passed(position + 1);
        if (inside(passed)) {
            return position + 1;
        }
        return passed < edges.length ? edges[passed] : NOWHERE;
    }

    /// The last position before `position`, or -1.
    int previous(int position) {
        int passed = passed(position - 1);
        if (inside(passed)) {
            return position - 1;
        }
        return passed > 0 ? edges[passed - 1] - 1 : -1;
    }

    /// How many of its intervals begin or end at or before `position`.
    private int passed(int position) {
        return firstAbove(edges, position);
    }

    private static boolean inside(int passed) {
        return passed % 2 == 1;
    }

    List<Interval> intervals() {
        var found = new ArrayList<Interval>();
        for (int i = 0; i < edges.length; i += 2) {
            found.add(new Interval(edges[i], edges[i + 1]));
        }
        return found;
    }

    /// Positions `low..high-1`.
    record Interval(int low, int high) {

        boolean contains(int position) {
            return low <= position && position < high;
        }

        Interval and(Interval other) {
            return new Interval(Math.max(low, other.low), Math.min(high, other.high));
        }

        boolean isEmpty() {
            return low >= high;
        }

        /// The same as indexes of a rising list of some positions.
        Interval among(int[] some) {
            return new Interval(firstFrom(some, low), firstFrom(some, high));
        }
    }

    /// The index of the first that is `position` or lies behind it.
    static int firstFrom(int[] rising, int position) {
        return firstAbove(rising, position - 1);
    }

    private static int firstAbove(int[] rising, int position) {
        int low = 0;
        int high = rising.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rising[middle] <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
