package belay.api;

import belay.api.Belay.Consent;
import belay.document.Near;
import belay.outside.Databases;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Backups.Backup;
import belay.run.Purpose;
import belay.run.Run;
import belay.step.Gates;
import belay.step.Itinerary;
import belay.system.SystemName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Restores backups over production.
final class RestoreDesk {

    /// As many as a refusal names.
    private static final int FEW = 3;

    private final Path home;
    private final Desk desk;
    private final Databases databases;
    private final Records records;
    private final Orders orders;

    RestoreDesk(Path home, Desk desk, Databases databases, Records records, Orders orders) {
        this.home = home;
        this.desk = desk;
        this.databases = databases;
        this.records = records;
        this.orders = orders;
    }

    Answer<Loss> lossOfRestore(Path system, String backup) throws Fault, InterruptedException {
        return switch (restoring(system, backup)) {
            case Answer.Refused<Restoring>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Restoring>(var restoring) -> Answer.of(loss(restoring));
        };
    }

    /// A backup, and the way to it.
    private record Restoring(Desk.Drawn drawn, Backup backup) {}

    private Answer<Restoring> restoring(Path system, String backup)
            throws Fault, InterruptedException {
        return switch (desk.known(system)) {
            case Answer.Refused<Desk.Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Known>(var known) ->
                    switch (found(backup, known.system().name())) {
                        case Answer.Refused<Backup>(var problems) -> new Answer.Refused<>(problems);
                        case Answer.Given<Backup>(var found) ->
                                desk.restoring(system, found)
                                        .then(drawn -> Answer.of(new Restoring(drawn, found)));
                    };
        };
    }

    private Loss loss(Restoring restoring) {
        var plan = restoring.drawn().plan();
        var taken = restoring.backup().takenAt();
        return new Loss(
                taken,
                Loss.UNKNOWN,
                (desk.down(plan.system())
                                ? "an unknown number of changes (nothing listens at "
                                        + databases.endpoint(plan.system().database())
                                        + "): "
                                : "")
                        + Loss.since(taken)
                        + (plan.system().home().isEmpty() ? "" : ", to the home too")
                        + (plan.from().equals(plan.to())
                                ? ""
                                : ", and leads from " + plan.from() + " to " + plan.to()));
    }

    Answer<Backup> found(String backup, SystemName system) throws Fault, InterruptedException {
        var known = records.exist() ? records.world().backups().of(system) : List.<Backup>of();
        return known.stream()
                .filter(one -> one.id().equals(backup))
                .findFirst()
                .map(Answer::of)
                .orElseGet(() ->
                        Answer.refused(
                                unknown(backup, system, known.stream().map(Backup::id).toList())));
    }

    private static Problem unknown(String backup, SystemName system, List<String> known) {
        return Problem.of("BACKUP:UNKNOWN", "there is no such backup")
                .value(backup)
                .expected(
                        known.isEmpty()
                                ? "a backup of " + system + "; there is none"
                                : "a backup of "
                                        + system
                                        + ", such as "
                                        + known.stream()
                                                .limit(FEW)
                                                .collect(Collectors.joining(", ")))
                .advice((Near.advice(backup, known) + " See them with: belay backups").strip());
    }

    Answer<Run> restore(Path system, String backup, Consent consent)
            throws Fault, InterruptedException {
        return switch (restoring(system, backup)) {
            case Answer.Refused<Restoring>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Restoring>(var restoring) -> restore(restoring, consent);
        };
    }

    private Answer<Run> restore(Restoring restoring, Consent consent)
            throws Fault, InterruptedException {
        var drawn = restoring.drawn();
        var notKept = Orders.notKept(drawn);
        if (notKept.isPresent()) {
            return Answer.refused(notKept.get());
        }
        var findings = Gates.check(records.world(), drawn.plan(), Purpose.RESTORE, home);
        if (!Gates.open(findings)) {
            return Orders.closed(findings);
        }
        if (consent == Consent.NOT_GIVEN) {
            return Loss.notAccepted(
                    loss(restoring),
                    "restoring this backup",
                    NextStep.command(
                            "restore",
                            List.of(
                                    drawn.file().systemFile(),
                                    restoring.backup().id(),
                                    "--accept-loss")));
        }
        var run = orders.next();
        return orders.start(
                run,
                Purpose.RESTORE,
                drawn,
                Orders.options(drawn, false, true),
                orders.itinerary(run, Purpose.RESTORE, drawn.plan())
                        .restore(
                                restoring.backup(),
                                desk.down(drawn.plan().system())
                                        ? Itinerary.Found.DOWN
                                        : Itinerary.Found.SERVING));
    }
}
