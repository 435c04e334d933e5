package belay.release;

import java.util.Map;

/// What is known of a system when a question is asked; what is not here is not known.
///
/// @param facts name → value, several values parted by commas, e.g. `hosting` → `online`
/// @param data SELECT → the first value it gave
/// @param nodes node → facts of its own, which go before those of the whole; empty where they are
///   alike
public record Situation(
        Map<String, String> facts,
        Map<String, String> data,
        Map<String, Map<String, String>> nodes) {

    public static final Situation UNKNOWN = new Situation(Map.of(), Map.of());

    public Situation(Map<String, String> facts, Map<String, String> data) {
        this(facts, data, Map.of());
    }

    public Situation {
        facts = Map.copyOf(facts);
        data = Map.copyOf(data);
        nodes = Map.copyOf(nodes);
    }
}
