package belay.release;

import java.util.List;

/// What is to be done on a hop.
///
/// @param releases those at which it is done
/// @param passing whether it is also done when the hop passes one of them without stopping there
/// @param from counts only for hops that begin here
/// @param down done on the way down instead of on the way up
/// @param oneWay why there is no way back after it; empty when there is one
public record Recipe(
        Range releases,
        boolean passing,
        Range from,
        boolean down,
        List<Action> actions,
        List<Change> changes,
        List<Ranged<Check>> checks,
        String oneWay) {

    public Recipe {
        actions = List.copyOf(actions);
        changes = List.copyOf(changes);
        checks = List.copyOf(checks);
    }
}
