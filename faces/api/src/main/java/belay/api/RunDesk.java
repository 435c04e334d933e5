package belay.api;

import belay.outside.Databases;
import belay.outside.Fault;
import belay.outside.Host;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Refusals;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepCodec;
import belay.step.Options;
import belay.system.SystemName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells how runs stand, and passes on what a person asks of one.
final class RunDesk {

    /// As many as a refusal names.
    private static final int FEW = 3;

    private final String by;
    private final Databases databases;
    private final Host host;
    private final Records records;
    private final OldSide oldSide;
    private final CleanDesk cleaning;
    private final StepCodec codec;

    /// @param by who asks
    RunDesk(
            String by,
            Databases databases,
            Host host,
            Records records,
            OldSide oldSide,
            CleanDesk cleaning,
            StepCodec codec) {
        this.by = by;
        this.databases = databases;
        this.host = host;
        this.records = records;
        this.oldSide = oldSide;
        this.cleaning = cleaning;
        this.codec = codec;
    }

    Answer<Run> run(RunId run) throws Fault, InterruptedException {
        Optional<Run> found = records.exist() ? records.journal().find(run) : Optional.empty();
        if (found.isEmpty()) {
            return Answer.refused(Refusals.unknown(run, runs(FEW)));
        }
        return unread(found.get())
                .<Answer<Run>>map(Answer::refused)
                .orElseGet(() -> Answer.of(found.get()));
    }

    Optional<Problem> unread(Run run) {
        return new OtherVersion(codec).recorded(run);
    }

    Answer<Standing> standing(RunId run) throws Fault, InterruptedException {
        return switch (run(run)) {
            case Answer.Refused<Run>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Run>(var found) -> Answer.of(standing(found));
        };
    }

    /// While a worker carries it, the journal knows best, and a look would only be in its way.
    Standing standing(Run run) throws Fault, InterruptedException {
        var later = Promotions.since(records.journal(), run);
        var told =
                new Standing(
                        run,
                        Clients.of(run, later),
                        records.journal().carrier(run.id()),
                        records.watches().of(run.id()).stream().toList());
        var last = later.stream().filter(Clients::begun).findFirst().orElse(run);
        boolean still = last.id().equals(run.id()) ? told.still() : still(last);
        return still ? told.seen(wayBack(run, told.clients().seen(looked(last, later)))) : told;
    }

    /// A rollback that is offered is not refused when it is asked for: what has become of the old
    /// side is looked at, too.
    private Clients wayBack(Run run, Clients found) {
        boolean offered =
                Promotions.moves(run)
                        && Promotions.switched(run)
                        && (run.state() == RunState.DONE || run.state() == RunState.FAILED);
        return switch (found) {
            case Clients.Source _, Clients.Target _ when offered -> closed(run, found);
            case Clients.KeptOut _, Clients.Nobody _, Clients.Both _ when offered ->
                    closed(run, found);
            case Clients.Source _, Clients.Target _, Clients.KeptOut _ -> found;
            case Clients.Nobody _, Clients.Both _, Clients.Removed _ -> found;
            case Clients.Closed _, Clients.Unknown _, Clients.NotConcerned _ -> found;
        };
    }

    private Clients closed(Run run, Clients found) {
        try {
            // That nothing has come after it, the journal has told.
            var moved = oldSide.elsewhere(run);
            return (moved.isPresent() ? moved : oldSide.noOldSide(run))
                    .<Clients>map(problem -> new Clients.NoWayBack(found, told(problem)))
                    .orElse(found);
        } catch (Fault fault) {
            return new Clients.NoWayBack(found, told(fault.problem()));
        }
    }

    private static String told(Problem problem) {
        return problem.reason() + (problem.value().isEmpty() ? "" : ", found " + problem.value());
    }

    private Clients looked(Run last, List<Run> history) throws Fault {
        var unread = unread(last);
        if (unread.isPresent()) {
            return new Clients.Unknown(unread.get().reason());
        }
        var found = new SideProbe(databases, host).seen(last, Clients.of(last, history));
        return found instanceof Clients.Nobody ? removed(last).orElse(found) : found;
    }

    /// Nobody serves a system that is described nowhere any more.
    private Optional<Clients> removed(Run last) throws Fault {
        var description = Options.read(last.order().options()).systemFile();
        return description.isEmpty() || host.exists(Path.of(description))
                ? Optional.empty()
                : Optional.of(new Clients.Removed(description));
    }

    /// Whether nobody carries on the run that has moved clients last.
    private boolean still(Run last) throws Fault, InterruptedException {
        return new Standing(
                        last,
                        new Clients.NotConcerned(),
                        records.journal().carrier(last.id()),
                        List.of())
                .still();
    }

    /// What goes wrong with a run that has moved clients is told after which side serves them.
    <T> Answer<T> sided(RunId id, Act<T> act) throws Fault, InterruptedException {
        try {
            return switch (act.take()) {
                case Answer.Refused<T>(var problems) -> {
                    var all = new ArrayList<>(problems);
                    all.set(0, sided(id, problems.getFirst()));
                    yield new Answer.Refused<>(all);
                }
                case Answer.Given<T> given -> given;
            };
        } catch (Fault.Transient fault) {
            throw new Fault.Transient(sided(id, fault.problem()), fault);
        } catch (Fault.Permanent fault) {
            throw new Fault.Permanent(sided(id, fault.problem()), fault);
        }
    }

    private Problem sided(RunId id, Problem problem) throws Fault, InterruptedException {
        if (!(run(id) instanceof Answer.Given<Run>(var run)) || !Clients.begun(run)) {
            return problem;
        }
        var reason = problem.reason();
        var serving = standing(run).clients().sentence();
        return new Problem(
                problem.code(),
                // Whoever serves nobody may not answer for the same reason.
                serving.contains(reason)
                        ? serving
                        : serving
                                + " "
                                + reason.substring(0, 1).toUpperCase(Locale.ROOT)
                                + reason.substring(1),
                problem.value(),
                problem.expected(),
                problem.advice(),
                problem.place());
    }

    List<Run> runs(int limit) throws Fault, InterruptedException {
        return records.exist() ? records.journal().history(limit) : List.of();
    }

    List<Run> runs(SystemName system, int limit) throws Fault, InterruptedException {
        return records.exist() ? records.journal().history(system, limit) : List.of();
    }

    Answer<Run> cancel(RunId run) throws Fault, InterruptedException {
        return sided(
                run, () -> known(run, () -> records.worked(records.journal().cancel(run, by))));
    }

    Answer<Run> halt(RunId run) throws Fault, InterruptedException {
        return sided(run, () -> known(run, () -> records.journal().halt(run, by)));
    }

    Answer<Run> resume(RunId run) throws Fault, InterruptedException {
        return sided(
                run, () -> known(run, () -> records.worked(records.journal().resume(run, by))));
    }

    Answer<Run> abandon(RunId run) throws Fault, InterruptedException {
        var answer = sided(run, () -> known(run, () -> records.journal().abandon(run, by)));
        if (answer instanceof Answer.Given<Run>(var abandoned)) {
            cleaning.dropSlot(abandoned);
        }
        return answer;
    }

    @FunctionalInterface
    interface Act<T> {
        Answer<T> take() throws Fault, InterruptedException;
    }

    private Answer<Run> known(RunId run, Act<Run> act) throws Fault, InterruptedException {
        return switch (run(run)) {
            case Answer.Refused<Run> unknown -> unknown;
            case Answer.Given<Run> _ -> act.take();
        };
    }
}
