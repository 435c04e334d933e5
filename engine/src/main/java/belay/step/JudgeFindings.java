package belay.step;

import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.proof.Difference;
import belay.run.Outcome;
import belay.run.RunId;
import belay.run.Site;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.Undo;
import belay.run.Waivers.Waiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides by everything that the steps before it have put on record: facts that no longer hold,
/// tests that failed, data that differ.
///
/// What was found is read from the journal, where it is written once; a run that is resumed finds
/// the same and stands still at the same place, until it is rolled back or a person accepts the
/// differences by name.
///
/// @param name tells it from others of the run
/// @param whole whether every table must have been compared by now
/// @param accepted why differences that no hop declares do not end the run; empty if they do
public record JudgeFindings(String name, boolean whole, String accepted) implements UpgradeStep {

    static final String BEFORE_OPENING = "judge-before-opening";
    static final String LAST = "judge-findings";

    /// The code of the problem with which a run stands still.
    public static final String DIFFERS = "PROOF:DIFFERS";

    private static final int MOST_NAMED = 5;

    /// What the step found.
    ///
    /// @param by who has accepted the differences; empty if nobody had to
    public record Judged(int differences, int notProved, String by, String why) {}

    /// Under which the acceptance of what a run has found is on record.
    public static String acceptance(RunId run) {
        return DIFFERS + " " + run;
    }

    static boolean isAcceptance(String waiver) {
        return waiver.startsWith(DIFFERS + " ");
    }

    @Override
    public String title() {
        return "Decide by what was found";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var others = others(site);
        var differences = differences(site);
        var acceptance = differences.isEmpty() ? Optional.<Waiver>empty() : acceptance(site);
        boolean refused = !differences.isEmpty() && acceptance.isEmpty() && accepted.isEmpty();
        if (!others.isEmpty() || refused) {
            throw new Fault.Permanent(problem(site, others, refused ? differences : List.of()));
        }
        acceptance.ifPresent(by ->
                site.notes().add(by.who() + " accepts " + count(differences) + ": " + by.why()));
        if (acceptance.isEmpty() && !differences.isEmpty()) {
            site.notes().add(count(differences) + " that no hop declares accepted: " + accepted);
        }
        return Outcome.of(
                new Judged(
                        differences.size(),
                        proved(site).map(one -> one.proof().notProved().size()).orElse(0),
                        acceptance.map(Waiver::who).orElse(""),
                        acceptance.map(Waiver::why).orElse(accepted)));
    }

    private Optional<Waiver> acceptance(Site site) throws Fault {
        var world = world(site);
        return world.waivers().of(site.run().system(), world.clock().instant()).stream()
                .filter(waiver -> waiver.code().equals(acceptance(site.run().id())))
                .findFirst();
    }

    /// The last proof speaks for those before it.
    private static Optional<ProveData.Proved> proved(Site site) {
        return Stream.of(ProveData.NAME, ProveBeforeOpening.NAME)
                .flatMap(step -> site.run().step(step).stream())
                .filter(step -> step.state() instanceof StepState.Done)
                .map(step -> step.outcome().as(ProveData.Proved.class))
                .findFirst();
    }

    private List<String> differences(Site site) {
        var words = new ArrayList<String>();
        proved(site)
                .ifPresent(proved -> {
                    proved.proof().differences().stream()
                            .map(found -> found + Mentions.of(plan(site).hops(), found.table()))
                            .forEach(words::add);
                    words.addAll(proved.sequencesBehind());
                    if (whole && words.isEmpty() && proved.proof().compared().isEmpty()) {
                        words.add("no table was compared");
                    }
                });
        return words;
    }

    /// Of facts and tests, in the order of their steps.
    private static List<Problem> others(Site site) {
        var problems = new ArrayList<Problem>();
        for (var step : site.run().steps()) {
            if (step.state() instanceof StepState.Done) {
                if (step.part().kind().equals(AskFacts.class.getSimpleName())) {
                    problems.addAll(told(step).problems());
                } else if (step.part().kind().equals(RunChecks.class.getSimpleName())) {
                    problems.addAll(checked(step).problems());
                }
            }
        }
        return problems;
    }

