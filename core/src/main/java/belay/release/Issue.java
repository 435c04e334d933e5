package belay.release;

import java.util.List;

/// A known fault of some releases, or of ways to them.
///
/// @param from an issue of the way: only hops that begin in it have the fault; none or one
/// @param kinds the kinds of packages that have the fault, as in [Known.Kind]; empty for an issue
///   of the release itself
/// @param when all must be so for a system to be affected
/// @param fixed the releases that mend it, one for each track at most
public record Issue(
        String id,
        Range affects,
        List<Range> from,
        List<String> kinds,
        List<Condition> when,
        List<ReleaseId> fixed,
        Grounds grounds) {

    public Issue {
        from = List.copyOf(from);
        kinds = List.copyOf(kinds);
        when = List.copyOf(when);
        fixed = List.copyOf(fixed);
    }
}
