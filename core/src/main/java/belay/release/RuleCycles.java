package belay.release;

import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/// Finds rules that lead a path round in a circle: over them and the order of the tracks one would
/// come back to a release that was left.
final class RuleCycles {

    private static final int MOST_RELEASES = 2_000;

    private final List<Release> releases;
    private final List<BitSet> next = new ArrayList<>();

    private RuleCycles(List<Release> releases) {
        this.releases = releases;
        for (int at = 0; at < releases.size(); at++) {
            next.add(new BitSet());
        }
    }

    /// Hops that a rule names, from one of these to one of those.
    ///
    /// @param from positions
    /// @param to positions
    /// @param back whether each of its hops leads back. Ranges overlap, and the order of a track
    ///   forbids the way back by itself: only a rule of which all hops lead back means it
    private record Named(Rule rule, List<Integer> from, List<Integer> to, boolean back) {}

    private Stream<Named> named(Rule rule) {
        return switch (rule) {
            case Rule.Way(var from, var to, _) -> Stream.of(named(rule, in(from), in(to)));
            case Rule.Switch(var from, var to, _) -> Stream.of(named(rule, in(from), in(to)));
            default -> Stream.empty();
        };
    }

    private Named named(Rule rule, List<Integer> from, List<Integer> to) {
        boolean back =
                from.stream()
                        .allMatch(left ->
                                to.stream().allMatch(right -> order(left, right) == Order.AFTER));
        return new Named(rule, from, to, back);
    }

    /// Those of the rules that lie on a circle.
    ///
    /// @param releases sorted by track and version
    /// @param rules of one rulebook, for the way up
    static List<Rule> among(List<Release> releases, List<Rule> rules) {
        if (releases.size() > MOST_RELEASES) {
            return List.of();
        }
        var cycles = new RuleCycles(releases);
        var named = rules.stream().flatMap(cycles::named).toList();
        cycles.addTheOrderOfTracks();
        named.forEach(cycles::add);
        var round = cycles.round();
        return named.stream()
                .filter(hops -> cycles.leadsRound(hops, round))
                .map(Named::rule)
                .toList();
    }

    private void addTheOrderOfTracks() {
        for (int at = 1; at < releases.size(); at++) {
            if (order(at - 1, at) == Order.BEFORE) {
                next.get(at - 1).set(at);
            }
        }
    }

    private Order order(int left, int right) {
        return releases.get(left).version().against(releases.get(right).version());
    }

    private void add(Named named) {
        for (int left : named.from()) {
            for (int right : hops(named, left)) {
                next.get(left).set(right);
            }
        }
    }

    private List<Integer> in(Range range) {
        var found = new ArrayList<Integer>();
        var edges = range.intervals(releases);
        for (int i = 0; i < edges.length; i += 2) {
            for (int at = edges[i]; at < edges[i + 1]; at++) {
                found.add(at);
            }
        }
        return found;
    }

    private List<Integer> hops(Named named, int left) {
        return named.to().stream()
                .filter(right -> right != left)
                .filter(right -> named.back() || order(left, right) != Order.AFTER)
                .toList();
    }

    /// What is left when releases are taken away that nothing leads to, or that lead nowhere.
    private BitSet round() {
        var round = new BitSet();
        round.set(0, releases.size());
        for (int before = -1; before != round.cardinality(); ) {
            before = round.cardinality();
            var reached = new BitSet();
            round.stream().forEach(at -> reached.or(next.get(at)));
            round.and(reached);
            round.stream().filter(at -> !next.get(at).intersects(round)).forEach(round::clear);
        }
        return round;
    }

    private boolean leadsRound(Named named, BitSet round) {
        return named.from().stream()
                .filter(round::get)
                .anyMatch(left -> hops(named, left).stream().anyMatch(round::get));
    }
}
