package belay.release;

import java.util.List;

/// What the vendor says about ways from one release to another.
public sealed interface Rule {

    Grounds grounds();

    /// Which release of a stop is taken.
    enum Take {
        LATEST,
        FIRST
    }

    /// A path that would pass all of these releases has to stop at one of them.
    ///
    /// @param at the releases
    /// @param optional whether the operator may leave it out
    /// @param take which of them is taken
    /// @param preferred taken before the others where it can be; none or one
    /// @param from counts only for paths that begin here
    /// @param to counts only for paths that end here
    record Stop(
            Range at,
            boolean optional,
            Take take,
            List<Range> preferred,
            Range from,
            Range to,
            Grounds grounds)
            implements Rule {

        public Stop {
            preferred = List.copyOf(preferred);
        }
    }

    /// These releases are never installed.
    ///
    /// @param from counts only for paths that begin here
    /// @param to counts only for paths that end here
    record Skip(Range what, Range from, Range to, Grounds grounds) implements Rule {}

    /// No hop goes from one of these to one of those.
    record Refuse(Range from, Range to, Grounds grounds) implements Rule {}

    /// The vendor names this hop. Where a rulebook has such rules, no other hop is taken.
    record Way(Range from, Range to, Grounds grounds) implements Rule {}

    /// One may change from a release of one track to these of another.
    record Switch(Range from, Range to, Grounds grounds) implements Rule {}

    /// One may go back from these to those.
    record Downgrade(Range from, Range to, Grounds grounds) implements Rule {}

    /// A hop never leads to a release that came out on an earlier day, whatever its number.
    record ReleasedAfter(Range from, Range to, Grounds grounds) implements Rule {}

    /// What has to be so before a hop from one of these to one of those, e.g. by a package that
    /// only checks.
    ///
    /// @param asked how Belay finds out by itself; none or one
    /// @param towards counts only for paths that end here
    record CheckFirst(
            String check, List<Check> asked, Range from, Range to, Range towards, Grounds grounds)
            implements Rule {

        public CheckFirst {
            asked = List.copyOf(asked);
        }
    }

    /// To be done after a hop from one of these to one of those.
    ///
    /// @param once whether it stays done: then only after the first such hop of a way
    /// @param towards counts only for paths that end here
    record StepAfter(
            String step, boolean once, Range from, Range to, Range towards, Grounds grounds)
            implements Rule {}

    /// Worth knowing about a hop from one of these to one of those.
    record Warn(Range from, Range to, Grounds grounds) implements Rule {}

    /// There is no way back after a hop from one of these to one of those.
    record OneWay(Range from, Range to, Grounds grounds) implements Rule {}

    /// The plan is good, but it may not be carried out while its conditions hold.
    record Gate(String what, Range from, Range to, Grounds grounds) implements Rule {}

    /// Data that is migrated while the product runs, in each release from `introduced` until before
    /// `deprecated`. A path across `deprecated` has to wait for it at one of those.
    ///
    /// @param asked how Belay finds out by itself that it has finished; none or one
    record Background(
            String name, Version introduced, Version deprecated, List<Check> asked, Grounds grounds)
            implements Rule {

        public Background {
            asked = List.copyOf(asked);
        }
    }
}
