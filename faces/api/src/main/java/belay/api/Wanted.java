package belay.api;

import belay.plan.Wish;
import java.nio.file.Path;

/// What a person wants: a release for a system, or a plan that was saved.
public sealed interface Wanted {

    /// A release for a system.
    ///
    /// @param system `system.yaml`
    /// @param wish what else is asked for; its `from` says which sign to believe where they
    ///   contradict each other, and is empty where they agree
    record Release(Path system, Wish wish) implements Wanted {

        /// The way to `to`, by what is found to run now.
        public Release(Path system, String to) {
            this(system, Wish.to("", to));
        }
    }

    /// A plan made before.
    ///
    /// @param plan a file that [PlanFile] wrote
    record Saved(Path plan) implements Wanted {}
}
