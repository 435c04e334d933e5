package belay.api;

import belay.step.Finding;
import java.util.List;

/// Looks at this machine: has it what Belay needs?
@FunctionalInterface
public interface Doctor {

    /// One finding for each thing looked at; problems say what to do.
    List<Finding> examine() throws InterruptedException;
}
