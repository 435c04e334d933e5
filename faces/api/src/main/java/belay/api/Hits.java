package belay.api;

import belay.plan.Catalogue;
import belay.plan.Judged;
import belay.plan.Question;
import belay.problem.Answer;
import belay.release.Pack;
import java.util.List;

/// What a pack's known issues mean to a path and a set-up.
public record Hits(Pack pack, Question question, List<Judged> issues) {

    public Hits {
        issues = List.copyOf(issues);
    }

    /// @return refused if there is no such path
    public static Answer<Hits> of(Pack pack, Question question) {
        return Catalogue.of(List.of(pack))
                .issues(question)
                .then(issues -> Answer.of(new Hits(pack, question, issues)));
    }
}
