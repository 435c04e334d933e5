package belay.api;

import belay.proof.Proof;
import belay.run.Run;
import belay.run.StepState;
import belay.step.ProveBeforeOpening;
import belay.step.ProveData;
import java.util.Optional;

/// A proof in one line, the same on every face: first what it does not prove.
public final class ProofWords {

    private ProofWords() {}

    /// The last proof that the run has on record, whatever became of it since.
    public static Optional<Proof> proof(Run run) {
        return run.steps().stream()
                .filter(step -> step.state() instanceof StepState.Done)
                .filter(step ->
                        step.part().kind().equals(ProveData.class.getSimpleName())
                                || step.part()
                                        .kind()
                                        .equals(ProveBeforeOpening.class.getSimpleName()))
                .map(step -> step.outcome().as(ProveData.Proved.class).proof())
                .reduce((_, later) -> later);
    }

    /// `1 table not proved; holds: 13 tables, 120,043 rows, 0 differences, 5 declared changes, 2
    /// tables not compared as declared`.
    public static String line(Proof proof) {
        long rows = proof.compared().stream().mapToLong(Proof.Compared::rows).sum();
        return (proof.notProved().isEmpty()
                        ? ""
                        : Words.count(proof.notProved().size(), "table") + " not proved; ")
                + verdict(proof)
                + ": "
                + tables(proof)
                + ", "
                + Words.count(rows, "row")
                + ", "
                + Words.count(proof.differences().size(), "difference")
                + (proof.seen().isEmpty()
                        ? ""
                        : ", " + Words.count(proof.seen().size(), "declared change"))
                + (proof.notCompared().isEmpty()
                        ? ""
                        : ", "
                                + Words.count(proof.notCompared().size(), "table")
                                + " not compared as declared");
    }

    /// What was compared, `10 tables and the large objects`: these are no table that a check
    /// counts.
    public static String tables(Proof proof) {
        long system =
                proof.compared().stream()
                        .filter(one -> one.table().schema().equals("pg_catalog"))
                        .count();
        return Words.count(proof.compared().size() - system, "table")
                + (system > 0 ? " and the large objects" : "");
    }

    private static String verdict(Proof proof) {
        if (!proof.holds()) {
            return "does not hold";
        }
        return proof.notProved().isEmpty() ? "holds" : "holds for the others";
    }
}
