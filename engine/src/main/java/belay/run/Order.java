package belay.run;

import belay.system.SystemName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// What is to be carried out, frozen: complete in itself, so that any worker can do it.
///
/// @param plan as JSON, kept to the letter
/// @param planHash of the plan; empty for a run without one
/// @param options what the operator asked for, as JSON
/// @param by who gave the order
/// @param pauseLimit how long writers may be kept out before the run takes itself back
public record Order(
        RunId id,
        SystemName system,
        Purpose purpose,
        String plan,
        String planHash,
        String options,
        String by,
        Duration pauseLimit,
        List<Part> parts) {

    static final int MOST_PARTS = 10_000;

    public Order {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MOST_PARTS) {
            throw new IllegalArgumentException("a run has 1 to 10,000 steps: " + parts.size());
        }
        var names = new HashSet<String>();
        for (var part : parts) {
            if (!names.add(part.name())) {
                throw new IllegalArgumentException("two steps are named " + part.name());
            }
        }
        if (pauseLimit.isNegative() || pauseLimit.isZero()) {
            throw new IllegalArgumentException("no pause limit: " + pauseLimit);
        }
    }
}
