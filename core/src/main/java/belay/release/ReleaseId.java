package belay.release;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A release as its product's scheme prints it, e.g. `10.2.0 [CU5]`; says which, never which is
/// newer.
public record ReleaseId(@JsonValue String text) {

    @JsonCreator
    public ReleaseId {
        if (text.isBlank() || text.length() > 100) {
            throw new IllegalArgumentException("not a release: " + text);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
