package belay.proof;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a type holds every value of another, so that a column can be converted to it on both
/// sides and compared: nothing is rounded or cut, and no conversion fails.
///
/// Types are written as PostgreSQL's `format_type` does (manual, chapter 8), in the words of the
/// SQL standard.
final class Widening {

    private static final Pattern TYPE =
            Pattern.compile(
                    "(?<name>[a-z ]+?)(\\((?<first>\\d+)(,(?<second>-?\\d+))?\\))?(?<rest>( with(out)? time zone)?(\\[\\])?)");

    /// More digits than a `numeric` can have.
    private static final int ANY = 1_000_000;

    /// Digits of fractions of a second, where the type does not say.
    private static final int MICROSECONDS = 6;

    private Widening() {}

    static boolean holds(String wide, String narrow) {
        var is = TYPE.matcher(wide);
        var was = TYPE.matcher(narrow);
        if (!is.matches() || !was.matches() || !is.group("rest").equals(was.group("rest"))) {
            return false;
        }
        return switch (was.group("name")) {
            case "smallint", "integer", "bigint", "numeric" -> holdsNumbers(is, was);
            case "real" -> is.group("name").equals("double precision");
            case "character varying", "text" -> isText(is) && length(is) >= length(was);
            case "character" ->
                    (isText(is) || is.group("name").equals("character"))
                            && length(is) >= length(was);
            case "timestamp", "time" ->
                    is.group("name").equals(was.group("name"))
                            && number(is, "first", MICROSECONDS)
                                    >= number(was, "first", MICROSECONDS);
            default -> false;
        };
    }

    private static boolean isText(Matcher type) {
        return type.group("name").equals("text") || type.group("name").equals("character varying");
    }

    private static int length(Matcher type) {
        return number(type, "first", Integer.MAX_VALUE);
    }

    /// A decimal may be `NaN`, which is no integer.
    private static boolean holdsNumbers(Matcher is, Matcher was) {
        return (isDecimal(is) || !isDecimal(was))
                && before(is, false) >= before(was, true)
                && after(is) >= after(was);
    }

    private static boolean isDecimal(Matcher type) {
        return type.group("name").equals("numeric");
    }

    /// Digits before the point.
    ///
    /// @param all that a value may have; else those that it may have whatever they are
    private static int before(Matcher type, boolean all) {
        return switch (type.group("name")) {
            case "smallint" -> all ? 5 : 4;
            case "integer" -> all ? 10 : 9;
            case "bigint" -> all ? 19 : 18;
            case "numeric" -> number(type, "first", ANY) - number(type, "second", 0);
            default -> 0;
        };
    }

    private static int after(Matcher type) {
        return isDecimal(type) ? number(type, "second", ANY) : 0;
    }

    private static int number(Matcher type, String group, int otherwise) {
        var text = type.group(group);
        return text == null ? otherwise : Integer.parseInt(text);
    }
}
