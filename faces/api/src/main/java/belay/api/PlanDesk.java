package belay.api;

import belay.outside.Fault;
import belay.plan.Plan;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Purpose;
import belay.run.RunIds;
import belay.step.Finding;
import belay.step.Gates;
import belay.step.Itinerary;
import belay.step.NewAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Plans, and tells whether a plan could be carried out now.
final class PlanDesk {

    private final Path home;
    private final Desk desk;
    private final Records records;
    private final RunIds ids;

    PlanDesk(Path home, Desk desk, Records records, RunIds ids) {
        this.home = home;
        this.desk = desk;
        this.records = records;
        this.ids = ids;
    }

    Answer<Outlook> plan(Wanted wanted) throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) -> {
                var outlook = outlook(drawn);
                var tooShort = outlook.tooShort();
                yield !drawn.file().wish().window().isEmpty() && tooShort.isPresent()
                        ? Answer.refused(tooShort.get())
                        : Answer.of(outlook);
            }
        };
    }

    private Outlook outlook(Desk.Drawn drawn) throws Fault, InterruptedException {
        var plan = drawn.plan();
        // An estimate takes no ports: nothing of it is carried out.
        var steps = new Itinerary(ids.next(), Purpose.PRODUCTION, plan, home, () -> 0).production();
        var known = records.exist();
        var declared = Estimates.declared(plan.terms());
        return new Outlook(
                drawn.file(),
                drawn.known().pack().directory().toString(),
                known
                        ? new Estimates(records.timings())
                                .of(plan.system().name(), Purpose.PRODUCTION, steps, declared)
                        : Estimates.nothingKnown(steps, declared),
                drawn.routes().stream()
                        .flatMap(found ->
                                Stream.concat(
                                        found.findings().stream(),
                                        NewAddress.unled(plan, found).stream()))
                        .toList(),
                known
                        ? records.world().rehearsals().latest(plan.rehearsalHash()).stream()
                                .toList()
                        : List.of(),
                drawn.replies(),
                drawn.changes());
    }

    Answer<Checked> check(Wanted wanted) throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) ->
                    Answer.of(new Checked(outlook(drawn), findings(drawn, Purpose.PRODUCTION)));
        };
    }

    /// Every gate, and whether a saved plan still is what would be planned.
    List<Finding> findings(Desk.Drawn drawn, Purpose purpose) throws Fault, InterruptedException {
        var findings = new ArrayList<Finding>();
        if (!drawn.changes().isEmpty()) {
            findings.add(
                    new Finding("plan", Finding.Verdict.REFUSED, "stale", List.of(stale(drawn))));
        }
        findings.addAll(Gates.check(records.world(), drawn.plan(), purpose, home));
        if (purpose == Purpose.PRODUCTION && !drawn.plan().terms().window().isEmpty()) {
            findings.add(window(outlook(drawn)));
        }
        return findings;
    }

    private static Finding window(Outlook outlook) {
        return outlook.tooShort()
                .map(problem -> Finding.refused("window", problem))
                .orElseGet(() ->
                        outlook.estimate().duration().isEmpty()
                                ? Finding.warning(
                                        "window", "nothing tells how long the upgrade may last")
                                : Finding.ok("window", "long enough"));
    }

    static Problem stale(Desk.Drawn drawn) {
        return Problem.of("PLAN:STALE", "the saved plan is not what would be planned today")
                .value(String.join("; ", drawn.changes()))
                .expected("plan " + shortHash(drawn.plan()))
                .advice("Plan again and rehearse the new plan");
    }

    private static String shortHash(Plan plan) {
        return plan.hash().substring(0, 12);
    }
}
