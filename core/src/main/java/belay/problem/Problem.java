package belay.problem;

import java.util.Objects;

/// One thing that is wrong, told so that its reader can mend it.
///
/// @param code stable, upper case, area and kind, e.g. `PACK:UNKNOWN_KEY`; for machines
/// @param reason a sentence: what is wrong
/// @param value the value that is wrong, empty where there is none; never a secret
/// @param expected what would have been right, may be empty
/// @param advice what to do next, may be empty
/// @param place where it stands (`file:line:column`) or which document says so, may be empty
public record Problem(
        String code, String reason, String value, String expected, String advice, String place) {

    public Problem {
        if (code.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("a problem needs a code and a reason");
        }
        Objects.requireNonNull(value);
    }

    public static Problem of(String code, String reason) {
        return new Problem(code, reason, "", "", "", "");
    }

    public Problem value(String wrong) {
        return new Problem(code, reason, wrong, expected, advice, place);
    }

    public Problem expected(String right) {
        return new Problem(code, reason, value, right, advice, place);
    }

    public Problem advice(String next) {
        return new Problem(code, reason, value, expected, next, place);
    }

    public Problem place(String where) {
        return new Problem(code, reason, value, expected, advice, where);
    }

    /// One paragraph for a terminal, e.g. `PORT:IN_USE port 8080 is taken; found …; expected …; do
    /// …`.
    @Override
    public String toString() {
        return (place.isEmpty() ? "" : place + ": ")
                + reason
                + (value.isEmpty() ? "" : ", found " + value)
                + (expected.isEmpty() ? "" : ", expected " + expected)
                + (advice.isEmpty() ? "" : ". " + advice)
                + " ["
                + code
                + "]";
    }
}
