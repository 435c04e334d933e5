package belay.run;

import belay.outside.Fault;

/// Carries runs out, one step after another, and takes them back where that is the safer way.
/// Thread-safe.
///
/// Nothing is remembered between two steps: what to do next is read from the journal each time, so
/// a run that is picked up again goes on by the same lines of code that it would have gone on by
/// anyway.
public final class Driver {

    private final Journal journal;
    private final StepCodec codec;
    private final Ports ports;
    private final Pace pace;
    private final Guard guard;

    /// Without a watchdog.
    public Driver(Journal journal, StepCodec codec, Ports ports, Pace pace) {
        this(journal, codec, ports, pace, Guard.NONE);
    }

    /// @param guard calls a watchdog for a run that keeps clients out
    public Driver(Journal journal, StepCodec codec, Ports ports, Pace pace, Guard guard) {
        this.journal = journal;
        this.codec = codec;
        this.ports = ports;
        this.pace = pace;
        this.guard = guard;
    }

    /// Goes on from wherever the journal says the run stands.
    ///
    /// @return how the run stands when this returns
    /// @throws Fault.Superseded if another worker has taken the run
    /// @throws Fault.Transient if the journal does not answer; the run can be picked up again
    /// @throws InterruptedException if this process closes; the run can be picked up again
    public RunState carryOut(Claim claim) throws Fault, InterruptedException {
        var hold = new Hold(journal, claim);
        var begun = hold.read();
        var steps = begun.order().parts().stream().map(part -> codec.read(part.step())).toList();
        var watch = new Watch(hold, pace);
        if (Watchdog.needed(steps)) {
            guard.call(claim.run());
        }
        var wayBack = WayBack.expected(journal.timings(), begun, steps);
        var forward = new Forward(hold, watch, ports, steps, guard, wayBack);
        var back = new Backward(hold, watch, ports, steps);
        while (true) {
            var run = hold.read();
            if (run.state() != RunState.RUNNING) {
                return run.state();
            }
            switch (run.heading()) {
                case Heading.Forward _ -> forward.next(run);
                case Heading.Anew(var from, _) -> back.anew(run, from);
                case Heading.Back(_, var cause) -> back.whole(run, cause);
            }
        }
    }
}
