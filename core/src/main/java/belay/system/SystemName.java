package belay.system;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// The name of a system; safe in file names, labels and slot names.
public record SystemName(@JsonValue String text) {

    public static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    @JsonCreator
    public SystemName {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a system name: " + text);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
