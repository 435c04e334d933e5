package belay.release;

import java.util.List;

/// One release that its vendor has named.
///
/// @param date `2024-05-27`; may be empty
/// @param packages none or one
/// @param source where these facts are from
/// @param builds the binaries that carry it, as its vendor names them
public record Release(
        Version version,
        String date,
        State state,
        List<Package> packages,
        String source,
        List<String> builds) {

    /// A release whose builds are not known.
    public Release(
            Version version, String date, State state, List<Package> packages, String source) {
        this(version, date, state, packages, source, List.of());
    }

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
        builds = List.copyOf(builds);
    }

    public ReleaseId id() {
        return version.id();
    }
}
