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

/// Runs the tests of the pack, of the hops and of the operator.
public record RunChecks(String name, Stage stage) implements UpgradeStep {

    static final String NAME = "run-checks";

    RunChecks(Stage stage) {
        this(NAME, stage);
    }

    /// What the step found.
    ///
    /// @param results in the order of the checks
    public record Checked(List<Result> results) {}

    /// One check and what it answered.
    public record Result(String check, boolean passed, String answer, String expected) {}

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
        for (var result : results) {
            if (!result.passed()) {
                throw new Fault.Permanent(
                        Problem.of("CHECK:FAILED", "the test '" + result.check() + "' failed")
                                .value(Questions.last(result.answer()))
                                .expected(result.expected()));
            }
        }
        if (results.isEmpty()) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "CHECK:NONE",
                                    "no test ran, and what was not tested is not known to work")
                            .advice("Add checks to the pack or to system.yaml"));
        }
        return Outcome.of(new Checked(results));
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
