package belay.plan;

import belay.problem.Problem;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// The answer to a [Question].
///
/// @param rulebook the one that was used; empty where the pack has none
/// @param hops empty unless there is a plan
/// @param reasons why there is no plan, or what the plan does not know
/// @param propose releases to aim at instead, the best first
/// @param run why the plan may not be carried out as things stand; empty if it may
/// @param leftOut the releases that were asked about, or passed, and why they are not in the path
/// @param estimates minutes of the whole and of the downtime; empty where the pack names no factors
public record Reply(
        Kind answer,
        String rulebook,
        List<Step> hops,
        List<Problem> reasons,
        List<String> propose,
        List<Problem> run,
        List<Hit> issues,
        List<Need> requirements,
        List<Support> support,
        List<LeftOut> leftOut,
        List<Estimate> estimates,
        List<Alternative> compare,
        ObjectNode asked) {

    /// What kind of answer it is.
    public enum Kind {
        PLAN,
        NOTHING,
        REFUSED,
        UNREACHABLE
    }

    /// One hop as a traveller reads it.
    ///
    /// @param kind of its package
    /// @param packageBecause why this kind
    /// @param before what has to be so first
    /// @param after what follows
    /// @param oneWay why there is no way back; empty when there is one
    public record Step(
            String release,
            String kind,
            String packageBecause,
            Hop.Because because,
            List<Task> before,
            List<Task> after,
            List<String> warnings,
            String oneWay) {

        public Step {
            before = List.copyOf(before);
            after = List.copyOf(after);
            warnings = List.copyOf(warnings);
        }
    }

    /// A known issue of a release of the path, or of a hop to it.
    ///
    /// @param applies `applies` or `cannot tell`
    /// @param why what has to be found out; empty when it is clear
    /// @param accepted whether somebody has accepted it by its name
    public record Hit(
            String id,
            String release,
            String applies,
            String why,
            List<String> fixed,
            String what,
            String source,
            boolean accepted) {

        public Hit {
            fixed = List.copyOf(fixed);
        }
    }

    /// Something that has to be there.
    ///
    /// @param node where; empty for the whole system
    /// @param state `met`, `not met`, `unknown`
    /// @param because why, and what another source says against it; may be empty
    public record Need(
            String name,
            String release,
            String node,
            String state,
            String install,
            boolean reboot,
            String because,
            String source) {}

    /// The last day on which the vendor cares for the release asked for.
    ///
    /// @param phase what ends that day
    public record Support(
            String release, String phase, String until, String because, String source) {}

    public record LeftOut(String release, String why, String source) {}

    /// Minutes, low, likely and high.
    public record Estimate(
            String of, double low, double likely, double high, List<String> factors) {

        public Estimate {
            factors = List.copyOf(factors);
        }
    }

    /// Another path, by what it is best at.
    public record Alternative(String by, List<String> hops, int issues, double downtimeMinutes) {}

    public Reply {
        hops = List.copyOf(hops);
        reasons = List.copyOf(reasons);
        propose = List.copyOf(propose);
        run = List.copyOf(run);
        issues = List.copyOf(issues);
        requirements = List.copyOf(requirements);
        support = List.copyOf(support);
        leftOut = List.copyOf(leftOut);
        estimates = List.copyOf(estimates);
        compare = List.copyOf(compare);
    }

    static Reply without(Kind kind, Question question, String rulebook, List<Problem> reasons) {
        return new Reply(
                kind,
                rulebook,
                List.of(),
                reasons,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                question.asked());
    }

    Reply proposing(List<String> releases) {
        return new Reply(
                answer,
                rulebook,
                hops,
                reasons,
                releases,
                run,
                issues,
                requirements,
                support,
                leftOut,
                estimates,
                compare,
                asked);
    }

    /// The exit code of a command that gives this answer.
    public int exitCode() {
        return switch (answer) {
            case PLAN -> 0;
            case REFUSED, UNREACHABLE -> 2;
            case NOTHING -> 3;
        };
    }

    /// The refusal of a question about which no pack was asked.
    public static Reply refused(Question question, List<Problem> reasons) {
        return without(Kind.REFUSED, question, "", reasons);
    }

    static ObjectNode notUnderstood(ObjectNode asked, List<Problem> reasons) {
        asked.put("answer", "refused");
        asked.putArray("hops");
        asked.set("reasons", PlanJson.mapper().valueToTree(reasons));
        asked.putNull("propose");
        return asked;
    }

    /// The question's options, then the answer.
    public ObjectNode json() {
        var mapper = PlanJson.mapper();
        var json = asked.deepCopy();
        json.put("answer", answer.name().toLowerCase(Locale.ROOT));
        if (!rulebook.isEmpty()) {
            json.put("rulebook", rulebook);
        }
        var list = json.putArray("hops");
        for (var hop : hops) {
            var node = list.addObject();
            node.put("release", hop.release());
            node.put("package", hop.kind());
            node.put("package-because", hop.packageBecause());
            node.set("because", mapper.valueToTree(hop.because()));
            node.set("before", mapper.valueToTree(words(hop.before())));
            node.set("after", mapper.valueToTree(words(hop.after())));
            node.set("warnings", mapper.valueToTree(hop.warnings()));
            node.put("one-way", hop.oneWay());
        }
        json.set("reasons", mapper.valueToTree(reasons));
        if (propose.isEmpty()) {
            json.putNull("propose");
        } else {
            json.put("propose", propose.getFirst());
        }
        json.set("alternatives", mapper.valueToTree(propose));
        json.put("run", answer == Kind.PLAN && run.isEmpty() ? "allowed" : "refused");
        json.set("run-refused-because", mapper.valueToTree(run));
        json.set("issues", mapper.valueToTree(issues));
        json.set("requirements", mapper.valueToTree(requirements));
        json.set("support", mapper.valueToTree(support));
        json.set("left-out", mapper.valueToTree(leftOut));
        json.set("estimate", mapper.valueToTree(estimates));
        json.set("compare", mapper.valueToTree(compare));
        return json;
    }

    private static List<String> words(List<Task> tasks) {
        return tasks.stream().map(Task::what).toList();
    }
}
