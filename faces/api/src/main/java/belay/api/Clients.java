package belay.api;

import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.Step;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.step.CheckWayBack;
import belay.step.Copy;
import belay.step.FenceNewSide;
import belay.step.FenceProduction;
import belay.step.StartNode;
import belay.step.StepJson;
import belay.step.StopNode;
import belay.step.SwitchClients;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// Which side serves clients: as the journal tells it, or as [SideProbe] has found it.
public sealed interface Clients {

    /// The side that served when the run began.
    ///
    /// @param release empty where the plan names none
    /// @param address `host:port` of its database; empty where the plan cannot be read
    record Source(Purpose purpose, String release, String address) implements Clients {}

    /// The side to which the run has led clients.
    record Target(Purpose purpose, String release, String address) implements Clients {}

    /// What serves now, of a run that cannot be rolled back although it led clients elsewhere.
    sealed interface Closed extends Clients {
        Clients now();
    }

    /// A later run went back from where this one led. What serves now may be of a still later one.
    record RolledBack(Clients now, RunId by) implements Closed {}

    /// A later upgrade or restore stands on what this one made.
    record Superseded(Clients now, RunId by) implements Closed {}

    /// Nothing came after it, and still there is no way back.
    ///
    /// @param why as [InProcess] refuses the rollback
    record NoWayBack(Clients now, String why) implements Closed {}

    /// Another version of Belay has made the run, in a form that this one does not read.
    record OtherVersion(Clients now) implements Closed {}

    /// Nobody can tell.
    ///
    /// @param why as the rest of a sentence
    record Unknown(String why) implements Clients {}

    /// Nobody: clients are kept out on their way from one side to the other.
    record KeptOut(Instant since) implements Clients {}

    /// Nobody, though a side should be: it does not answer, or its product does not run.
    ///
    /// @param why what was found
    record Nobody(String why) implements Clients {}

    /// Nobody, and the description of the system is gone with it, as that of a try that is over.
    record Removed(String systemFile) implements Clients {}

    /// Both sides let clients in; they must not.
    record Both() implements Clients {}

    /// The run has nothing to do with clients, such as a job on a dump.
    record NotConcerned() implements Clients {}

    /// What serves now is what the last run left that moved clients; how an older one ended says
    /// nothing of it.
    ///
    /// @param others other runs, of any system; `run` itself may be among them
    public static Clients of(Run run, List<Run> others) {
        return switch (run.order().purpose()) {
            case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> new NotConcerned();
            case TESTING, BACKUP, PRODUCTION, RESTORE, GO_BACK ->
                    of(
                            run,
                            new Promotions(
                                    others.stream()
                                            .filter(one -> one.system().equals(run.system()))
                                            .toList(),
                                    new StepJson()),
                            others.stream()
                                    .filter(one -> one.system().equals(run.system()))
                                    .filter(one -> one.created().isAfter(run.created()))
                                    .filter(Clients::begun)
                                    .max(Comparator.comparing(Run::created))
                                    .orElse(run));
        };
    }

    private static Clients of(Run run, Promotions promotions, Run last) {
        var rollback = promotions.rollback(run);
        if (rollback.isPresent()) {
            var by = rollback.get();
            return new RolledBack(last.id().equals(by.id()) ? source(run) : sides(last), by.id());
        }
        return promotions
                .after(run)
                .<Clients>map(later -> new Superseded(sides(last), later.id()))
                .orElseGet(() -> sides(last));
    }

    /// The same about any run of the system, as somebody has looked at what the last one left.
    default Clients seen(Clients found) {
        var serving = found instanceof Closed closed ? closed.now() : found;
        return switch (this) {
            case NotConcerned _ -> this;
            case RolledBack(Source _, _)
                    when serving instanceof Target(var purpose, _, _)
                            && purpose == Purpose.GO_BACK ->
                    this;
            case RolledBack(_, var by) -> new RolledBack(serving, by);
            case Superseded(_, var by) -> new Superseded(serving, by);
            case NoWayBack(_, var why) -> new NoWayBack(serving, why);
            case OtherVersion _ -> new OtherVersion(serving);
            case Source _, Target _, KeptOut _, Nobody _, Removed _, Both _, Unknown _ -> serving;
        };
    }

    /// The side that served when `run` began.
    static Clients source(Run run) {
        var purpose = run.order().purpose();
        return purpose == Purpose.GO_BACK
                ? new Source(purpose, to(run), newAddress(run))
                : new Source(purpose, from(run), oldAddress(run));
    }

    /// The side to which `run` leads.
    static Clients target(Run run) {
        var purpose = run.order().purpose();
        return purpose == Purpose.GO_BACK
                ? new Target(purpose, from(run), oldAddress(run))
                : new Target(purpose, to(run), newAddress(run));
    }

    /// Where production was before the upgrade or the restore, as `system.yaml` named it.
    private static String oldAddress(Run run) {
        return plan(run).map(plan -> plan.system().database().address()).orElse("");
    }

    /// Where the product is led, in the same words as [belay.step.SwitchClients] writes them.
    private static String newAddress(Run run) {
        return run.steps().stream()
                .filter(step -> kind(step, SwitchClients.class) || kind(step, CheckWayBack.class))
                .flatMap(step -> step(step).stream())
                .map(step ->
                        step instanceof CheckWayBack(var how)
                                ? how.stage().copy()
                                : ((SwitchClients) step).how().stage().copy())
                .findFirst()
                .filter(Copy.Server.class::isInstance)
                .map(copy -> ((Copy.Server) copy).place().address())
                .orElseGet(() -> oldAddress(run));
    }

