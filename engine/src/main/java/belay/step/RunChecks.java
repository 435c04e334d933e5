package belay.step;

import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.Check;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs the tests of the pack, of the hops and of the operator, all of them.
///
/// @param judged whether a later step decides by what is found here; else a test that failed ends
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
            return results.isEmpty()
                    ? List.of(
                            Problem.of(
                                            "CHECK:NONE",
                                            "no test ran, and what was not tested is not known to"
                                                    + " work")
                                    .advice("Add checks to the pack or to system.yaml"))
                    : results.stream()
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
        var questions = new Questions(site, stage);
        var results = new ArrayList<Result>();
        for (var check : checks(site)) {
            results.add(result(check, questions));
        }
        var checked = new Checked(results);
        if (!judged && !checked.problems().isEmpty()) {
            throw new Fault.Permanent(together(checked.problems()));
        }
        return Outcome.of(checked);
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

    private List<Check> checks(Site site) {
        var plan = plan(site);
        return Stream.of(
                        plan.checks().stream(),
                        plan.hops().stream()
                                .skip(Math.max(0, plan.hops().size() - 1))
                                .flatMap(hop -> hop.checks().stream()))
                .flatMap(checks -> checks)
                .filter(check -> stage.canAnswer(check.question()))
                .toList();
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
