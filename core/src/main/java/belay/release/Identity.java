package belay.release;

import belay.problem.Answer;
import belay.problem.Problem;
import com.google.re2j.Pattern;

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
        return written(answer)
                .then(text -> Scheme.named(scheme).read(text))
                .then(version -> Answer.of(version.id()));
    }

    private Answer<String> written(String answer) {
        if (pattern.isEmpty()) {
            return Answer.of(answer.strip());
        }
        var matcher = Pattern.compile(pattern).matcher(answer);
        if (matcher.find()) {
            return Answer.of(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return Answer.refused(
                Problem.of("VERSION:NOT_FOUND", "no version stands in what the source answered")
                        .value(answer.strip())
                        .expected("something like " + pattern));
    }
}
