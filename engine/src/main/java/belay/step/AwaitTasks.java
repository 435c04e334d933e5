package belay.step;

import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.plan.Plan;
import belay.plan.Task;
import belay.problem.Problem;
import belay.release.Check;
import belay.release.Serving;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Asks whether what has to be so at a release is so, before the way goes on: migrations in the
/// background have finished, the next hop's checks hold.
///
/// Migrations that a hop leaves to its release are waited for as long as that release may take to
/// start; what has to be so before the first hop is only asked.
///
/// @param stage the release at which the way stands
public record AwaitTasks(String name, Stage stage) implements UpgradeStep {

    private static final Duration NOT_SERVED = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /// What the step found.
    public record Awaited(List<String> tasks) {

        public Awaited {
            tasks = List.copyOf(tasks);
        }
    }

    /// What is waited for at a release, and then what has to be so before it is left.
    static List<Task> tasks(Plan plan, int hop) {
        var tasks = new ArrayList<Task>();
        if (hop != Stage.CURRENT) {
            tasks.addAll(plan.hops().get(hop).after());
        }
        if (hop + 1 < plan.hops().size()) {
            tasks.addAll(plan.hops().get(hop + 1).before());
        }
        return tasks.stream().filter(task -> !task.byHand()).toList();
    }

    @Override
    public String title() {
        return "Ask whether the way may go on";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var plan = plan(site);
        var questions = new Questions(site, stage);
        var asked = new ArrayList<String>();
        var until = UpgradeStep.world(site).clock().instant().plus(patience(plan));
        for (var task : tasks(plan, stage.hop())) {
            for (var check : task.asked()) {
                await(site, questions, task, check, until);
            }
            asked.add(task.what());
        }
        return Outcome.of(new Awaited(asked));
    }

    private Duration patience(Plan plan) {
        if (stage.hop() == Stage.CURRENT) {
            return Duration.ZERO;
        }
        return plan.hops().get(stage.hop()).served().map(Serving::startWithin).orElse(NOT_SERVED);
    }

    private static void await(Site site, Questions questions, Task task, Check check, Instant until)
            throws Fault, InterruptedException {
        while (true) {
            var answer = questions.ask(check.question());
            if (Pattern.compile(check.expect()).matches(answer)) {
                return;
            }
            if (!UpgradeStep.world(site).clock().instant().isBefore(until)) {
                throw new Fault.Permanent(notSo(task, check, answer));
            }
            Thread.sleep(PAUSE);
        }
    }

    static Problem notSo(Task task, Check check, String answer) {
        return Problem.of("TASK:NOT_SO", "what has to be so first is not so: " + task.what())
                .value(Questions.last(answer))
                .expected(check.expect())
                .advice("Wait until it is so, or bring it about; then start again")
                .place(task.source());
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
