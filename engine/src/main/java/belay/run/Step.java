package belay.run;

import belay.outside.Fault;
import java.util.Optional;

/// One thing a run does, as data.
///
/// It is carried out at least once: what it creates is named after the run and its name, and what
/// it finds under that name is its own. A step acts in a virtual thread of its own; on cancel, at
/// the pause limit and when the process closes that thread is interrupted, and must end soon, its
/// child processes with it.
public interface Step {

    /// Unique in its run.
    String name();

    /// For people, e.g. `Copy the database`.
    String title();

    /// What timings are learned by.
    default String kind() {
        return getClass().getSimpleName();
    }

    /// Asked each time before `act`, also the first time.
    ///
    /// @return the outcome if everything is so already
    default Optional<Outcome> probe(Site site) throws Fault, InterruptedException {
        return Optional.empty();
    }

    /// Tried again after [Fault.Transient], a bounded number of times, unless `anewFrom` names a
    /// step.
    Outcome act(Site site) throws Fault, InterruptedException;

    /// @throws Fault.Permanent if what `outcome` says is not so
    default void verify(Site site, Outcome outcome) throws Fault, InterruptedException {}

    /// Used for every step that was started, finished or not, when a run is taken back.
    Undo undo();

    /// The kind of step that takes as long as taking this one back; empty where that takes no time
    /// to speak of.
    default Optional<String> undoneLike() {
        return Optional.empty();
    }

    /// Whether nothing before it may be taken back while it is not: it has changed what
    /// production's name leads to, so that opening what was fenced could let clients into the wrong
    /// data.
    default boolean takenBackFirst() {
        return false;
    }

    /// Whether there is no way back once this is started. The journal's record of the start is the
    /// point of no return: before it the run takes itself back on any fault, after it it only goes
    /// forward.
    default boolean commits() {
        return false;
    }

    /// Asked of a committing step that failed or was interrupted by a crash.
    ///
    /// @return false only if it is certain that nothing of it has taken effect; then the run is
    ///   taken back
    default boolean took(Site site) throws Fault, InterruptedException {
        return true;
    }

    /// Whether writers are kept out from here on until the committing step is started.
    default boolean opensPause() {
        return false;
    }

    /// The name of the earlier step from which to start anew when this one was begun and not
    /// finished, because half of it can be neither used nor tried again. In a run that does not
    /// happen on a copy such a step ends the run instead.
    default Optional<String> anewFrom() {
        return Optional.empty();
    }
}
