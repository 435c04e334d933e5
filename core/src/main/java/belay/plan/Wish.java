package belay.plan;

import java.util.Set;

/// What is asked of the planner.
///
/// @param from what was detected; empty for what the system says of itself
/// @param to empty for the latest release
/// @param without optional stops to be left out, in one of the written forms
public record Wish(String from, String to, Set<String> without) {

    public Wish {
        without = Set.copyOf(without);
    }

    public static Wish latest(String from) {
        return new Wish(from, "", Set.of());
    }

    public static Wish to(String from, String to) {
        return new Wish(from, to, Set.of());
    }
}
