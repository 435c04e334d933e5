package belay.api;

import belay.outside.Fault;
import belay.run.Journal;
import belay.run.Timings;
import belay.step.World;

/// Belay's memory and its hands, opened when they are first needed: asking for help must not start
/// a server. Thread-safe.
public interface Records {

    /// Whether anything can have been remembered yet. Opens nothing.
    boolean exist();

    Journal journal() throws Fault, InterruptedException;

    Timings timings() throws Fault, InterruptedException;

    /// Everything that gates and steps reach, with the registers of backups and rehearsals.
    World world() throws Fault, InterruptedException;

    /// Lets this process carry out runs from now on, until it ends. Twice is fine.
    void work() throws Fault, InterruptedException;
}
