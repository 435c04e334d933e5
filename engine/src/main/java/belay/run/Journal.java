package belay.run;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.system.SystemName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The only truth about runs. Thread-safe and shared by processes.
///
/// Every write that takes a [Claim] throws `Fault.Superseded` if the claim is old, and then nothing
/// is written. Every call may throw `Fault.Transient` when the store does not answer; whether the
/// write has happened is then unknown, and calling again is right: each says what a second call
/// does.
public interface Journal {

    /// The journal's own clock, which all its times are of.
    Instant now() throws Fault;

    /// Puts a run on the list and lets a worker pick it up. The same order again gives the same
    /// run.
    ///
    /// @return refused with `SYSTEM:BUSY`, naming who has it since when, while another run of the
    ///   system is not over
    Answer<Run> create(Order order) throws Fault;

    /// Abandons the run `ended` and puts `order` of the same system on the list in its place: both
    /// or neither, so that no death leaves the system with nobody at work on it. The same order
    /// again gives the same run.
    ///
    /// @return refused as [#abandon] and [#create] are
    Answer<Run> replace(RunId ended, Order order) throws Fault;

    Optional<Run> find(RunId run) throws Fault;

    /// Newest first.
    ///
    /// @param limit at most 1,000
    List<Run> history(int limit) throws Fault;

    List<Run> history(SystemName system, int limit) throws Fault;

    /// The run that holds a system.
    Optional<Run> holder(SystemName system) throws Fault;

    // What persons ask for

    /// Refused if the run is over, past its point of no return, or on its way back. A run that
    /// nobody has started is cancelled at once; one that is running in nobody's hand waits for a
    /// worker that takes it back. Twice is fine.
    Answer<Run> cancel(RunId run, String by) throws Fault;

    /// Halts the run before its next step, but never while writers are kept out. Refused if it is
    /// over, or running in nobody's hand: there is nobody who would halt.
    Answer<Run> halt(RunId run, String by) throws Fault;

    /// Lets a worker go on with a halted or failed run; a running one that nobody carries is taken
    /// from whoever had it. Refused if it is over or somebody is at it. A waiting one is fine.
    Answer<Run> resume(RunId run, String by) throws Fault;

    /// Ends a failed or halted run as it is, so that its system is free. Refused in any other
    /// state.
    Answer<Run> abandon(RunId run, String by) throws Fault;

    Carrier carrier(RunId run) throws Fault;

    /// What it tells of how long steps took.
    Timings timings();

    // What workers do

    /// Raises the epoch, which ends every older claim.
    ///
    /// @return nothing to do if the run is over, halted or failed
    Optional<Claim> pickUp(RunId run, Picker picker) throws Fault;

    /// Takes a run from whoever holds `claim`, alive or dead, and lets a worker pick it up, headed
    /// `heading`. A run past its point of no return can only go forward.
    ///
    /// @throws Fault.Superseded if the claim is old, or `heading` is no longer possible
    void relieved(Claim claim, Heading heading, String by) throws Fault;

    /// What persons have asked of this run meanwhile; also the check that the claim holds.
    Wishes wishes(Claim claim) throws Fault;

    record Wishes(boolean cancel, boolean halt) {}

    /// The first start counts: a second one leaves the time as it was.
    void started(Claim claim, int ordinal, Flush flush) throws Fault;

    default void started(Claim claim, int ordinal) throws Fault {
        started(claim, ordinal, Flush.DISK);
    }

    /// When the record of a start must have reached the disk.
    enum Flush {
        /// Before the step acts: something depends on the record, such as the undo, or that a step
        /// that may act only once is not begun a second time.
        DISK,
        /// Soon: were the record lost with the machine's power, the step would be carried out once
        /// more and nothing else. While clients are kept out each wait for the disk is theirs.
        LATER
    }

    /// Written once: a second outcome for the same step is a bug, the same one again is fine.
    void finished(Claim claim, int ordinal, Outcome outcome) throws Fault;

    /// The step's failure and where the run goes from it, in one write.
    void failed(Claim claim, int ordinal, Problem problem, Heading then) throws Fault;

    /// @param words why there was nothing to take back; empty if it was taken back
    void undone(Claim claim, int ordinal, String words) throws Fault;

    void stuck(Claim claim, int ordinal, Problem problem) throws Fault;

    /// Changes the direction. The same again is fine.
    void turned(Claim claim, Heading heading) throws Fault;

    /// Forgets everything about the steps from `ordinal` on, counts one more `anews`, and heads
    /// forward.
    void forgotten(Claim claim, int ordinal) throws Fault;

    /// The worker lets go of the run: it stands as `state`, which is neither WAITING nor RUNNING.
    void ended(Claim claim, RunState state) throws Fault;

    void note(Claim claim, String line) throws Fault;

    void progress(Claim claim, int ordinal, long done, long total, String unit) throws Fault;

    // What everybody may watch

    /// Waits until there is something newer than `after`, or `patience` has passed.
    ///
    /// @return in order, at most 1,000; empty if nothing came
    List<Event> events(RunId run, long after, Duration patience) throws Fault, InterruptedException;
}
