package belay.release;

import java.util.List;

/// A rule, and when it counts.
///
/// @param rulebooks those it belongs to; empty for every one
/// @param when all must be so; what cannot be told counts as so
/// @param down counts on the way down instead of on the way up
public record Clause(Rule rule, List<String> rulebooks, List<Condition> when, boolean down) {

    public Clause {
        rulebooks = List.copyOf(rulebooks);
        when = List.copyOf(when);
    }

    public boolean belongsTo(String rulebook) {
        return rulebooks.isEmpty() || rulebooks.contains(rulebook);
    }
}
