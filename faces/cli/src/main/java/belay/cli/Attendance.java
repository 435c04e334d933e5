package belay.cli;

import belay.api.Belay;
import belay.api.Standing;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.RunId;
import belay.run.RunState;
import java.time.Duration;

/// Notices that nobody carries a run out any more, so that whoever follows it does not wait for
/// nothing.
final class Attendance {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /// Another worker takes over from a dead one within twelve seconds.
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);

    /// A worker starts within seconds, on a machine that has anything left.
    private static final Duration START = Duration.ofMinutes(1);

    private final Belay belay;
    private final RunId run;
    private long looked = System.nanoTime();
    private long attended = System.nanoTime();

    Attendance(Belay belay, RunId run) {
        this.belay = belay;
        this.run = run;
    }

    /// Asked again and again; looks once a second.
    boolean lost() throws Fault, InterruptedException {
        long now = System.nanoTime();
        if (now - looked < LOOK.toNanos()) {
            return false;
        }
        looked = now;
        if (!(belay.standing(run) instanceof Answer.Given<Standing>(var standing))
                || standing.carried()) {
            attended = now;
            return false;
        }
        var patience = standing.run().state() == RunState.WAITING ? START : TAKE_OVER;
        return now - attended > patience.toNanos();
    }
}
