package belay.release;

import java.util.Map;

/// What is known of a system when a question is asked; what is not here is not known.
///
/// @param facts name → value, several values parted by commas, e.g. `hosting` → `online`
/// @param data SELECT → the first value it gave
public record Situation(Map<String, String> facts, Map<String, String> data) {

    public static final Situation UNKNOWN = new Situation(Map.of(), Map.of());

    public Situation {
        facts = Map.copyOf(facts);
        data = Map.copyOf(data);
    }
}
