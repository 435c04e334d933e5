package belay.run;

import belay.outside.Fault;

/// Has a process outside this one watch over a run, so that clients are not kept out without end
/// when this one dies.
public interface Guard {

    /// Nobody watches: for a worker that lives and dies with what it serves, such as a test.
    Guard NONE =
            new Guard() {
                @Override
                public void call(RunId run) {}

                @Override
                public void confirm(RunId run) {}
            };

    /// Lets a watchdog come; returns at once. Twice is fine.
    void call(RunId run);

    /// Waits until a watchdog stands, and calls for one again where it does not. For whoever is
    /// about to keep clients out.
    ///
    /// @throws Fault.Transient if none came in time; clients must not be kept out then
    void confirm(RunId run) throws Fault, InterruptedException;
}
