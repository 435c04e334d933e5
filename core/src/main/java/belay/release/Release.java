package belay.release;

import java.util.List;

/// One release that its vendor has named.
///
/// @param date `2024-05-27`; may be empty
/// @param packages none or one
/// @param source where these facts are from
public record Release(
        Version version, String date, State state, List<Package> packages, String source) {

    /// What its vendor says of it.
    public enum State {
        RELEASED,
        /// Offered to be tried; never the latest, and only where it is asked for by name.
        PREVIEW,
        /// Taken back: never a target and never on the way.
        WITHDRAWN
    }

    public Release {
        packages = List.copyOf(packages);
    }

    public ReleaseId id() {
        return version.id();
    }
}
