package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Pack;
import belay.release.Release;
import belay.release.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Answers questions about one product.
final class Guide {

    private final Pack pack;
    private final Timeline line;

    Guide(Pack pack) {
        this.pack = pack;
        this.line = Timeline.of(pack);
    }

    Pack pack() {
        return pack;
    }

    Reply answer(Question question) {
        var book =
                question.wish().rulebook().isEmpty() ? pack.rulebook() : question.wish().rulebook();
        var problems = new ArrayList<Problem>();
        if (!book.isEmpty()
                && pack.known().rulebooks().stream().noneMatch(any -> any.name().equals(book))) {
            problems.add(
                    Problem.of("RULEBOOK:UNKNOWN", "the pack has no such rulebook").value(book));
        }
        var from = new ArrayList<Release>();
        for (var text : question.from()) {
            read(text, "SOURCE:INVALID", from, problems);
        }
        if (question.from().isEmpty()) {
            problems.add(
                    Problem.of("PLAN:NO_START", "it is not known which release runs")
                            .advice("say from, or detect it"));
        }
        if (from.stream().map(Release::version).distinct().count() > 1) {
            problems.add(
                    Problem.of("PLAN:MIXED", "the nodes of the system run different releases")
                            .value(String.join(", ", question.from()))
                            .expected("one release on all nodes")
                            .advice("bring all nodes to one release first"));
        }
        var to = new ArrayList<Release>();
        if (!question.wish().to().isEmpty()) {
            read(question.wish().to(), "TARGET:INVALID", to, problems);
        }
        if (!problems.isEmpty()) {
            return Reply.without(Reply.Kind.REFUSED, question, book, problems);
        }
        return new Inquiry(pack, lineWith(from, to), book, question).answer(from.getFirst(), to);
    }

    /// A release of the pack, or, of an open one, any version.
    private void read(String text, String code, List<Release> into, List<Problem> problems) {
        switch (pack.release(text)) {
            case Answer.Given<Release>(var release) -> into.add(release);
            case Answer.Refused<Release>(var wrong) -> {
                if (pack.known().open()
                        && pack.scheme().read(text) instanceof Answer.Given<Version>(var version)) {
                    into.add(
                            new Release(
                                    pack.scheme().release(version),
                                    "",
                                    Release.State.RELEASED,
                                    List.of(),
                                    pack.title()));
                } else {
                    var first = wrong.getFirst();
                    problems.add(
                            new Problem(
                                    code,
                                    first.reason(),
                                    text,
                                    first.expected(),
                                    first.advice(),
                                    first.place()));
                }
            }
        }
    }

    private Timeline lineWith(List<Release> from, List<Release> to) {
        var releases = new ArrayList<>(line.releases());
        for (var release : Stream.concat(from.stream(), to.stream()).toList()) {
            if (!line.knows(release.version())
                    && !releases.subList(line.size(), releases.size()).contains(release)) {
                releases.add(release);
            }
        }
        if (releases.size() == line.size()) {
            return line;
        }
        releases.sort(
                Comparator.comparing((Release release) -> release.version().track())
                        .thenComparing(Release::version, Version.withinTrack()));
        return line.with(pack, releases);
    }
}