    private static AskFacts.Told told(StepRecord step) {
        return step.outcome().as(AskFacts.Told.class);
    }

    private static RunChecks.Checked checked(StepRecord step) {
        return step.outcome().as(RunChecks.Checked.class);
    }

    /// One problem is told as it is; several as what they have in common.
    private static Problem problem(Site site, List<Problem> others, List<String> differences) {
        var problems = new ArrayList<>(others);
        if (!differences.isEmpty()) {
            problems.add(differs(site, differences));
        }
        if (problems.size() == 1) {
            return problems.getFirst();
        }
        return Problem.of(
                        problems.getLast().code(),
                        "what was found does not let the run go on: "
                                + problems.size()
                                + " findings")
                .value(list(problems.stream().map(JudgeFindings::sentence).toList()))
                .advice(problems.getLast().advice());
    }

    private static String sentence(Problem problem) {
        return problem.reason()
                + (problem.value().isEmpty()
                        ? ""
                        : " (found " + problem.value().replace("\n", "\n  "))
                + (problem.expected().isEmpty() || problem.value().isEmpty()
                        ? ""
                        : ", expected " + problem.expected())
                + (problem.value().isEmpty() ? "" : ")");
    }

    private static Problem differs(Site site, List<String> differences) {
        var declarations =
                proved(site).stream()
                        .flatMap(proved -> proved.proof().differences().stream())
                        .map(Difference::declaration)
                        .distinct()
                        .toList();
        var hops = plan(site).hops().stream().map(hop -> hop.release().text()).toList();
        return differs(differences, declarations, hops, way(site));
    }

    /// @param declarations as they stand in a pack
    /// @param hops releases to which the run has led
    /// @param way what else can be done, as the end of the advice
    static Problem differs(
            List<String> differences, List<String> declarations, List<String> hops, String way) {
        var those = hops.size() == 1 ? "the hop to " : "the hops to ";
        return Problem.of(DIFFERS, "the data is not the old data: " + count(differences))
                .value(list(differences))
                .expected("only the differences that the hops declare")
                .advice(
                        "Look at what "
                                + those
                                + String.join(", ", hops)
                                + " did"
                                + declare(declarations, hops)
                                + way);
    }

    private static String declare(List<String> declarations, List<String> hops) {
        return declarations.isEmpty()
                ? ""
                : ". What is right is declared in the pack, at "
                        + (hops.size() == 1 ? "that hop" : "the hop that made it")
                        + ":\n    changes:\n"
                        + declarations.stream()
                                .limit(MOST_NAMED)
                                .map(entry -> "      - " + entry)
                                .collect(Collectors.joining("\n"))
                        + (declarations.size() > MOST_NAMED
                                ? "\n      # the evidence has "
                                        + (declarations.size() - MOST_NAMED)
                                        + " more"
                                : "");
    }

    /// One in a line; a single one without a dash.
    private static String list(List<String> lines) {
        if (lines.size() == 1) {
            return lines.getFirst();
        }
        int more = lines.size() - MOST_NAMED;
        return lines.stream()
                        .limit(MOST_NAMED)
                        .map(line -> "- " + line)
                        .collect(Collectors.joining("\n"))
                + (more > 0 ? "\n- and " + more + " more" : "");
    }

    /// Only after the opening is there a choice.
    private static String way(Site site) {
        return site.run().committed()
                ? "\nThe new side serves clients. To go back: belay rollback "
                        + site.run().id()
                        + "\nTo answer for the differences by name: belay accept "
                        + site.run().id()
                        + " --why 'the reason'\nand then: belay resume "
                        + site.run().id()
                : "";
    }

    private static String count(List<String> differences) {
        return differences.size() + (differences.size() == 1 ? " difference" : " differences");
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
