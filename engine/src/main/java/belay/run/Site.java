package belay.run;

import belay.outside.Meter;

/// Where a step works: its run, the world outside, and what it may tell.
///
/// @param run as it was when the step was started
public record Site(Ports ports, Run run, Fence fence, Meter meter, Notes notes) {

    /// What an earlier step found; the facts of a step that is not done are `Outcome.NOTHING`'s.
    ///
    /// @throws IllegalStateException if the run has no such step
    public <T extends Record> T fact(String step, Class<T> type) {
        return run.step(step)
                .orElseThrow(() -> new IllegalStateException("no step is named " + step))
                .outcome()
                .as(type);
    }
}
