package belay.plan;

import belay.problem.Problem;
import belay.release.Clause;
import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Issue;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Known issues of a way, the risks that were taken on it, and the rules that keep it from being
/// carried out.
final class Troubles {

    private final Book book;

    Troubles(Book book) {
        this.book = book;
    }

    /// Those of each release, of each hop to it, and of its package.
    ///
    /// @param kinds of the packages, one for each release of the way
    List<Reply.Hit> of(Release from, List<Release> way, List<String> kinds) {
        var hits = new ArrayList<Reply.Hit>();
        for (int i = 0; i < way.size(); i++) {
            var left = i == 0 ? from : way.get(i - 1);
            var here = way.get(i);
            int at = book.line().position(here.version());
            for (var issue : book.pack().issues()) {
                boolean ofPackage = !issue.kinds().isEmpty();
                if (book.line().in(issue.affects(), at)
                        && Book.concerns(issue, left, here)
                        && (!ofPackage || issue.kinds().contains(kinds.get(i)))) {
                    var verdict = book.verdict(issue);
                    if (verdict != Verdict.DOES_NOT) {
                        hits.add(hit(issue, here, verdict));
                    }
                }
            }
            hits.addAll(risks(left, here));
        }
        return hits;
    }

    /// How many a release has of its own, wherever one comes from.
    int of(Release release) {
        int at = book.line().position(release.version());
        return (int)
                book.pack().issues().stream()
                        .filter(issue -> issue.from().isEmpty() && issue.kinds().isEmpty())
                        .filter(issue -> book.line().in(issue.affects(), at))
                        .filter(issue -> book.verdict(issue) != Verdict.DOES_NOT)
                        .count();
    }

    private Reply.Hit hit(Issue issue, Release release, Verdict verdict) {
        boolean clear = verdict == Verdict.APPLIES;
        return new Reply.Hit(
                issue.id(),
                release.id().text(),
                clear ? "applies" : "cannot tell",
                clear
                        ? ""
                        : issue.when().stream()
                                .map(Condition::words)
                                .collect(Collectors.joining(" and ")),
                issue.fixed().stream().map(ReleaseId::text).toList(),
                issue.grounds().because(),
                issue.grounds().cited(),
                book.accepts(issue.id()));
    }

    /// A hop with risks is in a way only where all of them were accepted.
    private List<Reply.Hit> risks(Release left, Release here) {
        var line = book.line();
        int target = line.position(here.version());
        return line.named(line.position(left.version())).stream()
                .filter(named -> named.to() == target)
                .limit(1)
                .flatMap(named -> named.edge().risks().stream())
                .map(risk ->
                        new Reply.Hit(
                                risk.name(),
                                here.id().text(),
                                "applies",
                                "",
                                List.of(),
                                risk.message(),
                                risk.url(),
                                true))
                .toList();
    }

    // Gates

    /// The rules by which a good plan may not be carried out.
    List<Problem> gates(Release from, Release to) {
        return book.pack().clauses().stream()
                .filter(clause -> clause.belongsTo(book.name()))
                .filter(clause -> gate(clause, from, to))
                .map(clause ->
                        Problem.of("RUN:REFUSED", ((Rule.Gate) clause.rule()).what())
                                .value(
                                        clause.when().stream()
                                                .map(Condition::words)
                                                .collect(Collectors.joining(" and ")))
                                .advice(clause.rule().grounds().because())
                                .place(clause.rule().grounds().cited()))
                .toList();
    }

    private boolean gate(Clause clause, Release from, Release to) {
        return clause.rule() instanceof Rule.Gate gate
                && gate.from().holds(from.version())
                && gate.to().holds(to.version())
                && Condition.all(clause.when(), book.situation()) == Verdict.APPLIES;
    }
}
