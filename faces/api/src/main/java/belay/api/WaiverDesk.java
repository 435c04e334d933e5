package belay.api;

import belay.document.Near;
import belay.document.Reason;
import belay.outside.Fault;
import belay.plan.WaiverNames;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepState;
import belay.run.Waivers.Waiver;
import belay.step.JudgeFindings;
import belay.step.LeftBehind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps who answers for what of a system, as [Belay] promises it.
final class WaiverDesk {

    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int MOST_NAMED = 20;

    private final InProcess.Person person;
    private final Desk desk;
    private final Records records;

    WaiverDesk(InProcess.Person person, Desk desk, Records records) {
        this.person = person;
        this.desk = desk;
        this.records = records;
    }

    Answer<Waiver> waive(Path system, String name, String why, Duration holds)
            throws Fault, InterruptedException {
        return switch (desk.known(system)) {
            case Answer.Refused<Desk.Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Known>(var known) -> {
                var wrong = new ArrayList<>(incomplete(why, holds));
                wrong.addAll(unasked(known, name));
                if (!wrong.isEmpty()) {
                    yield new Answer.Refused<>(wrong);
                }
                var world = records.world();
                var waiver =
                        new Waiver(
                                known.system().name(),
                                name,
                                person.name(),
                                why,
                                world.clock().instant().plus(holds));
                world.waivers().put(waiver);
                yield Answer.of(waiver);
            }
        };
    }

    private static List<Problem> incomplete(String why, Duration holds) {
        var wrong = new ArrayList<Problem>();
        if (Reason.unfilled(why)) {
            wrong.add(Reason.missing("WAIVER", why).place("--why"));
        }
        if (why.isBlank()) {
            wrong.add(
                    Problem.of("WAIVER:INCOMPLETE", "a waiver says why")
                            .expected("a reason")
                            .advice("Give it with --why"));
        }
        if (!holds.isPositive() || holds.compareTo(LONGEST) > 0) {
            wrong.add(
                    Problem.of("WAIVER:INCOMPLETE", "a waiver says until when")
                            .value(Words.duration(holds))
                            .expected("at least a day and at most 90 days")
                            .advice("Give a number of days with --days"));
        }
        return wrong;
    }

    /// Why nobody can answer for something of that name; empty if a plan can ask for it.
    ///
    /// Production is asked only where the pack knows no such name.
    private List<Problem> unasked(Desk.Known known, String name)
            throws Fault, InterruptedException {
        var ofPack = new WaiverNames(known.pack(), known.system());
        if (ofPack.has(name)) {
            return List.of();
        }
        var leftBehind = LeftBehind.names(records.world(), known.system().database());
        if (leftBehind.contains(name)) {
            return List.of();
        }
        var all = Stream.concat(leftBehind.stream(), ofPack.all().stream()).toList();
        return List.of(
                Problem.of("WAIVER:UNKNOWN", "nothing that a plan asks for has this name")
                        .value(name)
                        .expected(all.isEmpty() ? "nothing: no plan asks anybody" : names(all))
                        .advice(
                                (Near.advice(name, all)
                                                + " `belay check` shows the names that a plan asks"
                                                + " for; nothing was changed")
                                        .strip()));
    }

    private static String names(List<String> all) {
        int more = all.size() - MOST_NAMED;
        return all.stream()
                .limit(MOST_NAMED)
                .map(name -> "'" + name + "'")
                .collect(
                        Collectors.joining(
                                ", ", "one of ", more > 0 ? ", and " + more + " more" : ""));
    }

    /// Of a run that stands still at a proof that differs.
    Answer<Waiver> accept(Run run, String why) throws Fault, InterruptedException {
        if (Reason.unfilled(why)) {
            return Answer.refused(Reason.missing("ACCEPT", why).place("--why"));
        }
        if (why.isBlank()) {
            return Answer.refused(
                    Problem.of("ACCEPT:INCOMPLETE", "an acceptance says why")
                            .expected("a reason")
                            .advice("Give it with --why"));
        }
        if (run.state() != RunState.FAILED || ProofWords.proof(run).isEmpty() || !differs(run)) {
            return Answer.refused(
                    Problem.of(
                                    "ACCEPT:NOTHING",
                                    "this run does not stand still at a proof that differs")
                            .value(
                                    Words.purpose(run.order().purpose())
                                            + " "
                                            + run.id()
                                            + ", "
                                            + Words.state(run.state()))
                            .expected("a run that failed with PROOF:DIFFERS"));
        }
        var world = records.world();
        var acceptance =
                new Waiver(
                        run.system(),
                        JudgeFindings.acceptance(run.id()),
                        person.name(),
                        why,
                        world.clock().instant().plus(LONGEST));
        world.waivers().put(acceptance);
        return Answer.of(acceptance);
    }

    /// Whether it stands still at a proof that differs.
    static boolean differs(Run run) {
        return run.steps().stream()
                .anyMatch(step ->
                        step.state() instanceof StepState.Failed(_, _, var problem)
                                && problem.code().equals(JudgeFindings.DIFFERS));
    }

    Answer<List<Waiver>> holding(Path system) throws Fault, InterruptedException {
        return switch (desk.known(system)) {
            case Answer.Refused<Desk.Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Desk.Known>(var known) ->
                    Answer.of(
                            records.exist()
                                    ? records.world()
                                            .waivers()
                                            .of(
                                                    known.system().name(),
                                                    records.world().clock().instant())
                                    : List.of());
        };
    }

    Answer<List<Waiver>> withdraw(Path system, String name) throws Fault, InterruptedException {
        switch (desk.known(system)) {
            case Answer.Refused<Desk.Known>(var problems) -> {
                return new Answer.Refused<>(problems);
            }
            case Answer.Given<Desk.Known>(var known) ->
                    records.world().waivers().withdraw(known.system().name(), name);
        }
        return holding(system);
    }
}
