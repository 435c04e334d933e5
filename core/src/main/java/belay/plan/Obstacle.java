package belay.plan;

import belay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Something about a plan that keeps it from production: until it is so, until it is accepted, or
/// until somebody answers for it for a time.
///
/// @param kind `issues`, `requirements`, `tasks` or `rules`
/// @param waiver by which name somebody answers for it; empty where nobody can
public record Obstacle(String kind, String waiver, Problem problem) {

    /// Those of a plan, in the order of the way.
    public static List<Obstacle> of(Plan plan) {
        var terms = plan.terms();
        var obstacles = new ArrayList<Obstacle>();
        terms.gates().forEach(gate -> obstacles.add(new Obstacle("rules", "", gate)));
        terms.issues().stream()
                .filter(hit -> !hit.accepted())
                .map(Obstacle::issue)
                .forEach(obstacles::add);
        terms.requirements().stream()
                .filter(need -> need.state().equals("not met"))
                .map(Obstacle::requirement)
                .forEach(obstacles::add);
        Stream.concat(
                        plan.hops().stream()
                                .flatMap(hop ->
                                        Stream.concat(hop.before().stream(), hop.after().stream())
                                                .filter(Task::byHand)
                                                .map(task -> task(task, hop.release().text()))),
                        terms.hotfixes().stream().map(fix -> task(fix, plan.to().text())))
                .forEach(obstacles::add);
        return obstacles.stream().distinct().toList();
    }

    private static Obstacle issue(Reply.Hit hit) {
        return new Obstacle(
                "issues",
                hit.id(),
                Problem.of(
                                "ISSUE:OPEN",
                                hit.release()
                                        + " has the known issue "
                                        + hit.id()
                                        + ": "
                                        + hit.what())
                        .value(
                                hit.why().isEmpty()
                                        ? hit.applies()
                                        : hit.applies() + " whether " + hit.why())
                        .expected(
                                hit.fixed().isEmpty()
                                        ? ""
                                        : "a release that mends it: "
                                                + String.join(", ", hit.fixed()))
                        .advice(
                                (hit.why().isEmpty() ? "" : "Find out and say it with --set; or ")
                                        + "accept it with --allow "
                                        + hit.id()
                                        + " and rehearse that plan, or aim at another release")
                        .place(hit.source()));
    }

    /// @param node where; empty for the whole system
    static String waiver(String requirement, String node) {
        return requirement + (node.isEmpty() ? "" : " on " + node);
    }

    private static Obstacle requirement(Reply.Need need) {
        var where = need.node().isEmpty() ? "the system" : "node " + need.node();
        return new Obstacle(
                "requirements",
                waiver(need.name(), need.node()),
                Problem.of(
                                "REQUIREMENT:NOT_MET",
                                where + " lacks what " + need.release() + " needs")
                        .expected(need.name())
                        .advice(
                                (need.install().isEmpty()
                                                ? "Install " + need.name()
                                                : "Install " + need.install())
                                        + (need.reboot() ? ", which restarts the machine" : "")
                                        + ", and correct about in system.yaml")
                        .place(need.source()));
    }

    private static Obstacle task(Task task, String release) {
        return new Obstacle(
                "tasks",
                task.name(),
                Problem.of("TASK:OPEN", "this is done by hand, and nobody has answered for it yet")
                        .value(task.what())
                        .expected("somebody who sees to it on the hop to " + release)
                        .advice(
                                "belay waive SYSTEM '"
                                        + task.name()
                                        + "' --why 'done, by whom' says that it is seen to")
                        .place(task.source()));
    }
}
