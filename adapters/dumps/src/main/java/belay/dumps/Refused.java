package belay.dumps;

import belay.problem.Problem;
import belay.problem.Safe;
import java.io.IOException;

/// A stranger's file is not taken, and why. It travels as an IOException, since what is wrong is
/// found while streams are read; the door makes an answer or a fault of it.
final class Refused extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    private Refused(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    /// @param code without its area
    /// @param advice what to do; may be empty
    static Refused of(String code, String reason, String advice) {
        return new Refused(Problem.of("DUMP:" + code, reason).advice(advice));
    }

    /// The file ends before it should, or was changed on its way; always the same thing to do.
    static Refused cut(String reason) {
        return of(
                "CUT", reason, "hand it in again, whole; compare its SHA-256 with the original's");
    }

    static Refused damaged(String reason) {
        return of(
                "DAMAGED",
                reason,
                "hand it in again; compare its SHA-256 with the original's, or make the dump anew");
    }

    Refused value(String found) {
        return new Refused(problem.value(Safe.name(found)));
    }

    Refused expected(String wanted) {
        return new Refused(problem.expected(wanted));
    }

    Refused line(long line) {
        return new Refused(problem.place("line " + line));
    }

    /// Whether it says where.
    boolean isPlaced() {
        return !problem.place().isEmpty();
    }

    /// Says in which file it was.
    Problem in(String file) {
        String name = Safe.name(file);
        String line = problem.place().replace("line ", "");
        return problem.place(line.isEmpty() ? name : name + ":" + line);
    }
}
