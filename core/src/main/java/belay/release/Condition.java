package belay.release;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Something that must be so of a system, or of its data, for a rule or an issue to count.
public sealed interface Condition {

    /// The answer, of three values: what is not known is not taken for no.
    enum Verdict {
        APPLIES,
        DOES_NOT,
        CANNOT_TELL;

        Verdict and(Verdict other) {
            if (this == DOES_NOT || other == DOES_NOT) {
                return DOES_NOT;
            }
            return this == CANNOT_TELL || other == CANNOT_TELL ? CANNOT_TELL : APPLIES;
        }
    }

    /// In words, for a reader who has to find out.
    String words();

    /// What it asks for: the name of a fact, or a query.
    String about();

    Verdict judge(Situation situation);

    /// A fact about the system has, or with `not` has not, one of these values.
    record Is(String fact, List<String> values, boolean not) implements Condition {

        public Is {
            values = List.copyOf(values);
        }

        @Override
        public String words() {
            return fact + (not ? " is not " : " is ") + String.join(" or ", values);
        }

        @Override
        public String about() {
            return fact;
        }

        @Override
        public Verdict judge(Situation situation) {
            var known = situation.facts().get(fact);
            if (known == null || known.isEmpty()) {
                return Verdict.CANNOT_TELL;
            }
            boolean among =
                    List.of(known.split(",", -1)).stream()
                            .map(Is::plain)
                            .anyMatch(value ->
                                    values.stream().map(Is::plain).anyMatch(value::equals));
            return among == not ? Verdict.DOES_NOT : Verdict.APPLIES;
        }

        /// People say yes where a pack says true.
        private static String plain(String value) {
            var word = value.strip().toLowerCase(Locale.ROOT);
            return switch (word) {
                case "yes" -> "true";
                case "no" -> "false";
                default -> word;
            };
        }
    }

    /// The first value that this SELECT gives matches the RE2 pattern `expect`.
    record Data(String sql, String expect) implements Condition {

        @Override
        public String words() {
            return "the answer to \"" + sql.strip() + "\" is " + expect;
        }

        @Override
        public String about() {
            return sql;
        }

        @Override
        public Verdict judge(Situation situation) {
            var answer = situation.data().get(sql);
            if (answer == null) {
                return Verdict.CANNOT_TELL;
            }
            return Pattern.matches(expect, answer.strip()) ? Verdict.APPLIES : Verdict.DOES_NOT;
        }
    }

    /// Those of which somebody has to find out whether they are so.
    static List<Condition> unknown(List<Condition> conditions, Situation situation) {
        return conditions.stream()
                .filter(condition -> condition.judge(situation) == Verdict.CANNOT_TELL)
                .toList();
    }

    /// That all of them are so, in words.
    static String inWords(List<Condition> conditions) {
        return conditions.stream().map(Condition::words).collect(Collectors.joining(" and "));
    }

    /// Whether all of them are so.
    static Verdict all(List<Condition> conditions, Situation situation) {
        return conditions.stream()
                .map(condition -> condition.judge(situation))
                .reduce(Verdict.APPLIES, Verdict::and);
    }
}
