package belay.plan;

import belay.problem.Problem;
import belay.release.ReleaseId;
import java.util.List;

/// The answer to "how do we get there?". Every case is an answer; none is an error.
public sealed interface Proposal {

    /// @param reply all that is told of the way, also what carrying it out does not need
    record Planned(Plan plan, Reply reply) implements Proposal {}

    /// It runs the wanted release already.
    record NothingToDo(ReleaseId release) implements Proposal {}

    /// What was asked cannot be planned: an unknown or older release, a missing package.
    ///
    /// @param problems never empty
    record Refused(List<Problem> problems) implements Proposal {

        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /// The rules leave no way.
    ///
    /// @param problems the rules that stand in the way; never empty
    /// @param nearest releases that can be reached, nearest to the wanted one first; may be empty
    record Unreachable(List<Problem> problems, List<ReleaseId> nearest) implements Proposal {

        public Unreachable {
            problems = List.copyOf(problems);
            nearest = List.copyOf(nearest);
        }
    }
}
