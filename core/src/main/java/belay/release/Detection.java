package belay.release;

import belay.problem.Answer;
import belay.problem.Problem;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A way to find out which release a system runs. The asking is done by whoever can reach the
/// system.
public sealed interface Detection {

    /// RE2 pattern found in the answer, its first group is the version; empty for the whole answer.
    String pattern();

    /// Where it looks, in words.
    String source();

    /// Asked where the product runs.
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "of")
    sealed interface Running extends Detection {}

    /// Read in what was taken out of it.
    sealed interface Dumped extends Detection {}

    /// Asked of the database.
    ///
    /// @param query one SELECT whose first row and column is the answer
    record Database(String query, String pattern) implements Running {

        @Override
        public String source() {
            return "the database (" + query.strip() + ")";
        }
    }

    /// Read from a file in the home.
    ///
    /// @param file relative to the home
    /// @param match which of several matches counts
    record HomeFile(String file, String pattern, Match match) implements Running {

        public HomeFile(String file, String pattern) {
            this(file, pattern, Match.FIRST);
        }

        @Override
        public String source() {
            return "the file " + file;
        }
    }

    /// Which of several places that match a pattern counts.
    enum Match {
        FIRST,
        /// Of a history, to which each upgrade appends a line.
        LAST
    }

    default Match match() {
        return Match.FIRST;
    }

    /// Read from the rows of a dump, without loading it.
    ///
    /// @param table `schema.table`
    /// @param where column → value, of the row that is meant
    /// @param column that holds the answer
    record DumpRow(String table, Map<String, String> where, String column, String pattern)
            implements Dumped {

        public DumpRow {
            where = Map.copyOf(where);
        }

        @Override
        public String source() {
            return "the rows of " + table + " (" + column + ")";
        }
    }

    /// Read from the manifest beside a dump.
    ///
    /// @param key of the manifest
    record DumpManifest(String key, String pattern) implements Dumped {

        @Override
        public String source() {
            return "the manifest (" + key + ")";
        }
    }

    /// What one way gave.
    record Finding(Detection by, Version version) {}

    /// Reads the version out of what was answered.
    default Answer<Version> read(Scheme scheme, String answer) {
        return switch (written(answer).then(scheme::read)) {
            case Answer.Given<Version> given -> given;
            case Answer.Refused<Version> _ ->
                    Answer.refused(
                            Problem.of("DETECT:NOT_FOUND", "no version stands in " + source())
                                    .value(shortened(answer))
                                    .expected(
                                            pattern().isEmpty()
                                                    ? scheme.form()
                                                    : "something like " + pattern()));
        };
    }

    /// The one version on which all that answered agree.
    static Answer<Version> agree(List<Finding> findings) {
        if (findings.isEmpty()) {
            return Answer.refused(
                    Problem.of("DETECT:NOTHING", "nothing tells which release runs")
                            .advice(
                                    "check that the database and the home are this product's, or"
                                            + " name the release in system.yaml"));
        }
        var version = findings.getFirst().version();
        if (findings.stream().allMatch(finding -> finding.version().equals(version))) {
            return Answer.of(version);
        }
        return Answer.refused(
                Problem.of("DETECT:CONTRADICTION", "the sources name different releases")
                        .value(
                                findings.stream()
                                        .map(finding ->
                                                finding.version() + " in " + finding.by().source())
                                        .collect(Collectors.joining("; ")))
                        .advice(
                                "find out which of them is right, mend the other, or choose one with"
                                        + " --from"));
    }

    private Answer<String> written(String answer) {
        if (pattern().isEmpty()) {
            return Answer.of(answer.strip());
        }
        var matcher = Pattern.compile(pattern()).matcher(answer);
        var found = Optional.<String>empty();
        while (matcher.find() && (found.isEmpty() || match() == Match.LAST)) {
            found = Optional.of(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return found.map(Answer::of)
                .orElseGet(() ->
                        Answer.refused(
                                Problem.of("DETECT:NOT_FOUND", "the pattern is not found")
                                        .expected("something like " + pattern())));
    }

    private static String shortened(String answer) {
        var line = answer.strip();
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
