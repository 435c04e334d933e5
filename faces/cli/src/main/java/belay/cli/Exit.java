package belay.cli;

import belay.api.Belay;
import belay.problem.Problem;
import belay.run.RunState;
import java.util.List;

/// What a process tells its caller.
final class Exit {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int NOTHING_TO_DO = 3;

    private Exit() {}

    static int of(List<Problem> refusal) {
        return refusal.getFirst().code().equals(Belay.NOTHING_TO_DO) ? NOTHING_TO_DO : REFUSED;
    }

    static int of(RunState state) {
        return state == RunState.DONE ? DONE : FAILED;
    }
}
