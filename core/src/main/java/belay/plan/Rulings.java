package belay.plan;

import belay.plan.Positions.Interval;
import belay.release.Known.Risk;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the rules of one path say of single hops, by positions on the timeline.
final class Rulings {

    private final Timeline line;
    private final boolean down;
    private final Set<String> accepted;
    private final List<Rule> rules;
    private final List<Placed> placed;
    private final List<Placed> switches;
    private final List<Placed> told;
    private final BitSet skipped;
    private final boolean waysOnly;

    /// A rule and where it lies.
    ///
    /// @param from the releases of a stop, too
    record Placed(Rule rule, Positions from, Positions to) {

        boolean joins(int left, int right) {
            return from.contains(left) && to.contains(right);
        }
    }

    /// @param rules those that concern the path
    /// @param accepted names of risks that are taken; `*` for all
    Rulings(Timeline line, boolean down, List<Rule> rules, Set<String> accepted) {
        this.line = line;
        this.down = down;
        this.accepted = accepted;
        this.rules = rules;
        this.placed = rules.stream().flatMap(rule -> place(rule).stream()).toList();
        this.told = rules.stream().flatMap(rule -> placeTold(rule).stream()).toList();
        this.switches = placed(Rule.Switch.class);
        this.skipped = skipped();
        this.waysOnly = !placed(Rule.Way.class).isEmpty();
    }

    private Optional<Placed> place(Rule rule) {
        return switch (rule) {
            case Rule.Stop stop -> Optional.of(placed(rule, stop.at(), stop.at()));
            case Rule.Refuse refuse -> Optional.of(placed(rule, refuse.from(), refuse.to()));
            case Rule.Way way -> Optional.of(placed(rule, way.from(), way.to()));
            case Rule.ReleasedAfter after -> Optional.of(placed(rule, after.from(), after.to()));
            case Rule.Switch change -> Optional.of(placed(rule, change.from(), change.to()));
            default -> Optional.empty();
        };
    }

    private Optional<Placed> placeTold(Rule rule) {
        return switch (rule) {
            case Rule.CheckFirst check -> Optional.of(placed(rule, check.from(), check.to()));
            case Rule.StepAfter step -> Optional.of(placed(rule, step.from(), step.to()));
            case Rule.Warn warn -> Optional.of(placed(rule, warn.from(), warn.to()));
            case Rule.OneWay one -> Optional.of(placed(rule, one.from(), one.to()));
            default -> Optional.empty();
        };
    }

    private Placed placed(Rule rule, Range from, Range to) {
        return new Placed(rule, line.positions(from), line.positions(to));
    }

    private BitSet skipped() {
        var found = new BitSet(line.size());
        for (var rule : rules) {
            if (rule instanceof Rule.Skip skip) {
                line.positions(skip.what())
                        .intervals()
                        .forEach(each -> found.set(each.low(), each.high()));
            }
        }
        return found;
    }

    Timeline line() {
        return line;
    }

    boolean down() {
        return down;
    }

    List<Rule> rules() {
        return rules;
    }

    List<Placed> placed(Class<? extends Rule> kind) {
        return placed.stream().filter(each -> kind.isInstance(each.rule())).toList();
    }

    // One release

    boolean isSkipped(int at) {
        return skipped.get(at);
    }

    /// The rule by which a release is never installed on this path.
    Optional<Rule.Skip> skip(int at) {
        if (!skipped.get(at)) {
            return Optional.empty();
        }
        return rules.stream()
                .filter(Rule.Skip.class::isInstance)
                .map(Rule.Skip.class::cast)
                .filter(skip -> line.in(skip.what(), at))
                .findFirst();
    }

    /// In a graph the vendor names each hop, to previews too.
    boolean isInstallable(int at) {
        var state = line.at(at).state();
        return (state == Release.State.RELEASED || (line.graph() && state == Release.State.PREVIEW))
                && !isSkipped(at);
    }

    // One hop

    /// Whether one hop may lead from one to the other.
    boolean isOpen(int left, int right) {
        boolean connected =
                line.graph()
                        ? line.named(left).stream()
                                .anyMatch(named -> named.to() == right && accepts(named))
                        : follows(left, right);
        return connected && against(left, right).isEmpty();
    }

