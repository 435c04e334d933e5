package belay.plan;

import belay.plan.Positions.Interval;
import belay.release.Range;
import belay.release.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/// Which releases a search looks at. Releases between which no rule tells a difference are looked
/// at as one, so that a long timeline costs no more than its rules.
final class Nodes {

    private final Rulings rulings;
    private final Timeline line;
    private final int from;
    private final int to;

    private Nodes(Rulings rulings, int from, int to) {
        this.rulings = rulings;
        this.line = rulings.line();
        this.from = from;
        this.to = to;
    }

    /// The positions of all that may be on a way, rising.
    static int[] all(Rulings rulings, int from, int to) {
        return new Nodes(rulings, from, to).all();
    }

    /// The positions of as few as do for a way with the fewest hops, rising.
    static int[] of(Rulings rulings, int from, int to) {
        var nodes = new Nodes(rulings, from, to);
        boolean alike =
                !rulings.line().graph() && rulings.placed(Rule.ReleasedAfter.class).isEmpty();
        return alike ? nodes.oneForEachPart() : nodes.all();
    }

    private int[] all() {
        var found = new TreeSet<>(List.of(from, to));
        for (var part : between()) {
            for (int at = part.low(); at < part.high(); at++) {
                if (rulings.isInstallable(at)) {
                    found.add(at);
                }
            }
        }
        return positions(found);
    }

    /// Between two cuts of all ranges, the latest release stands for the others.
    private int[] oneForEachPart() {
        var found = new TreeSet<>(List.of(from, to));
        var cuts = cuts();
        for (var part : between()) {
            int begin = part.low();
            for (int end : cuts.tailSet(part.low(), false)) {
                int last = line.lastReleased(begin, Math.min(end, part.high()));
                if (last >= 0 && !rulings.isSkipped(last)) {
                    found.add(last);
                }
                begin = end;
                if (begin >= part.high()) {
                    break;
                }
            }
        }
        return positions(found);
    }

    private NavigableSet<Integer> cuts() {
        var cuts = new TreeSet<Integer>(List.of(line.size()));
        for (var rule : rulings.rules()) {
            for (var range : ranges(rule)) {
                for (var part : line.positions(range).intervals()) {
                    cuts.add(part.low());
                    cuts.add(part.high());
                }
            }
        }
        return cuts;
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
            case Rule.Switch change -> List.of(change.from(), change.to());
            default -> List.of();
        };
    }

    /// All of a graph; else the tracks without what lies before `from` or behind `to`.
    private List<Interval> between() {
        if (line.graph()) {
            return List.of(new Interval(0, line.size()));
        }
        int first = rulings.down() ? to : from;
        int last = rulings.down() ? from : to;
        var found = new ArrayList<Interval>();
        for (var track : line.tracks()) {
            int low = track.contains(first) ? first + 1 : track.low();
            int high = track.contains(last) ? last : track.high();
            found.add(new Interval(low, high));
        }
        return found;
    }

    private static int[] positions(Set<Integer> found) {
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
