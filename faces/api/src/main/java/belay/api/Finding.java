package belay.api;

import belay.problem.Problem;

import java.util.List;
import java.util.Optional;

/// One thing that was looked at, and what was found.
///
/// @param name for people, e.g. `space for the backup`
/// @param words what was found, e.g. `41 GB free, 3 GB needed`; may be empty
/// @param problems none or one
public record Finding(String name, Verdict verdict, String words, List<Problem> problems) {

    public Finding {
        problems = List.copyOf(problems);
    }

    public static Finding ok(String name, String words) {
        return new Finding(name, Verdict.OK, words, List.of());
    }

    public static Finding warning(String name, Problem problem) {
        return new Finding(name, Verdict.WARNING, "", List.of(problem));
    }

    public static Finding refused(String name, Problem problem) {
        return new Finding(name, Verdict.REFUSED, "", List.of(problem));
    }

    public static Finding unknown(String name, Problem problem) {
        return new Finding(name, Verdict.UNKNOWN, "", List.of(problem));
    }

    public Optional<Problem> problem() {
        return problems.stream().findFirst();
    }

    public enum Verdict {
        OK,
        /// It works, but somebody should know.
        WARNING,
        REFUSED,
        /// It could not be found out, which counts as refused.
        UNKNOWN;

        public boolean closes() {
            return switch (this) {
                case OK, WARNING -> false;
                case REFUSED, UNKNOWN -> true;
            };
        }
    }
}
