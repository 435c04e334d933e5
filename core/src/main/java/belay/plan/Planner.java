package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Condition;
import belay.release.Pack;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Rule;
import belay.release.Version;
import belay.system.ProductSystem;
import belay.system.ProductSystem.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans the way of one system: asks as anybody may ask the [Catalogue], with all that the system
/// tells of itself, and writes what carrying the way out needs into a [Plan].
///
/// The same pack, system, wish and data give the same plan, in every process.
public final class Planner {

    private static final int MOST_QUESTIONS = 200;

    private final Pack pack;
    private final ProductSystem system;
    private final Wish wish;

    private Planner(Pack pack, ProductSystem system, Wish wish) {
        this.pack = pack;
        this.system = system;
        this.wish = wish;
    }

    /// Where nothing was asked of the data.
    public static Proposal plan(Pack pack, ProductSystem system, Wish wish) {
        return plan(pack, system, wish, Map.of());
    }

    /// @param data SELECT → the first value it gave, for those of [#questions] that were answered
    public static Proposal plan(
            Pack pack, ProductSystem system, Wish wish, Map<String, String> data) {
        return new Planner(pack, system, wish).plan(data);
    }

    /// What the pack's conditions ask of the data, each once, in the order of the pack.
    public static List<String> questions(Pack pack) {
        return Stream.concat(
                        pack.clauses().stream().flatMap(clause -> clause.when().stream()),
                        pack.issues().stream().flatMap(issue -> issue.when().stream()))
                .flatMap(condition ->
                        condition instanceof Condition.Data(var sql, _)
                                ? Stream.of(sql)
                                : Stream.empty())
                .distinct()
                .limit(MOST_QUESTIONS)
                .toList();
    }

    private Proposal plan(Map<String, String> data) {
        if (!system.product().equals(pack.product())) {
            return refused(
                    Problem.of("PLAN:OTHER_PRODUCT", "the pack is for another product")
                            .value(pack.product())
                            .expected(system.product()));
        }
        var problems = new ArrayList<Problem>();
        var left = optional(problems);
        wish.whyNot().forEach(text -> note(pack.release(text), problems));
        if (!problems.isEmpty()) {
            return new Proposal.Refused(problems);
        }
        return switch (from()) {
            case Answer.Refused<String>(var wrong) -> new Proposal.Refused(wrong);
            case Answer.Given<String>(var from) ->
                    proposal(
                            new Guide(pack)
                                    .travel(SystemQuestion.of(system, wish.from(from), data)),
                            left);
        };
    }

    private Proposal proposal(Travel travel, List<Release> left) {
        var reply = travel.reply();
        return switch (reply.answer()) {
            case PLAN -> travel.way().isEmpty() ? refused(onlyHotfixes()) : written(travel, left);
            case NOTHING -> new Proposal.NothingToDo(travel.from().getFirst().id());
            case REFUSED, UNREACHABLE ->
                    reply.propose().isEmpty()
                            ? new Proposal.Refused(reply.reasons())
                            : new Proposal.Unreachable(
                                    reply.reasons(),
                                    reply.propose().stream().map(ReleaseId::new).toList());
        };
    }

    private Proposal written(Travel travel, List<Release> left) {
        return new PlanWriter(pack, system, travel)
                .write(
                        wish,
                        left.stream()
                                .map(release ->
                                        "The optional stop "
                                                + release.id()
                                                + " is left out, as asked for.")
                                .toList());
    }

    private Problem onlyHotfixes() {
        return Problem.of("PLAN:ONLY_HOTFIXES", "no hop is needed, and hotfixes are put in by hand")
                .value(String.join(", ", wish.hotfixes()))
                .expected("a later release to go to, after which the hotfixes come")
                .advice("put the hotfix in as its vendor says, or name a later release");
    }

    // What runs

    private Answer<String> from() {
        var said = system.release().stream().map(ReleaseId::text).findFirst().orElse("");
        var from = wish.from().isEmpty() ? said : wish.from();
        return mixed().then(ofNodes -> agreed(from.isEmpty() ? ofNodes : from, said, ofNodes));
    }

    /// What all nodes that say something say; empty where none does.
    private Answer<String> mixed() {
        var said = system.nodes().stream().filter(node -> !node.release().isEmpty()).toList();
        var problems = new ArrayList<Problem>();
        var versions =
                said.stream()
                        .flatMap(node -> note(pack.release(release(node)), problems).stream())
                        .map(Release::version)
                        .distinct()
                        .toList();
        if (!problems.isEmpty()) {
            return new Answer.Refused<>(problems);
        }
        return versions.size() <= 1
                ? Answer.of(said.isEmpty() ? "" : release(said.getFirst()))
                : Answer.refused(
                        Problem.of("PLAN:MIXED", "the nodes of the system run different releases")
                                .value(
                                        said.stream()
                                                .map(node -> node.name() + " " + release(node))
                                                .collect(Collectors.joining(", ")))
                                .expected("one release on all nodes")
                                .advice("bring all nodes to one release first"));
    }

    private static String release(Node node) {
        return node.release().getFirst().text();
    }

    private Answer<String> agreed(String from, String said, String ofNodes) {
        for (var other : List.of(said, ofNodes)) {
            if (!other.isEmpty()
                    && pack.release(from) instanceof Answer.Given<Release>(var found)
                    && pack.release(other) instanceof Answer.Given<Release>(var told)
                    && !found.version().equals(told.version())) {
                return Answer.refused(
                        Problem.of(
                                        "PLAN:CONTRADICTION",
                                        "system.yaml names another release than was found")
                                .value(told.id() + " in system.yaml, found " + found.id())
                                .advice("find out which is right and correct system.yaml"));
            }
        }
        return from.isEmpty()
                ? Answer.refused(
                        Problem.of("PLAN:NO_START", "it is not known which release runs")
                                .advice("detect it, or name it in system.yaml as release"))
                : Answer.of(from);
    }

    // What is left out

    private List<Release> optional(List<Problem> problems) {
        var left = new ArrayList<Release>();
        for (var text : wish.without()) {
            for (var release : note(pack.release(text), problems)) {
                left.add(release);
                if (!isOptional(release.version())) {
                    problems.add(
                            Problem.of("PLAN:NOT_OPTIONAL", "this release is no optional stop")
                                    .value(release.id().text())
                                    .advice("leave out only stops that the plan calls optional"));
                }
            }
        }
        return left;
    }

    private boolean isOptional(Version version) {
        return pack.clauses().stream()
                .anyMatch(clause ->
                        clause.rule() instanceof Rule.Stop stop
                                && stop.optional()
                                && stop.at().holds(version));
    }

    private static List<Release> note(Answer<Release> answer, List<Problem> problems) {
        return switch (answer) {
            case Answer.Given<Release>(var release) -> List.of(release);
            case Answer.Refused<Release>(var wrong) -> {
                problems.addAll(wrong);
                yield List.of();
            }
        };
    }

    private static Proposal refused(Problem problem) {
        return new Proposal.Refused(List.of(problem));
    }
}
