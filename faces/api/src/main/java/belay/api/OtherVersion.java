package belay.api;

import belay.plan.PlanJson;
import belay.problem.Problem;
import belay.proof.Proof;
import belay.run.Run;
import belay.run.StepCodec;
import belay.step.Options;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// Runs that another version of Belay has written in a form that this one does not read. Nothing is
/// done with such a run; all others go on.
final class OtherVersion {

    /// The code of a refusal that only the Belay which made the run can lift.
    static final String CODE = "RUN:OTHER_VERSION";

    private final StepCodec codec;

    OtherVersion(StepCodec codec) {
        this.codec = codec;
    }

    @FunctionalInterface
    private interface Read {
        Object from(String json);
    }

    /// Why a run cannot be read; empty if it can. A job on a dump need not have a plan.
    Optional<Problem> of(Run run) {
        var order = run.order();
        boolean planned =
                switch (order.purpose()) {
                    case TESTING, PRODUCTION, BACKUP, RESTORE, GO_BACK -> true;
                    case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> !order.planHash().isEmpty();
                };
        var problem =
                planned
                        ? of(run, "its plan", order.plan(), PlanJson::read)
                        : Optional.<Problem>empty();
        if (problem.isEmpty() && planned) {
            problem = of(run, "its options", order.options(), Options::read);
        }
        for (var part : order.parts()) {
            if (problem.isEmpty()) {
                problem = of(run, "its step " + part.name(), part.step(), codec::read);
            }
        }
        return problem;
    }

    /// The same of a run whose steps are asked what they found.
    Optional<Problem> recorded(Run run) {
        return of(run).or(() -> of(run, "what its steps found", "", _ -> Found.of(run)));
    }

    /// Everything that is told of what steps found.
    private record Found(Optional<Proof> proof, DumpReport dump, List<Record> others) {

        static Found of(Run run) {
            return new Found(ProofWords.proof(run), DumpReport.of(run), Witness.found(run));
        }
    }

    private static Optional<Problem> of(Run run, String what, String json, Read read) {
        try {
            var _ = read.from(json);
            return Optional.empty();
        } catch (JacksonException unread) {
            return Optional.of(
                    Problem.of(CODE, "another version of Belay has made run " + run.id())
                            .value(what + ": " + first(unread.getOriginalMessage()))
                            .expected("a run in the form that this Belay writes")
                            .advice("Use the Belay that made it; other runs are not concerned"));
        }
    }

    private static String first(String message) {
        return message.lines().findFirst().orElse("");
    }
}
