package belay.plan;

import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Issue;
import belay.release.Release;
import belay.release.ReleaseId;
import java.util.ArrayList;
import java.util.List;

/// Known issues of a way, and the risks that were taken on it.
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
                clear ? "" : Condition.inWords(Condition.unknown(issue.when(), book.situation())),
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
}
