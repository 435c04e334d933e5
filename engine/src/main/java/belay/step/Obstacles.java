package belay.step;

import belay.outside.Fault;
import belay.plan.Obstacle;
import belay.plan.Plan;
import belay.plan.Task;
import belay.problem.Problem;
import belay.release.Check;
import belay.release.Question;
import belay.run.Purpose;
import belay.run.Waivers.Waiver;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The gates that the catalogue puts before a plan: known issues, requirements, what is done by
/// hand, what has to be so first.
///
/// They do not stop a rehearsal: it harms nobody, and often it is what tells whether an issue
/// applies. It says that they block production.
final class Obstacles {

    private final World world;
    private final Plan plan;
    private final Purpose purpose;
    private final List<Waiver> waivers;

    Obstacles(World world, Plan plan, Purpose purpose) throws Fault {
        this.world = world;
        this.plan = plan;
        this.purpose = purpose;
        this.waivers = world.waivers().of(plan.system().name(), world.clock().instant());
    }

    List<Finding> findings() throws Fault {
        var findings = new ArrayList<Finding>();
        Obstacle.of(plan).forEach(obstacle -> findings.add(finding(obstacle)));
        plan.terms().issues().stream()
                .filter(hit -> hit.accepted())
                .map(hit ->
                        Finding.warning(
                                "issues", hit.id() + " of " + hit.release() + " is accepted"))
                .forEach(findings::add);
        plan.terms().requirements().stream()
                .filter(need -> need.state().equals("unknown"))
                .map(need ->
                        Finding.warning(
                                "requirements",
                                need.release()
                                        + " needs "
                                        + need.name()
                                        + (need.node().isEmpty() ? "" : " on " + need.node())
                                        + ": nobody has said whether it is there"))
                .forEach(findings::add);
        plan.terms().unsure().stream()
                .map(problem -> Finding.warning("rules", problem.toString()))
                .forEach(findings::add);
        findings.addAll(before());
        return findings.stream().distinct().toList();
    }

    Finding finding(Obstacle obstacle) {
        var waiver =
                waivers.stream()
                        .filter(any ->
                                !obstacle.waiver().isEmpty()
                                        && any.code().equals(obstacle.waiver()))
                        .findFirst();
        return waiver.isPresent()
                ? waived(obstacle, waiver.get())
                : verdict(obstacle.kind(), obstacle.problem());
    }

    private Finding verdict(String gate, Problem problem) {
        return purpose == Purpose.PRODUCTION
                ? Finding.refused(gate, problem)
                : Finding.blocksProduction(gate, problem);
    }

    private static Finding waived(Obstacle obstacle, Waiver waiver) {
        return Finding.warning(
                obstacle.kind(),
                obstacle.waiver()
                        + ": "
                        + waiver.who()
                        + " answers for it until "
                        + waiver.until()
                        + ": "
                        + waiver.why());
    }

    // What has to be so before the first hop

    /// Only the data is asked here, of production; the product itself is asked in the run.
    private List<Finding> before() throws Fault {
        var findings = new ArrayList<Finding>();
        for (var task : AwaitTasks.tasks(plan, Stage.CURRENT)) {
            for (var check : task.asked()) {
                asked(task, check).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private Optional<Finding> asked(Task task, Check check) throws Fault {
        if (!(check.question() instanceof Question.Sql(var query))) {
            return Optional.empty();
        }
        var database = world.databases().endpoint(plan.system().database());
        var answer = world.databases().ask(database, query);
        return Optional.of(
                Pattern.compile(check.expect()).matches(answer)
                        ? Finding.ok("before", task.what() + ": so")
                        : verdict("before", AwaitTasks.notSo(task, check, answer)));
    }
}
