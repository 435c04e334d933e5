package belay.plan;

import belay.problem.Answer;
import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Grounds;
import belay.release.Issue;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Situation;
import belay.release.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One rulebook in the situation that was told of: which rules count, and which ways they leave.
///
/// @param name empty where the pack has no rulebooks
record Book(Pack pack, Timeline line, BlockedHops blocked, String name, Question question) {

    Wish wish() {
        return question.wish();
    }

    Situation situation() {
        return question.situation();
    }

    List<Rule> rules(boolean down) {
        return pack.rules(name, down, situation());
    }

    /// The releases to install on the way up; empty if there is no way.
    List<Release> way(Release from, Release to) {
        var ways = ways(from, to, false);
        return ways.skip(to).isPresent() ? List.of() : ways.best(take());
    }

    Ways ways(Release from, Release to, boolean down) {
        return ways(from, to, down, wish().allow());
    }

    /// @param accepted names of risks that are taken; `*` for all
    Ways ways(Release from, Release to, boolean down, Set<String> accepted) {
        var rules = new ArrayList<>(rules(down));
        var without = left();
        rules.removeIf(rule -> Ways.isLeftOut(rule, without));
        if (!down) {
            pack.issues().stream().flatMap(issue -> closed(issue).stream()).forEach(rules::add);
        }
        for (var pause : pauses(from, to, down)) {
            if (!pause.at().version().equals(from.version())) {
                rules.add(stop(pause));
            }
        }
        return Ways.of(line, rules, from, to, down, accepted);
    }

    /// Which release of a stop is taken, whatever the rules say.
    Optional<Rule.Take> take() {
        return switch (wish().intermediate()) {
            case "plain" -> Optional.of(Rule.Take.FIRST);
            case "latest" -> Optional.of(Rule.Take.LATEST);
            default -> Optional.empty();
        };
    }

    private List<Version> left() {
        return wish().without().stream()
                .flatMap(text ->
                        pack.release(text) instanceof Answer.Given<Release>(var release)
                                ? Stream.of(release.version())
                                : Stream.empty())
                .toList();
    }

    // Issues

    boolean accepts(String issue) {
        return wish().allow().contains("*") || wish().allow().contains(issue);
    }

    Verdict verdict(Issue issue) {
        return Condition.all(issue.when(), situation());
    }

    /// An issue of the way closes it, unless it is accepted or cannot be.
    Optional<Rule> closed(Issue issue) {
        boolean open =
                issue.from().isEmpty()
                        || !issue.kinds().isEmpty()
                        || accepts(issue.id())
                        || verdict(issue) == Verdict.DOES_NOT;
        return open
                ? Optional.empty()
                : Optional.of(
                        new Rule.Refuse(
                                issue.from().getFirst(),
                                issue.affects(),
                                new Grounds(
                                        "known issue "
                                                + issue.id()
                                                + ": "
                                                + issue.grounds().because(),
                                        issue.grounds().source(),
                                        issue.grounds().date())));
    }

    /// Whether an issue concerns a hop from one to the other.
    static boolean concerns(Issue issue, Release left, Release here) {
        return issue.affects().holds(here.version())
                && issue.from().stream().allMatch(from -> from.holds(left.version()));
    }

    // Migrations in the background

    List<Pauses.Pause> pauses(Release from, Release to, boolean down) {
        var migrations =
                rules(false).stream()
                        .filter(Rule.Background.class::isInstance)
                        .map(Rule.Background.class::cast)
                        .toList();
        return migrations.isEmpty()
                ? List.of()
                : Pauses.between(line.releases(), migrations, from.version(), to.version(), down);
    }

    private Rule stop(Pauses.Pause pause) {
        var at =
                switch (Range.read(pack.scheme(), pause.at().id().text())) {
                    case Answer.Given<Range>(var range) -> range;
                    case Answer.Refused<Range>(var problems) ->
                            throw new IllegalStateException("no range: " + problems);
                };
        var first = pause.migrations().getFirst();
        return new Rule.Stop(
                at,
                false,
                Rule.Take.LATEST,
                List.of(),
                Range.every(),
                Range.every(),
                new Grounds(
                        "background migrations have to finish there: "
                                + pause.migrations().stream()
                                        .map(Rule.Background::name)
                                        .collect(Collectors.joining(", ")),
                        first.grounds().source(),
                        first.grounds().date()));
    }
}
