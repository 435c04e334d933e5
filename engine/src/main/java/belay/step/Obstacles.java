package belay.step;

import belay.document.Near;
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
import org.jspecify.annotations.Nullable;

/// The gates that the catalogue puts before a plan: known issues, requirements, what is done by
/// hand, what has to be so first.
///
/// They do not stop a rehearsal: it harms nobody, and often it is what tells whether an issue
/// applies. It says that they block production.
final class Obstacles {

    private final World world;
    private final Plan plan;
    private final Purpose purpose;
    private final List<String> asked = new ArrayList<>();
    private @Nullable List<Waiver> waivers;

    Obstacles(World world, Plan plan, Purpose purpose) {
        this.world = world;
        this.plan = plan;
        this.purpose = purpose;
    }

    List<Finding> findings() throws Fault {
        var findings = new ArrayList<Finding>();
        for (var obstacle : Obstacle.of(plan)) {
            findings.add(finding(obstacle));
        }
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

    private List<Waiver> waivers() throws Fault {
        var known = waivers;
        if (known == null) {
            known = world.waivers().of(plan.system().name(), world.clock().instant());
            waivers = known;
        }
        return known;
    }

    Finding finding(Obstacle obstacle) throws Fault {
        if (!obstacle.waiver().isEmpty()) {
            asked.add(obstacle.waiver());
        }
        var waiver =
                waivers().stream()
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

    /// Whoever misspells a name believes to have answered for something, until production is
    /// refused. To be called when all obstacles have been looked at.
    List<Finding> answeredInVain() throws Fault {
        return waivers().stream()
                .map(Waiver::code)
                .filter(code -> !JudgeFindings.isAcceptance(code) && !asked.contains(code))
                .map(code ->
                        Finding.warning(
                                "waivers",
                                ("'"
                                                + code
                                                + "' answers for nothing that this plan asks for. "
                                                + Near.advice(code, asked))
                                        .strip()))
                .toList();
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
