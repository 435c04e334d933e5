package belay.plan;

import belay.release.Release;
import java.util.List;

/// An answer together with the way that it tells of.
///
/// @param from none or one
/// @param way without `from`; empty unless the answer is a plan
record Travel(Reply reply, List<Release> from, List<Release> way, boolean down) {

    Travel {
        from = List.copyOf(from);
        way = List.copyOf(way);
    }

    /// An answer that leads nowhere.
    static Travel none(Reply reply) {
        return new Travel(reply, List.of(), List.of(), false);
    }
}
