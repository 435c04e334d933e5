package belay.plan;

import belay.problem.Problem;
import belay.release.Clause;
import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Situation;
import java.util.List;

/// The rules that keep a good plan from being carried out.
///
/// Whoever asks for a way need not tell of a run. So a rule of whose conditions none is told closes
/// nothing, and is mentioned; once one of them is so, what is not told of the others counts as so
/// until somebody says that it is not.
final class Gates {

    private final Situation situation;
    private final List<Clause> met;

    Gates(Book book, Release from, Release to) {
        this.situation = book.situation();
        this.met =
                book.pack().clauses().stream()
                        .filter(clause -> clause.belongsTo(book.name()))
                        .filter(clause ->
                                clause.rule() instanceof Rule.Gate gate
                                        && gate.from().holds(from.version())
                                        && gate.to().holds(to.version()))
                        .filter(clause ->
                                Condition.all(clause.when(), situation) != Verdict.DOES_NOT)
                        .toList();
    }

    List<Problem> closed() {
        return met.stream().filter(clause -> !isUntold(clause)).map(this::closed).toList();
    }

    private Problem closed(Clause clause) {
        var unknown = Condition.unknown(clause.when(), situation);
        return unknown.isEmpty()
                ? problem(
                        "RUN:REFUSED",
                        what(clause),
                        clause.when(),
                        clause.rule().grounds().because(),
                        clause)
                : problem(
                        "CONDITION:UNKNOWN",
                        "it cannot be told whether this forbids a run: " + what(clause),
                        unknown,
                        "find out and say it; until then it does: "
                                + clause.rule().grounds().because(),
                        clause);
    }

    /// Rules that would forbid a run, were their conditions so (`RUN:CONDITION`).
    List<Problem> unsure() {
        return met.stream()
                .filter(this::isUntold)
                .map(clause ->
                        problem(
                                "RUN:CONDITION",
                                what(clause),
                                clause.when(),
                                clause.rule().grounds().because(),
                                clause))
                .toList();
    }

    private boolean isUntold(Clause clause) {
        return !clause.when().isEmpty()
                && Condition.unknown(clause.when(), situation).equals(clause.when());
    }

    private static String what(Clause clause) {
        return ((Rule.Gate) clause.rule()).what();
    }

    private static Problem problem(
            String code, String reason, List<Condition> of, String advice, Clause clause) {
        return Problem.of(code, reason)
                .value(Condition.inWords(of))
                .advice(advice)
                .place(clause.rule().grounds().cited());
    }
}
