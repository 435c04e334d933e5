package belay.api;

import java.nio.file.Path;

/// What a person wants: a release for a system, or a plan that was saved.
public sealed interface Wanted {

    /// A release for a system.
    ///
    /// @param system `system.yaml`
    /// @param to a release as people write it; empty for the newest that can be reached
    record Release(Path system, String to) implements Wanted {}

    /// A plan made before.
    ///
    /// @param plan a file that `belay plan --save` wrote
    record Saved(Path plan) implements Wanted {}
}
