package belay.app;

import belay.system.SystemName;
import java.util.function.Predicate;

/// Who carries out the runs that this process orders.
sealed interface Workforce {

    /// This process itself, and nobody watches over it: for tests, and for a try that kills itself.
    ///
    /// @param ours the systems whose runs it takes up; others have a worker who is watched over
    record Alone(Predicate<SystemName> ours) implements Workforce {}

    /// A process that outlives this one.
    record Others(Detached detached) implements Workforce {}

    /// This process is one of those others; who keeps clients out has a watchdog called.
    record Watched(Detached detached) implements Workforce {}
}
