package belay.plan;

import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Issue;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Situation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A known issue, and whether it hits a path and a set-up.
///
/// @param at the releases of the path that have it; empty where none has
/// @param why it is judged so, in words
/// @param unknown what nobody told of the set-up, and would decide; empty unless it cannot be told
/// @param fixed the releases that mend it; empty where its vendor names none
public record Judged(
        String id,
        Verdict verdict,
        List<String> at,
        String why,
        List<String> unknown,
        List<String> fixed,
        String affects,
        String what,
        String source) {

    /// What is not known counts as hitting until somebody finds out.
    private static final List<Verdict> STRONGEST_FIRST =
            List.of(Verdict.APPLIES, Verdict.CANNOT_TELL, Verdict.DOES_NOT);

    public Judged {
        at = List.copyOf(at);
        unknown = List.copyOf(unknown);
        fixed = List.copyOf(fixed);
    }

    /// Every issue of a pack once, in its order.
    ///
    /// A vendor may write one issue in several sentences, each with releases and conditions of its
    /// own: it hits where any of them does.
    ///
    /// @param path in order, the release that runs first; empty where no path is asked about, then
    ///   only the set-up is judged
    public static List<Judged> all(Pack pack, List<Release> path, Situation situation) {
        return pack.issues().stream()
                .collect(Collectors.groupingBy(Issue::id, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(sentences -> of(sentences, path, situation))
                .toList();
    }

    private static Judged of(List<Issue> sentences, List<Release> path, Situation situation) {
        var verdict =
                STRONGEST_FIRST.stream()
                        .filter(strong ->
                                sentences.stream()
                                        .anyMatch(issue -> judge(issue, path, situation) == strong))
                        .findFirst()
                        .orElseThrow();
        var decisive =
                sentences.stream()
                        .filter(issue -> judge(issue, path, situation) == verdict)
                        .toList();
        var first = sentences.getFirst();
        return new Judged(
                first.id(),
                verdict,
                path.stream()
                        .map(release -> release.id().text())
                        .filter(release ->
                                decisive.stream()
                                        .anyMatch(issue -> at(issue, path).contains(release)))
                        .toList(),
                joined("; ", decisive.stream().map(issue -> why(issue, path, situation))),
                verdict == Verdict.CANNOT_TELL
                        ? decisive.stream()
                                .flatMap(issue -> unknown(issue, situation))
                                .distinct()
                                .toList()
                        : List.of(),
                sentences.stream()
                        .flatMap(issue -> issue.fixed().stream())
                        .map(ReleaseId::text)
                        .distinct()
                        .toList(),
                joined(" || ", sentences.stream().map(Judged::affects)),
                first.grounds().because(),
                first.grounds().cited());
    }

    private static Verdict judge(Issue issue, List<Release> path, Situation situation) {
        return elsewhere(issue, path) ? Verdict.DOES_NOT : Condition.all(issue.when(), situation);
    }

    private static boolean elsewhere(Issue issue, List<Release> path) {
        return !path.isEmpty() && at(issue, path).isEmpty();
    }

    private static String joined(String by, Stream<String> texts) {
        return texts.distinct().collect(Collectors.joining(by));
    }

    /// An issue of the way is one of the release to which its hop leads.
    private static List<String> at(Issue issue, List<Release> path) {
        var found = new ArrayList<String>();
        for (int i = 0; i < path.size(); i++) {
            var here = path.get(i);
            boolean way =
                    issue.from().isEmpty()
                            || (i > 0 && issue.from().getFirst().holds(path.get(i - 1).version()));
            if (way && issue.affects().holds(here.version())) {
                found.add(here.id().text());
            }
        }
        return found;
    }

    private static String affects(Issue issue) {
        var affected = issue.affects().toString();
        return issue.from().isEmpty()
                ? affected
                : "hops from " + issue.from().getFirst() + " to " + affected;
    }

    private static Stream<String> unknown(Issue issue, Situation situation) {
        return Condition.unknown(issue.when(), situation).stream().map(Condition::about);
    }

    private static String why(Issue issue, List<Release> path, Situation situation) {
        if (elsewhere(issue, path)) {
            return "no release of the path is affected";
        }
        var verdict = Condition.all(issue.when(), situation);
        var asked =
                Condition.inWords(
                        issue.when().stream()
                                .filter(condition -> condition.judge(situation) == verdict)
                                .toList());
        return switch (verdict) {
            case APPLIES ->
                    "it affects "
                            + (issue.affects().equals(Range.every())
                                    ? "every release"
                                    : affects(issue))
                            + (asked.isEmpty() ? "" : "; " + asked);
            case CANNOT_TELL -> "not known whether " + asked;
            case DOES_NOT -> "not so: " + asked;
        };
    }
}
