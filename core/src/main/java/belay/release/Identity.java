package belay.release;

import belay.problem.Answer;

/// How a system says which release it is; carried in the plan, so that nobody needs the pack to
/// ask. The same rules as those of `belay detect`.
///
/// @param scheme name of the product's version scheme
public record Identity(String scheme, Detection.Running by) {

    public Answer<Version> version(String answer) {
        return by.read(Scheme.named(scheme), answer);
    }

    /// The release in the scheme's own writing.
    ///
    /// @param answer what the database or the file gave
    public Answer<ReleaseId> read(String answer) {
        return version(answer).then(version -> Answer.of(version.id()));
    }

    /// Whether what was found is this release, or a build of it.
    public boolean is(Version found, ReleaseId release) {
        var named = Scheme.named(scheme);
        return found.id().equals(release)
                || (named.read(release.text()) instanceof Answer.Given<Version>(var version)
                        && (found.equals(version) || named.release(found).equals(version)));
    }

    /// Whether it is asked of a database; else of a home.
    public boolean ofDatabase() {
        return by instanceof Detection.Database;
    }
}
