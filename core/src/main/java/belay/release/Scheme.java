package belay.release;

import belay.problem.Answer;
import belay.problem.Problem;
import java.util.List;
import java.util.Optional;

/// How one product writes its versions. Every written form is read to one [Version] with one print;
/// within a track the order is total.
public sealed interface Scheme permits Numeric, Semver, DataMiner, Odoo, Maven, Calendar, Letters {

    /// All there are.
    static List<Scheme> all() {
        return List.of(
                new Numeric(),
                new Semver(),
                new DataMiner(),
                new Odoo(),
                new Maven(),
                new Calendar(),
                new Letters());
    }

    /// No vendor writes longer ones, and a [ReleaseId] takes no longer one.
    int LONGEST = 100;

    /// As a pack names it.
    String name();

    /// What a version looks like, for messages.
    String form();

    /// Reads a version.
    ///
    /// @param text a whole version in one of the scheme's written forms
    Answer<Version> read(String text);

    /// What one written bound of a range covers: one version, or all that begin alike.
    Answer<Bound> bound(String text);

    /// The same on every track that the text means.
    default Answer<List<Bound>> bounds(String text) {
        return bound(text).then(bound -> Answer.of(List.of(bound)));
    }

    /// Whether the release can be told from what a build is called. Where it cannot, only a pack
    /// that lists the build under its release knows.
    default boolean tellsRelease(Version build) {
        return true;
    }

    /// The release that a build or an edition belongs to; itself where the scheme has no builds.
    default Version release(Version build) {
        return build;
    }

    static Optional<Scheme> find(String name) {
        return all().stream().filter(scheme -> scheme.name().equals(name)).findFirst();
    }

    /// The scheme of that name.
    ///
    /// @throws IllegalArgumentException for a name that no reader of packs would have let through
    static Scheme named(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no scheme: " + name));
    }

    /// Where a bound of a range lies.
    ///
    /// @param track the line it lies on
    /// @param parts what a version must begin with to be covered
    /// @param whole only that version, not what begins like it
    record Bound(String track, List<Version.Part> parts, boolean whole) {

        public Bound {
            parts = List.copyOf(parts);
        }
    }

    /// The refusal of a text that is no version of `scheme`.
    static <T> Answer<T> notAVersion(Scheme scheme, String text) {
        return Answer.refused(
                Problem.of("VERSION:INVALID", "not a version in the scheme " + scheme.name())
                        .value(text)
                        .expected(scheme.form()));
    }
}