    boolean accepts(Timeline.Named named) {
        return named.edge().risks().stream().allMatch(this::accepts);
    }

    boolean accepts(Risk risk) {
        return accepted.contains("*") || accepted.contains(risk.name());
    }

    /// Whether it comes after the other, in its track or where a switch leads.
    private boolean follows(int left, int right) {
        if (line.trackOf(left).contains(right)) {
            return down ? right < left : left < right;
        }
        return !down && switches.stream().anyMatch(change -> change.joins(left, right));
    }

    /// The rules against going from one to the other in one hop, in their order.
    List<Rule> against(int left, int right) {
        boolean named = waysOnly && isNamed(left, right);
        var found = new ArrayList<Rule>();
        for (var each : placed) {
            if (forbids(each, left, right, named)) {
                found.add(each.rule());
            }
        }
        if (waysOnly && !named && found.isEmpty()) {
            return rules.stream().filter(Rule.Way.class::isInstance).limit(1).toList();
        }
        return found;
    }

    private boolean isNamed(int left, int right) {
        for (var each : placed) {
            if (each.rule() instanceof Rule.Way && each.joins(left, right)) {
                return true;
            }
        }
        return false;
    }

    private boolean forbids(Placed each, int left, int right, boolean named) {
        return switch (each.rule()) {
            case Rule.Stop _ -> passes(each.from(), left, right);
            case Rule.Refuse _ -> each.joins(left, right);
            case Rule.ReleasedAfter _ -> each.joins(left, right) && isEarlier(right, left);
            case Rule.Way _ -> !named && each.from().contains(left);
            default -> false;
        };
    }

    /// Whether one came out on an earlier day; not where a day is not known.
    boolean isEarlier(int one, int other) {
        var date = line.at(one).date();
        var otherDate = line.at(other).date();
        return !date.isEmpty() && !otherDate.isEmpty() && date.compareTo(otherDate) < 0;
    }

    /// Whether a hop would leave the stop behind without having been there.
    private boolean passes(Positions stop, int left, int right) {
        if (stop.contains(left) || stop.contains(right)) {
            return false;
        }
        return line.tracks().size() == 1
                ? down ? stop.previous(left) > right : stop.next(left) < right
                : behind(stop, left).stream().anyMatch(each -> each.contains(right));
    }

    /// The rules that close nothing and have something to say of this hop.
    List<Rule> told(int left, int right) {
        var found = new ArrayList<Rule>();
        for (var each : told) {
            if (each.joins(left, right)) {
                found.add(each.rule());
            }
        }
        return found;
    }

    // Many hops

    /// What comes after a release, in its track and where a switch leads.
    List<Interval> after(int here) {
        var track = line.trackOf(here);
        var found = new ArrayList<Interval>();
        found.add(down ? new Interval(track.low(), here) : new Interval(here + 1, track.high()));
        for (var change : down ? List.<Placed>of() : switches) {
            if (change.from().contains(here)) {
                addOutside(track, change.to(), found);
            }
        }
        return found;
    }

    private static void addOutside(Interval track, Positions places, List<Interval> into) {
        for (var place : places.intervals()) {
            into.add(new Interval(place.low(), Math.min(place.high(), track.low())));
            into.add(new Interval(Math.max(place.low(), track.high()), place.high()));
        }
    }

    /// What comes after those releases of a stop that come after `here`; some of it may be the
    /// stop.
    List<Interval> behind(Positions stop, int here) {
        var found = new ArrayList<Interval>();
        var after = after(here);
        for (var part : stop.intervals()) {
            for (var track : line.tracks()) {
                for (var later : after) {
                    var met = part.and(later).and(track);
                    if (!met.isEmpty()) {
                        addBehind(met, track, found);
                    }
                }
            }
        }
        return found;
    }

    private void addBehind(Interval met, Interval track, List<Interval> into) {
        if (down) {
            into.add(new Interval(track.low(), met.high() - 1));
            return;
        }
        into.add(new Interval(met.low() + 1, track.high()));
        for (var change : switches) {
            if (change.from().next(met.low() - 1) < met.high()) {
                addOutside(track, change.to(), into);
            }
        }
    }
}
