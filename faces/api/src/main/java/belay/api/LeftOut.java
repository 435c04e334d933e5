package belay.api;

import belay.plan.Reply;
import java.util.ArrayList;
import java.util.List;

/// Releases that are left out of a path for one and the same reason.
///
/// @param all in order, never empty
/// @param source who says so; may be empty
public record LeftOut(List<String> all, String why, String source) {

    public LeftOut {
        all = List.copyOf(all);
    }

    /// Neighbours with one reason together.
    public static List<LeftOut> groups(List<Reply.LeftOut> each) {
        var groups = new ArrayList<LeftOut>();
        for (var one : each) {
            var last = groups.isEmpty() ? null : groups.getLast();
            if (last != null
                    && last.why().equals(one.why())
                    && last.source().equals(one.source())) {
                var more = new ArrayList<>(last.all());
                more.add(one.release());
                groups.set(groups.size() - 1, new LeftOut(more, one.why(), one.source()));
            } else {
                groups.add(new LeftOut(List.of(one.release()), one.why(), one.source()));
            }
        }
        return groups;
    }

    /// `15.0`, `15.0, 15.1`, or `15.0 … 16.4`.
    public String releases() {
        return all.size() <= 2 ? String.join(", ", all) : all.getFirst() + " … " + all.getLast();
    }

    /// The reason, and for how many releases it is one.
    public String words() {
        return all.size() <= 2 ? why : Words.count(all.size(), "release") + ": " + why;
    }
}
