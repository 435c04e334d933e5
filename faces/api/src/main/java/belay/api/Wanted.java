package belay.api;

import java.nio.file.Path;
import java.util.Set;

/// What a person wants: a release for a system, or a plan that was saved.
public sealed interface Wanted {

    /// A release for a system.
    ///
    /// @param system `system.yaml`
    /// @param to a release as people write it; empty for the latest
    /// @param from which sign to believe where they contradict each other; empty where they agree
    /// @param without optional stops to leave out
    record Release(Path system, String to, String from, Set<String> without) implements Wanted {

        public Release {
            without = Set.copyOf(without);
        }

        /// The way to `to`, by what is found to run now.
        public Release(Path system, String to) {
            this(system, to, "", Set.of());
        }
    }

    /// A plan made before.
    ///
    /// @param plan a file that [PlanFile] wrote
    record Saved(Path plan) implements Wanted {}
}
