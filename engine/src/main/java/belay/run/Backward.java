package belay.run;

import belay.outside.Fault;
import java.util.List;

/// Takes steps back, last first, each as an act of its own that is journalled and can be tried
/// again.
final class Backward {

    private final Hold hold;
    private final Watch watch;
    private final Ports ports;
    private final List<Step> steps;

    Backward(Hold hold, Watch watch, Ports ports, List<Step> steps) {
        this.hold = hold;
        this.watch = watch;
        this.ports = ports;
        this.steps = steps;
    }

    void whole(Run run, Heading.Cause cause) throws Fault, InterruptedException {
        boolean clean = takeBack(run, 0);
        var end =
                switch (cause) {
                    case FAULT -> RunState.UNDONE;
                    case CANCEL -> RunState.CANCELLED;
                };
        hold.journal().ended(hold.claim(), clean ? end : RunState.FAILED);
    }

    void anew(Run run, int from) throws Fault, InterruptedException {
        if (takeBack(run, from)) {
            hold.journal().forgotten(hold.claim(), from);
        } else if (run.heading() instanceof Heading.Anew(_, var why)) {
            hold.journal().turned(hold.claim(), new Heading.Back(why, Heading.Cause.FAULT));
        }
    }

    /// What cannot be taken back is recorded and shown; the others are taken back all the same,
    /// unless what is stuck has to be taken back first.
    ///
    /// @return whether nothing is left
    private boolean takeBack(Run run, int from) throws Fault, InterruptedException {
        boolean clean = true;
        for (var record : run.steps().subList(from, run.steps().size()).reversed()) {
            boolean left = record.state().started() && !(record.undo() instanceof UndoState.Undone);
            if (left) {
                boolean back = takeBack(run, record);
                if (!back && steps.get(record.ordinal()).takenBackFirst()) {
                    return false;
                }
                clean &= back;
            }
        }
        return clean;
    }

    private boolean takeBack(Run run, StepRecord record) throws Fault, InterruptedException {
        return switch (steps.get(record.ordinal()).undo()) {
            case Undo.Nothing(var why) -> {
                hold.journal().undone(hold.claim(), record.ordinal(), why);
                yield true;
            }
            case Undo.By(var act) -> takeBack(run, record, act);
        };
    }

    private boolean takeBack(Run run, StepRecord record, Undo.Act act)
            throws Fault, InterruptedException {
        var voice = new Voice(hold, record.ordinal());
        var site = new Site(ports, run, hold.fence(), voice, voice);
        Watch.Work<Boolean> work =
                () -> {
                    act.undo(site, record.outcome());
                    return true;
                };
        return switch (watch.patiently(work, voice, Watch.Alarm.NONE, () -> true)) {
            case Ended.Well<Boolean> _ -> {
                hold.journal().undone(hold.claim(), record.ordinal(), "");
                yield true;
            }
            case Ended.Faulted<Boolean>(Fault.Superseded superseded) -> throw superseded;
            case Ended.Faulted<Boolean>(var fault) -> {
                hold.journal().stuck(hold.claim(), record.ordinal(), fault.problem());
                yield false;
            }
            case Ended.Broken<Boolean>(var bug) -> {
                var problem = Problems.bug(steps.get(record.ordinal()), bug);
                hold.journal().stuck(hold.claim(), record.ordinal(), problem);
                yield false;
            }
            case Ended.Stopped<Boolean> _ ->
                    throw new IllegalStateException("nothing stops a step from being taken back");
        };
    }
}
