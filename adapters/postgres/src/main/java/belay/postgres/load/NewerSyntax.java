package belay.postgres.load;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What a statement asks for that only servers of later releases have. It is looked for when a
/// server has refused the statement, so that people hear a name and not only that something stands
/// near a comma.
///
/// Source: appendix E of the manual, the notes of each release.
record NewerSyntax(String name, int since) {

    /// With which a server says that it does not understand (manual, appendix A).
    private static final Set<String> NOT_UNDERSTOOD =
            Set.of("42601", "42704", "42883", "42P17", "0A000", "22023");

    private record Feature(NewerSyntax syntax, Predicate<Words> asked) {

        Feature(int since, String name, Predicate<Words> asked) {
            this(new NewerSyntax(name, since), asked);
        }

        static Feature of(int since, String name, String... words) {
            return new Feature(since, name, statement -> statement.seek(words));
        }
    }

    /// The latest first: what asks for two needs the later.
    private static final List<Feature> FEATURES =
            List.of(
                    new Feature(18, "virtual generated columns", NewerSyntax::isVirtual),
                    Feature.of(18, "a key WITHOUT OVERLAPS", "without", "overlaps"),
                    new Feature(18, "a foreign key of a PERIOD", NewerSyntax::hasPeriod),
                    Feature.of(18, "a constraint that is NOT ENFORCED", "not", "enforced"),
                    Feature.of(18, "NOT NULL with NO INHERIT", "not", "null", "no", "inherit"),
                    new Feature(18, "NOT NULL as a constraint", NewerSyntax::hasNotNull),
                    Feature.of(18, "RETURNING WITH (OLD, NEW)", "returning", "with", "("),
                    Feature.of(17, "MERGE … BY SOURCE", "matched", "by", "source"),
                    Feature.of(17, "MERGE … RETURNING", "merge_action", "("),
                    Feature.of(17, "JSON_TABLE", "json_table", "("),
                    Feature.of(17, "a collation of the provider builtin", "=", "builtin"),
                    Feature.of(16, "IS JSON", "is", "json"),
                    Feature.of(16, "JSON_ARRAY", "json_array", "("),
                    Feature.of(16, "JSON_ARRAYAGG", "json_arrayagg", "("),
                    Feature.of(16, "JSON_OBJECTAGG", "json_objectagg", "("),
                    Feature.of(15, "NULLS NOT DISTINCT", "nulls", "not", "distinct"),
                    Feature.of(15, "a view with security_invoker", "security_invoker"),
                    Feature.of(15, "MERGE", "merge", "into"),
                    Feature.of(14, "a function with BEGIN ATOMIC", "begin", "atomic"));

    /// @param state what the server said
    /// @param major of the server
    static Optional<NewerSyntax> of(String statement, String state, int major) {
        if (!isNotUnderstood(state)) {
            return Optional.empty();
        }
        return FEATURES.stream()
                .filter(feature -> feature.syntax().since() > major)
                .filter(feature -> feature.asked().test(Words.of(statement)))
                .map(Feature::syntax)
                .findFirst();
    }

    static boolean isNotUnderstood(String state) {
        return NOT_UNDERSTOOD.contains(state);
    }

    private static boolean isVirtual(Words words) {
        while (words.seek("generated", "always", "as", "(")) {
            words.leaveParentheses();
            if (!words.skip("stored")) {
                return true;
            }
        }
        return false;
    }

    /// Another thing than a column of that name.
    private static boolean hasPeriod(Words words) {
        return words.seek(",", "period") && words.name().isPresent();
    }

    private static boolean hasNotNull(Words words) {
        while (words.seek("constraint")) {
            if (words.name().isPresent() && words.skip("not", "null") && words.name().isPresent()) {
                return true;
            }
        }
        return false;
    }
}
