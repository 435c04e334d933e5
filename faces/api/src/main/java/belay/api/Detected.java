package belay.api;

import belay.problem.Problem;
import belay.release.ReleaseId;
import belay.system.SystemName;
import java.util.List;
import java.util.Optional;

/// What a system runs, by every sign there is.
///
/// @param signs surest first
public record Detected(SystemName system, String product, List<Sign> signs) {

    public Detected {
        signs = List.copyOf(signs);
    }

    /// The release, if the signs that tell one agree.
    public Optional<ReleaseId> release() {
        var releases = signs.stream().flatMap(sign -> sign.release().stream()).distinct().toList();
        return releases.size() == 1 ? Optional.of(releases.getFirst()) : Optional.empty();
    }

    /// One source that was asked.
    ///
    /// @param source what was asked, e.g. `database shop`, `system.yaml`
    /// @param method how, e.g. the query
    /// @param releases none or one
    /// @param words what it said, or why it said nothing
    /// @param problems why it said nothing; empty if it said something
    public record Sign(
            String source,
            String method,
            Confidence confidence,
            List<ReleaseId> releases,
            String words,
            List<Problem> problems) {

        public Sign {
            releases = List.copyOf(releases);
            problems = List.copyOf(problems);
        }

        public Optional<ReleaseId> release() {
            return releases.stream().findFirst();
        }
    }

    /// How much a sign is worth.
    public enum Confidence {
        /// The product's own record in its database.
        CERTAIN,
        /// A file that may be a copy of another one.
        LIKELY,
        /// What the operator wrote.
        CLAIMED,
        /// It did not tell.
        NONE
    }
}
