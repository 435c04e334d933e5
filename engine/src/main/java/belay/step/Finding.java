package belay.step;

import belay.problem.Problem;
import java.util.List;

/// What a gate found.
///
/// @param gate its name
/// @param found what is so, for people
/// @param problems what is wrong; with OK none
public record Finding(String gate, Verdict verdict, String found, List<Problem> problems) {

    /// Whether the way is free.
    public enum Verdict {
        OK,
        /// The run may start; somebody should know.
        WARNING,
        /// A rehearsal may start, which harms nobody; production may not.
        BLOCKS_PRODUCTION,
        REFUSED
    }

    public Finding {
        problems = List.copyOf(problems);
    }

    public static Finding ok(String gate, String found) {
        return new Finding(gate, Verdict.OK, found, List.of());
    }

    public static Finding warning(String gate, String found) {
        return new Finding(gate, Verdict.WARNING, found, List.of());
    }

    public static Finding blocksProduction(String gate, Problem problem) {
        return new Finding(gate, Verdict.BLOCKS_PRODUCTION, problem.reason(), List.of(problem));
    }

    public static Finding refused(String gate, Problem problem) {
        return new Finding(gate, Verdict.REFUSED, problem.reason(), List.of(problem));
    }
}
