package belay.step;

import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.plan.Plan;
import belay.problem.Problem;
import belay.release.Check;
import belay.release.Question;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs the checks of the pack and of the operator on the upgraded product, all of them; those of
/// the hops have run after their hops.
///
/// @param judged whether a later step decides by what is found here; else a check that failed ends
///   the run at once
public record RunChecks(String name, Stage stage, boolean judged) implements UpgradeStep {

    static final String NAME = "run-checks";

    RunChecks(Stage stage) {
        this(NAME, stage);
    }

    RunChecks(String name, Stage stage) {
        this(name, stage, false);
    }

    static RunChecks judged(Stage stage) {
        return new RunChecks(NAME, stage, true);
    }

    /// What the step found.
    ///
    /// @param results in the order of the checks
    public record Checked(List<Result> results) {

        public Checked {
            results = List.copyOf(results);
        }

        List<Problem> problems() {
            return results.stream()
                    .filter(result -> !result.passed())
                    .map(Result::problem)
                    .toList();
        }
    }

    /// One check and what it answered.
    public record Result(String check, boolean passed, String answer, String expected) {

        private Problem problem() {
            return Problem.of("CHECK:FAILED", "the test '" + check + "' failed")
                    .value(answer)
                    .expected(expected);
        }
    }

    @Override
    public String title() {
        return name.equals(NAME) ? "Run the tests" : "Run the tests on the copy";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var plan = plan(site);
        if (countable(plan, stage) == 0) {
            throw new Fault.Permanent(none());
        }
        return Outcome.of(asked(site, stage, plan.checks(), judged));
    }

    /// How many checks there are at all, those of the hops included.
    static long countable(Plan plan, Stage stage) {
        return Stream.concat(
                        plan.checks().stream(),
                        plan.hops().stream().flatMap(hop -> hop.checks().stream()))
                .filter(check -> stage.canAnswer(check.question()))
                .count();
    }

    /// Told before anything is loaded: a sandbox holds a database and no product to ask.
    public static Optional<Problem> noneInSandbox(Plan plan) {
        boolean some =
                Stream.concat(
                                plan.checks().stream(),
                                plan.hops().stream().flatMap(hop -> hop.checks().stream()))
                        .anyMatch(check -> check.question() instanceof Question.Sql);
        return some ? Optional.empty() : Optional.of(none());
    }

    static Problem none() {
        return Problem.of(
                        "CHECK:NONE",
                        "neither the pack nor the system has a check, and what was not checked is not known to work")
                .advice("Add checks to the pack or to system.yaml");
    }

    /// All are asked before those that failed are told.
    static Checked asked(Site site, Stage stage, List<Check> checks, boolean judged)
            throws Fault, InterruptedException {
        var questions = new Questions(site, stage);
        var results = new ArrayList<Result>();
        for (var check : checks) {
            if (stage.canAnswer(check.question())) {
                results.add(result(check, questions));
            }
        }
        var checked = new Checked(results);
        if (!judged && !checked.problems().isEmpty()) {
            throw new Fault.Permanent(together(checked.problems()));
        }
        return checked;
    }

    private static Problem together(List<Problem> problems) {
        var first = problems.getFirst();
        return problems.size() == 1
                ? first
                : new Problem(
                        first.code(),
                        problems.size()
                                + " tests failed: "
                                + String.join(
                                        "; ", problems.stream().map(Problem::reason).toList()),
                        first.value(),
                        first.expected(),
                        first.advice(),
                        first.place());
    }

    private static Result result(Check check, Questions questions)
            throws Fault, InterruptedException {
        String answer;
        try {
            answer = questions.ask(check.question());
        } catch (Fault.Permanent fault) {
            return new Result(check.name(), false, fault.problem().toString(), check.expect());
        }
        return new Result(
                check.name(),
                Pattern.compile(check.expect()).matches(answer),
                Questions.last(answer),
                check.expect());
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