    /// Whether it has begun to keep clients out.
    public static boolean begun(Run run) {
        return run.steps().stream()
                .anyMatch(step -> keepsOut(step) && step.state().startedAt().isPresent());
    }

    private static Clients sides(Run run) {
        boolean opened = run.steps().stream().filter(Clients::letsIn).allMatch(Clients::done);
        if (run.committed() && opened) {
            return target(run);
        }
        return run.steps().stream()
                .filter(Clients::keepsOut)
                .filter(step -> !(step.undo() instanceof UndoState.Undone))
                .flatMap(step -> step.state().startedAt().stream())
                .findFirst()
                .<Clients>map(KeptOut::new)
                .orElse(source(run));
    }

    private static boolean done(StepRecord step) {
        return step.state() instanceof StepState.Done;
    }

    private static boolean letsIn(StepRecord step) {
        return step.part().commits()
                || (kind(step, StartNode.class)
                        && step(step)
                                .filter(read ->
                                        read instanceof StartNode(_, var stage)
                                                && stage.production())
                                .isPresent());
    }

    /// Empty where another version of Belay wrote it.
    private static Optional<Step> step(StepRecord record) {
        try {
            return Optional.of(new StepJson().read(record.part().step()));
        } catch (JacksonException other) {
            return Optional.empty();
        }
    }

    private static boolean keepsOut(StepRecord step) {
        return kind(step, FenceProduction.class)
                || kind(step, FenceNewSide.class)
                || (kind(step, StopNode.class) && step(step).filter(Step::opensPause).isPresent());
    }

    private static boolean kind(StepRecord step, Class<?> kind) {
        return step.part().kind().equals(kind.getSimpleName());
    }

    private static String from(Run run) {
        return plan(run).map(plan -> plan.from().text()).orElse("");
    }

    private static String to(Run run) {
        return plan(run).map(plan -> plan.to().text()).orElse("");
    }

    private static Optional<Plan> plan(Run run) {
        try {
            return Optional.of(PlanJson.read(run.order().plan()));
        } catch (JacksonException none) {
            return Optional.empty();
        }
    }

    /// Whether clients are served by the release that an upgrade or a restore leads to.
    default boolean upgraded() {
        return switch (this) {
            case Target(var purpose, _, _) -> purpose != Purpose.GO_BACK;
            case Source(var purpose, _, _) -> purpose == Purpose.GO_BACK;
            case NoWayBack(var now, _) -> now.upgraded();
            case RolledBack _, Superseded _, OtherVersion _ -> false;
            case KeptOut _, Nobody _, Removed _, Both _, Unknown _, NotConcerned _ -> false;
        };
    }

    /// Whether the release runs that ran before any upgrade of this plan.
    default boolean asBefore() {
        return switch (this) {
            case Target _, Source _ -> !upgraded();
            case RolledBack(var now, _) -> now instanceof Source && now.asBefore();
            case NoWayBack(var now, _) -> now.asBefore();
            case Superseded _, OtherVersion _ -> false;
            case NotConcerned _ -> true;
            case KeptOut _, Nobody _, Removed _, Both _, Unknown _ -> false;
        };
    }

    /// One sentence; empty where clients are not concerned.
    default String sentence() {
        return switch (this) {
            case Source(var purpose, var release, var address) ->
                    "Clients are served by " + source(purpose) + at(release, address) + ".";
            case Target(var purpose, var release, var address) ->
                    "Clients are served by " + target(purpose) + at(release, address) + ".";
            case RolledBack(var now, var by) ->
                    now.sentence() + " This run was rolled back by run " + by + ".";
            case Superseded(var now, var by) ->
                    now.sentence()
                            + " This run cannot be rolled back before run "
                            + by
                            + ", which came after it.";
            case NoWayBack(var now, var why) ->
                    now.sentence()
                            + " This run cannot be rolled back: "
                            + Words.visible(why)
                            + (why.endsWith(".") ? "" : ".");
            case OtherVersion(var now) ->
                    now.sentence() + " Another version of Belay has made this run.";
            case Unknown(var why) ->
                    "Which side serves clients is not known: " + Words.visible(why) + ".";
            case KeptOut(var since) ->
                    "No clients are served: they are kept out since " + Words.moment(since) + ".";
            case Nobody(var why) ->
                    "No clients are served: " + Words.visible(why) + (why.endsWith(".") ? "" : ".");
            case Removed(var file) ->
                    "This system is not here any more: " + Words.visible(file) + " is gone.";
            case Both() -> "Both sides let clients in, the old one and the new one.";
            case NotConcerned() -> "";
        };
    }

    /// A rehearsal and a backup have one side only.
    private static String source(Purpose purpose) {
        return switch (purpose) {
            case GO_BACK -> "the new side, which is being rolled back";
            case PRODUCTION, RESTORE -> "the old side";
            case TESTING, BACKUP, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> "production";
        };
    }

    private static String target(Purpose purpose) {
        return switch (purpose) {
            case GO_BACK -> "the old side again";
            case RESTORE -> "the restored backup";
            case TESTING, PRODUCTION, BACKUP, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION ->
                    "the new side";
        };
    }

    private static String at(String release, String address) {
        return (release.isEmpty() ? "" : ", release " + Words.visible(release))
                + (address.isEmpty() ? "" : ", at " + Words.visible(address));
    }
}
