package belay.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// The name of a run, e.g. `20261121-0903-k7q2`: readable, sortable by time, safe in file and slot
/// names.
///
/// Shape: UTC date, UTC time to the minute, four random letters or digits.
public record RunId(@JsonValue String text) implements Comparable<RunId> {

    private static final Pattern SHAPE = Pattern.compile("\\d{8}-\\d{4}-[a-z0-9]{4}");

    @JsonCreator
    public RunId {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a run id: " + text);
        }
    }

    public static boolean isOne(String text) {
        return SHAPE.matcher(text).matches();
    }

    @Override
    public int compareTo(RunId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
