package belay.plan;

import belay.problem.Answer;
import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Known;
import belay.release.Release;
import belay.release.Scheme;
import belay.release.Situation;
import belay.release.Version;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What each release of a way needs, and whether each node has it.
final class Requirements {

    private static final Scheme NUMBERS = Scheme.named("numeric");

    private final List<Known.Requirement> requirements;
    private final Situation situation;

    Requirements(List<Known.Requirement> requirements, Situation situation) {
        this.requirements = requirements;
        this.situation = situation;
    }

    /// Where nodes tell nothing of their own they are looked at as one.
    List<Reply.Need> of(List<Release> way) {
        var needs = new ArrayList<Reply.Need>();
        for (var release : way) {
            for (var need : requirements) {
                var verdict = Condition.all(need.when(), situation);
                if (need.releases().holds(release.version()) && verdict != Verdict.DOES_NOT) {
                    nodes().forEach((node, facts) ->
                            needs.add(need(need, release, verdict, node, facts)));
                }
            }
        }
        return needs;
    }

    private Map<String, Map<String, String>> nodes() {
        return situation.nodes().isEmpty()
                ? Map.of("", Map.of())
                : new TreeMap<>(situation.nodes());
    }

    private Reply.Need need(
            Known.Requirement need,
            Release release,
            Verdict verdict,
            String node,
            Map<String, String> facts) {
        var state = state(need, facts.getOrDefault(need.name(), told(need.name())));
        return new Reply.Need(
                name(need),
                release.id().text(),
                node,
                state.equals("not met") && verdict == Verdict.CANNOT_TELL ? "unknown" : state,
                need.install(),
                need.reboot(),
                need.grounds().because(),
                need.grounds().cited());
    }

    static String name(Known.Requirement need) {
        return need.name() + (need.version().isEmpty() ? "" : " " + need.version());
    }

    private String told(String fact) {
        return situation.facts().getOrDefault(fact, "");
    }

    private static String state(Known.Requirement need, String there) {
        if (there.isEmpty()) {
            return "unknown";
        }
        return Stream.of(there.split(",", -1)).anyMatch(version -> serves(version.strip(), need))
                ? "met"
                : "not met";
    }

    /// A later major does only where the pack says so.
    private static boolean serves(String version, Known.Requirement need) {
        if (need.version().isEmpty()) {
            return !version.equals("no") && !version.equals("false");
        }
        int order = compare(version, need.version());
        boolean major = version.split("\\.", 2)[0].equals(need.version().split("\\.", 2)[0]);
        return order >= 0 && (major || need.newerServes());
    }

    private static int compare(String left, String right) {
        if (NUMBERS.read(left) instanceof Answer.Given<Version>(var one)
                && NUMBERS.read(right) instanceof Answer.Given<Version>(var two)) {
            return one.against(two) == Order.BEFORE ? -1 : 1;
        }
        return left.equals(right) ? 0 : -1;
    }
}
