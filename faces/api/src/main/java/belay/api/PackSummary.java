package belay.api;

import belay.problem.Problem;
import java.util.List;

/// A pack that can be used.
///
/// @param hash SHA-256 over its files
/// @param warnings what does not keep it from being used
public record PackSummary(
        String product,
        String scheme,
        int releases,
        int rules,
        String hash,
        List<Problem> warnings) {

    public PackSummary {
        warnings = List.copyOf(warnings);
    }
}
