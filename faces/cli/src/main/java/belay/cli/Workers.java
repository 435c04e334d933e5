package belay.cli;

import belay.outside.Fault;
import belay.run.RunId;

/// What Belay's own processes do: those that carry runs out, and those that watch over them.
public interface Workers {

    /// Carries out whatever is ordered, until this process is ended.
    void stay() throws Fault, InterruptedException;

    /// Carries a run out, and returns when nothing is left to do.
    void carry(RunId run) throws Fault, InterruptedException;

    /// Keeps the pause limit of a run that another process carries out; returns when it no longer
    /// moves.
    void watch(RunId run) throws Fault, InterruptedException;
}
