package belay.release;

import java.util.List;

/// A known fault of some releases.
///
/// @param fixed the release that mends it; none or one
public record Issue(String id, Range affects, List<ReleaseId> fixed, Grounds grounds) {

    public Issue {
        fixed = List.copyOf(fixed);
    }
}
