package belay.api;

import belay.api.Belay.Keep;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Backups.Backup;
import belay.run.Purpose;
import belay.run.Run;
import belay.step.Gates;
import java.nio.file.Path;
import java.util.ArrayList;

/// Orders backups, rehearsals and upgrades.
final class UpgradeDesk {

    private final Desk desk;
    private final PlanDesk plans;
    private final RestoreDesk restores;
    private final Orders orders;

    UpgradeDesk(Desk desk, PlanDesk plans, RestoreDesk restores, Orders orders) {
        this.desk = desk;
        this.plans = plans;
        this.restores = restores;
        this.orders = orders;
    }

    Answer<Run> backup(Path system) throws Fault, InterruptedException {
        return switch (desk.standing(system)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) -> {
                var run = orders.next();
                var steps = orders.itinerary(run, Purpose.BACKUP, drawn.plan()).backup();
                yield orders.start(
                        run, Purpose.BACKUP, drawn, Orders.options(drawn, false, false), steps);
            }
        };
    }

    Answer<Run> rehearse(Wanted wanted, String backup, Keep keep)
            throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) when !drawn.changes().isEmpty() ->
                    Answer.refused(PlanDesk.stale(drawn));
            case Answer.Given<Desk.Drawn>(var drawn) -> rehearse(drawn, backup, keep);
        };
    }

    private Answer<Run> rehearse(Desk.Drawn drawn, String backup, Keep keep)
            throws Fault, InterruptedException {
        var findings = plans.findings(drawn, Purpose.TESTING);
        if (!Gates.open(findings)) {
            return Orders.closed(findings);
        }
        var backups = new ArrayList<Backup>();
        if (!backup.isEmpty()) {
            switch (restores.found(backup, drawn.plan().system().name())) {
                case Answer.Refused<Backup>(var problems) -> {
                    return new Answer.Refused<>(problems);
                }
                case Answer.Given<Backup>(var found) -> backups.add(found);
            }
        }
        var run = orders.next();
        return orders.start(
                run,
                Purpose.TESTING,
                drawn,
                Orders.options(drawn, keep == Keep.COPY, false),
                orders.itinerary(run, Purpose.TESTING, drawn.plan()).rehearsal(backups));
    }

    Answer<Run> upgrade(Wanted wanted) throws Fault, InterruptedException {
        return switch (desk.draw(wanted)) {
            case Answer.Refused<Desk.Drawn>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Drawn>(var drawn) when !drawn.changes().isEmpty() ->
                    Answer.refused(PlanDesk.stale(drawn));
            case Answer.Given<Desk.Drawn>(var drawn) -> upgrade(drawn);
        };
    }

    private Answer<Run> upgrade(Desk.Drawn drawn) throws Fault, InterruptedException {
        var notKept = Orders.notKept(drawn);
        if (notKept.isPresent()) {
            return Answer.refused(notKept.get());
        }
        var findings = plans.findings(drawn, Purpose.PRODUCTION);
        if (!Gates.open(findings)) {
            return Orders.closed(findings);
        }
        var run = orders.next();
        return orders.start(
                run,
                Purpose.PRODUCTION,
                drawn,
                Orders.options(drawn, false, false),
                orders.itinerary(run, Purpose.PRODUCTION, drawn.plan()).production());
    }
}
