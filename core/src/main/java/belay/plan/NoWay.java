package belay.plan;

import belay.problem.Problem;
import belay.release.Known.Risk;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the rules leave no way: which of them stand in it, and what can be reached instead.
final class NoWay {

    private static final int NEAREST = 3;
    private static final int TRIED = 60;

    private final Book book;
    private final Reasons reasons;

    NoWay(Book book, Reasons reasons) {
        this.book = book;
        this.reasons = reasons;
    }

    Reply reply(Ways ways, Release from, Release to, boolean down) {
        boolean apart = from.version().against(to.version()) == Order.APART;
        var problems = new ArrayList<Problem>();
        problems.add(first(from, to, apart));
        ways.skip(to).ifPresent(skip -> problems.add(problem(from, to, skip)));
        var against = ways.against(from, to);
        against.stream()
                .filter(rule -> !(rule instanceof Rule.Way))
                .forEach(rule -> problems.add(problem(from, to, rule)));
        problems.addAll(unnamed(from, to, against));
        problems.addAll(risks(ways, from, to, down));
        for (var grounds : book.blocked().against(from, to)) {
            problems.add(
                    Problem.of("PLAN:BLOCKED", to.id() + ": " + grounds.because())
                            .place(grounds.cited()));
        }
        problems.addAll(reasons.unsure());
        boolean direct = !down && against.stream().anyMatch(Rule.Refuse.class::isInstance);
        var kind =
                apart || direct || ways.skip(to).isPresent()
                        ? Reply.Kind.REFUSED
                        : Reply.Kind.UNREACHABLE;
        return Reply.without(kind, book.question(), book.name(), problems)
                .proposing(down ? List.of() : nearest(from, to));
    }

    /// The risks that keep the way closed: of the hop itself, or of the hops of the way that would
    /// be open if all were accepted.
    private List<Problem> risks(Ways ways, Release from, Release to, boolean down) {
        var closing = new LinkedHashSet<>(ways.risks(from, to));
        if (closing.isEmpty()) {
            var left = from;
            for (var here : book.ways(from, to, down, Set.of("*")).best()) {
                closing.addAll(ways.risks(left, here));
                left = here;
            }
        }
        var names = closing.stream().map(Risk::name).distinct().toList();
        var allow = names.stream().map(name -> "--allow " + name).collect(Collectors.joining(" "));
        return closing.stream()
                .map(risk ->
                        Problem.of("PLAN:RISK", risk.message())
                                .value(risk.name())
                                .advice("accept it with " + allow + ", or aim at another release")
                                .place(risk.url()))
                .toList();
    }

    private static Problem first(Release from, Release to, boolean apart) {
        return apart
                ? Problem.of(
                                "PLAN:OTHER_TRACK",
                                "no way leads over to this release of another track")
                        .value(from.id() + " and " + to.id())
                        .expected("a release of the same track")
                : Problem.of("PLAN:UNREACHABLE", "the rules leave no way")
                        .value("from " + from.id() + " to " + to.id())
                        .advice("aim at one of the releases that can be reached");
    }

    /// Where the vendor names hops, and none that leads there.
    private List<Problem> unnamed(Release from, Release to, List<Rule> against) {
        var named = against.stream().filter(Rule.Way.class::isInstance).map(Rule.Way.class::cast);
        var ways = named.toList();
        if (ways.isEmpty()) {
            return List.of();
        }
        var leading =
                ways.stream()
                        .filter(way -> way.from().holds(from.version()))
                        .map(way -> way.to().toString())
                        .distinct()
                        .toList();
        return List.of(
                Problem.of("PLAN:RULE", "no hop that the vendor names leads to " + to.id())
                        .value("from " + from.id())
                        .expected(leading.isEmpty() ? "" : "a hop to " + String.join(", ", leading))
                        .place(ways.getFirst().grounds().cited()));
    }

    private Problem problem(Release from, Release to, Rule rule) {
        reasons.noteUnsure(rule);
        var what =
                switch (rule) {
                    case Rule.Stop stop ->
                            "it cannot be passed without a stop at "
                                    + stop.at()
                                    + ", which cannot be reached or left";
                    case Rule.Skip _ -> "never installed on this path";
                    case Rule.Refuse _ -> "refused from " + from.id();
                    default -> "not from " + from.id();
                };
        return Problem.of("PLAN:RULE", to.id() + ": " + what + ": " + rule.grounds().because())
                .place(rule.grounds().cited());
    }

    /// The next later ones of the wanted track first, because they bring what was asked for.
    List<String> nearest(Release from, Release to) {
        var releases = book.line().releases();
        var later = releases.stream().filter(release -> Ways.before(to, release));
        var earlier =
                releases.reversed().stream()
                        .filter(release -> Ways.before(release, to))
                        .filter(release -> Ways.before(from, release));
        return Stream.concat(reachable(later, from).limit(1), reachable(earlier, from))
                .limit(NEAREST)
                .toList();
    }

    private Stream<String> reachable(Stream<Release> candidates, Release from) {
        return candidates
                .filter(release -> release.state() == Release.State.RELEASED)
                .limit(TRIED)
                .filter(release -> !book.way(from, release).isEmpty())
                .map(release -> release.id().text());
    }
}
