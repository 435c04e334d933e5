package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Clause;
import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Grounds;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Says by which rule a hop is in the path, by which a release is not, and of which rules it cannot
/// be told whether they count.
final class Reasons {

    private static final int MOST_LEFT_OUT = 200;

    private final Book book;
    private final List<Problem> unsure = new ArrayList<>();

    /// Few of many: a way asks for each of its hops.
    private final List<Clause> cannotTell;

    Reasons(Book book) {
        this.book = book;
        this.cannotTell =
                book.pack().clauses().stream()
                        .filter(clause -> !clause.when().isEmpty())
                        .filter(clause ->
                                Condition.all(clause.when(), book.situation())
                                        == Verdict.CANNOT_TELL)
                        .toList();
    }

    /// What cannot be told and was met so far.
    List<Problem> unsure() {
        return unsure.stream().distinct().toList();
    }

    // Why it is there

    Hop.Because arrival(Release last) {
        var wish = book.wish();
        var why =
                wish.need().isEmpty()
                        ? wish.to().isEmpty()
                                ? " is the latest release"
                                : " is the release asked for"
                        : " is the lowest release with " + String.join(", ", wish.need());
        return new Hop.Because(last.id() + why, last.source());
    }

    /// The first rule that forbids to leave `here` out.
    Hop.Because because(Ways ways, Release left, Release here, Release next, Release last) {
        var rules = new ArrayList<>(ways.against(left, next));
        var stop = stopAt(rules, here);
        if (stop.isEmpty()) {
            rules.addAll(ways.against(left, last));
            stop = stopAt(rules, here);
        }
        var rule = stop.or(() -> rules.stream().findFirst());
        rule.ifPresent(this::noteUnsure);
        return rule.map(any -> new Hop.Because(words(any, left, here), any.grounds().cited()))
                .orElseGet(() ->
                        new Hop.Because(
                                "the way on from " + left.id() + " leads over it", here.source()));
    }

    private static Optional<Rule> stopAt(List<Rule> rules, Release here) {
        return rules.stream()
                .filter(rule -> rule instanceof Rule.Stop any && any.at().holds(here.version()))
                .findFirst();
    }

    private static String words(Rule rule, Release left, Release here) {
        var because = rule.grounds().because();
        return switch (rule) {
            case Rule.Stop stop ->
                    here.id()
                            + (stop.optional() ? " is an optional" : " is a compulsory")
                            + " stop: "
                            + because;
            case Rule.ReleasedAfter _ -> "no way to an earlier release: " + because;
            case Rule.Way _ -> "the next documented hop from " + left.id() + ": " + because;
            default -> "no direct way from " + left.id() + ": " + because;
        };
    }

    // Why it is not

    /// Those that were asked about, else those that were passed.
    List<Reply.LeftOut> leftOut(Ways ways, Release from, List<Release> way) {
        var taken = new HashSet<>(way.stream().map(Release::version).toList());
        var asked =
                book.wish().whyNot().stream()
                        .flatMap(text ->
                                book.pack().release(text)
                                                instanceof Answer.Given<Release>(var release)
                                        ? Stream.of(release)
                                        : Stream.empty())
                        .toList();
        var to = way.getLast();
        var passed =
                book.line().between(from.version(), to.version()).stream().limit(MOST_LEFT_OUT);
        return asked.isEmpty()
                ? passed.filter(release -> !taken.contains(release.version()))
                        .map(release -> leftOut(ways, from, release, to))
                        .toList()
                : asked.stream()
                        .map(release ->
                                aside(from, release, way)
                                        .map(why ->
                                                new Reply.LeftOut(
                                                        release.id().text(), why, release.source()))
                                        .orElseGet(() -> leftOut(ways, from, release, to)))
                        .toList();
    }

    /// Why a release that was asked about is no matter of rules.
    private Optional<String> aside(Release from, Release release, List<Release> way) {
        var to = way.getLast();
        if (way.stream().anyMatch(taken -> taken.version().equals(release.version()))) {
            return Optional.of("it is on the way");
        }
        if (release.version().equals(from.version())) {
            return Optional.of("it runs already");
        }
        if (book.line().graph()) {
            return Optional.empty();
        }
        boolean down = Ways.before(to, from);
        boolean up = !down;
        if ((up && Ways.before(release, from)) || (down && Ways.before(from, release))) {
            return Optional.of(
                    "it is " + (up ? "older" : "younger") + " than " + from.id() + ", which runs");
        }
        if ((up && Ways.before(to, release)) || (down && Ways.before(release, to))) {
            return Optional.of("it lies beyond " + to.id() + ", where the way ends");
        }
        boolean apart = from.version().against(release.version()) == Order.APART;
        return up && apart && book.way(from, release).isEmpty()
                ? Optional.of("no way leads from " + from.id() + " to it")
                : Optional.empty();
    }

    private Reply.LeftOut leftOut(Ways ways, Release from, Release release, Release to) {
        var id = release.id().text();
        boolean offered = book.line().graph() && release.state() == Release.State.PREVIEW;
        if (release.state() != Release.State.RELEASED && !offered) {
            boolean preview = release.state() == Release.State.PREVIEW;
            return new Reply.LeftOut(
                    id, preview ? "it is a preview" : "it was withdrawn", release.source());
        }
        var skip = ways.skip(release);
        if (skip.isPresent()) {
            return new Reply.LeftOut(
                    id, skip.get().grounds().because(), skip.get().grounds().cited());
        }
        var blocked = blocked(from, release, to);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        var rule =
                Stream.concat(
                                ways.against(from, release).stream(),
                                ways.against(release, to).stream())
                        .findFirst();
        return rule.map(any ->
                        new Reply.LeftOut(
                                id,
                                any instanceof Rule.Way
                                        ? "no hop that the vendor names leads over it"
                                        : "a hop over it meets a rule: " + any.grounds().because(),
                                any.grounds().cited()))
                .orElseGet(() ->
                        new Reply.LeftOut(id, "no rule asks for a stop there", release.source()));
    }

    /// Of a graph: the hop from the start, the hop to the end, or, where no hop leads there at all,
    /// any hop to it.
    private Optional<Reply.LeftOut> blocked(Release from, Release release, Release to) {
        var first = book.blocked().between(from, release);
        var last = book.blocked().between(release, to);
        var any = book.blocked().against(from, release).stream().findFirst();
        return first.or(() -> last)
                .or(() -> any)
                .map(grounds ->
                        new Reply.LeftOut(
                                release.id().text(),
                                (first.isPresent()
                                                ? "the hop from " + from.id() + " is blocked: "
                                                : last.isPresent()
                                                        ? "the hop on to "
                                                                + to.id()
                                                                + " is blocked: "
                                                        : "every hop to it is blocked: ")
                                        + grounds.because(),
                                grounds.cited()));
    }

    // What is not known

    /// What cannot be told counts as so, and is said.
    void noteUnsure(Rule rule) {
        cannotTell.stream()
                .filter(clause -> clause.rule().equals(rule))
                .map(clause -> cannotTell(unknown(clause), clause.rule().grounds()))
                .forEach(unsure::add);
    }

    private List<Condition> unknown(Clause clause) {
        return Condition.unknown(clause.when(), book.situation());
    }

    private static Problem cannotTell(List<Condition> unknown, Grounds grounds) {
        return Problem.of("CONDITION:UNKNOWN", "it cannot be told whether this rule counts")
                .value(Condition.inWords(unknown))
                .advice("find out and say it; until then it counts: " + grounds.because())
                .place(grounds.cited());
    }
}
