package belay.cli;

import belay.api.Belay;
import belay.api.Estimate;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Event;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Follows a run until it no longer moves, or nobody carries it out.
final class Follower {

    private static final Duration TICK = Duration.ofMillis(150);

    private final Belay belay;
    private final Display display;
    private final InstantSource clock;

    Follower(Belay belay, Display display, InstantSource clock) {
        this.belay = belay;
        this.display = display;
        this.clock = clock;
    }

    /// From its first event on.
    Run follow(RunId id) throws Fault, InterruptedException {
        return follow(id, 0);
    }

    /// From now on: what has happened before is not told again.
    Run followOn(RunId id) throws Fault, InterruptedException {
        return follow(id, last(id));
    }

    private long last(RunId id) throws Fault, InterruptedException {
        long after = 0;
        List<Event> events;
        do {
            events = belay.events(id, after, Duration.ZERO);
            after = events.isEmpty() ? after : events.getLast().number();
        } while (!events.isEmpty());
        return after;
    }

    private Run follow(RunId id, long from) throws Fault, InterruptedException {
        var run = known(id);
        var attendance = new Attendance(belay, id);
        var progress = new Progress(run, estimate(run));
        long after = from;
        while (true) {
            var events = belay.events(id, after, TICK);
            boolean still = false;
            for (var event : events) {
                after = event.number();
                var lines = progress.tell(event);
                if (!lines.isEmpty()) {
                    display.tell(event.at(), lines);
                }
                still = event.what() instanceof Event.Stands(var state) && !moving(state);
            }
            if (still || events.isEmpty()) {
                var now = known(id);
                if (!moving(now.state()) || attendance.lost()) {
                    return now;
                }
            }
            display.moment(progress, clock.instant());
        }
    }

    private Estimate estimate(Run run) throws Fault, InterruptedException {
        return belay.estimate(run);
    }

    private Run known(RunId id) throws Fault, InterruptedException {
        return switch (belay.run(id)) {
            case Answer.Given<Run>(var run) -> run;
            case Answer.Refused<Run>(var problems) ->
                    throw new Fault.Permanent(problems.getFirst());
        };
    }

    static boolean moving(RunState state) {
        return switch (state) {
            case WAITING, RUNNING -> true;
            case HALTED, FAILED, DONE, UNDONE, CANCELLED, ABANDONED -> false;
        };
    }
}
