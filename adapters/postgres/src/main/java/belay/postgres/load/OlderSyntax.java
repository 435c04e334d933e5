package belay.postgres.load;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a statement asks for that servers do not have any more. It is looked for when a server has
/// refused the statement, so that nobody is sent to a newer one.
///
/// Source: appendix E of the manual, the notes of each release.
///
/// @param without the first release that does not have it
record OlderSyntax(String name, int without) {

    private record Feature(OlderSyntax syntax, Predicate<Words> asked) {

        Feature(int without, String name, Predicate<Words> asked) {
            this(new OlderSyntax(name, without), asked);
        }

        static Feature of(int without, String name, String... words) {
            return new Feature(new OlderSyntax(name, without), statement -> statement.seek(words));
        }
    }

    /// The earliest first: what asks for two needs a server that has both.
    private static final List<Feature> FEATURES =
            List.of(
                    Feature.of(12, "rows with oids", "with", "oids"),
                    Feature.of(12, "a table with oids", "oids", "=", "true"),
                    Feature.of(12, "the type abstime", "abstime"),
                    Feature.of(12, "the type reltime", "reltime"),
                    Feature.of(12, "the type tinterval", "tinterval"),
                    Feature.of(13, "the type opaque", "opaque"),
                    new Feature(14, "an operator behind its operand", OlderSyntax::isPostfix),
                    Feature.of(14, "the operator !", "operator", "(", "pg_catalog", ".", "!", ")"));

    /// @param major of the server
    static Optional<OlderSyntax> of(String statement, int major) {
        return FEATURES.stream()
                .filter(feature -> feature.syntax().without() <= major)
                .filter(feature -> feature.asked().test(Words.of(statement)))
                .map(Feature::syntax)
                .findFirst();
    }

    private static boolean isPostfix(Words words) {
        return words.skip("create", "operator")
                && Words.copy(words).seek("leftarg")
                && !Words.copy(words).seek("rightarg");
    }
}
