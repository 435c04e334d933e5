package belay.plan;

import belay.document.Near;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Known;
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
    private final BlockedHops blocked;

    Guide(Pack pack) {
        this.pack = pack;
        this.line = Timeline.of(pack);
        this.blocked = BlockedHops.of(pack);
    }

    Pack pack() {
        return pack;
    }

    Reply answer(Question question) {
        return travel(question).reply();
    }

    /// The answer with the way that it tells of.
    Travel travel(Question question) {
        var wish = question.wish();
        var book = book(wish.rulebook());
        var problems = new ArrayList<Problem>();
        checkBook(book, problems);
        checkTrack(wish.track(), problems);
        var from = new ArrayList<Release>();
        for (var text : question.from()) {
            read(text, "SOURCE:INVALID", from, problems);
        }
        if (question.from().isEmpty()) {
            problems.add(
                    Problem.of("PLAN:NO_START", "it is not known which release runs")
                            .expected("a release as from")
                            .advice("name it; belay detect finds it out for a system"));
        }
        if (from.stream().map(Release::version).distinct().count() > 1) {
            problems.add(
                    Problem.of("PLAN:MIXED", "the nodes of the system run different releases")
                            .value(String.join(", ", question.from()))
                            .expected("one release on all nodes")
                            .advice("bring all nodes to one release first"));
        }
        var to = new ArrayList<Release>();
        if (!wish.to().isEmpty()) {
            read(wish.to(), "TARGET:INVALID", to, problems);
        }
        wish.without().forEach(text -> read(text, "WITHOUT:INVALID", new ArrayList<>(), problems));
        wish.whyNot().forEach(text -> read(text, "WHY_NOT:INVALID", new ArrayList<>(), problems));
        if (!problems.isEmpty()) {
            return Travel.none(Reply.without(Reply.Kind.REFUSED, question, book, problems));
        }
        return new Inquiry(new Book(pack, lineWith(from, to), blocked, book, question))
                .answer(from.getFirst(), to);
    }

    /// In the letters of the pack.
    private String book(String wanted) {
        return wanted.isEmpty()
                ? pack.rulebook()
                : pack.known().rulebooks().stream()
                        .map(Known.Rulebook::name)
                        .filter(wanted::equalsIgnoreCase)
                        .findFirst()
                        .orElse(wanted);
    }

    private void checkBook(String book, List<Problem> problems) {
        var known = pack.known().rulebooks().stream().map(Known.Rulebook::name).toList();
        if (!book.isEmpty() && !known.contains(book)) {
            problems.add(
                    Problem.of("RULEBOOK:UNKNOWN", "the pack has no such rulebook")
                            .value(book)
                            .expected(
                                    known.isEmpty()
                                            ? "none: this pack has no rulebooks"
                                            : "one of " + String.join(", ", known))
                            .advice(Near.advice(book, known)));
        }
    }

    private void checkTrack(String wanted, List<Problem> problems) {
        var known =
                line.tracks().stream()
                        .map(track -> line.at(track.low()).version().track())
                        .filter(name -> !name.isEmpty())
                        .toList();
        if (!wanted.isEmpty() && !known.contains(wanted)) {
            problems.add(
                    Problem.of("TRACK:UNKNOWN", "the pack has no such track")
                            .value(wanted)
                            .expected(
                                    known.isEmpty()
                                            ? "none: this pack has only one"
                                            : "one of " + String.join(", ", known))
                            .advice(Near.advice(wanted, known)));
        }
    }

    private void read(String text, String code, List<Release> into, List<Problem> problems) {
        switch (release(text)) {
            case Answer.Given<Release>(var release) -> into.add(release);
            case Answer.Refused<Release>(var wrong) -> {
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

    /// A release of the pack, or, of an open one, any version.
    Answer<Release> release(String text) {
        var known = pack.release(text);
        return known instanceof Answer.Refused<Release>
                        && pack.known().open()
                        && pack.scheme().read(text) instanceof Answer.Given<Version>(var version)
                        && pack.scheme().tellsRelease(version)
                ? Answer.of(
                        new Release(
                                pack.scheme().release(version),
                                "",
                                Release.State.RELEASED,
                                List.of(),
                                pack.title()))
                : known;
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
        releases.sort(Comparator.comparing(Release::version, Version.byTrack()));
        return line.with(pack, releases);
    }
}
