package belay.release;

import belay.problem.Answer;

/// How a database says which release it belongs to; carried in the plan, so that nobody needs the
/// pack to ask.
///
/// @param scheme name of the product's version scheme
/// @param query one SELECT whose first row and column is the answer; fails in a database of
///   something else
/// @param pattern RE2 pattern found in the answer, its first group is the version; empty for the
///   whole answer
public record Identity(String scheme, String query, String pattern) {

    /// The release in the scheme's own writing.
    ///
    /// @param answer what the database gave
    public Answer<ReleaseId> read(String answer) {
        return new Detection.Database(query, pattern)
                .read(Scheme.named(scheme), answer)
                .then(version -> Answer.of(version.id()));
    }
}
