package belay.outside;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;

/// What has been changed in a database since a mark: changes, not rows that can still be seen. A
/// row that was deleted is a change.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "changes")
public sealed interface Changes {

    /// By the server's own counters, which also count what was rolled back: never too few.
    ///
    /// @param definitions changes of the catalogue: tables, functions, rights; temporary tables too
    /// @param largeObjects pieces of large objects, written or removed
    /// @param sequenceValues given out
    record Counted(
            long inserted,
            long updated,
            long deleted,
            long definitions,
            long largeObjects,
            long sequenceValues)
            implements Changes {

        public long rows() {
            return inserted + updated + deleted;
        }
    }

    /// The counters do not reach back to the mark.
    ///
    /// @param why they do not, e.g. `the counters were reset`
    record Unknown(String why) implements Changes {}

    /// Whether it is certain that nothing was changed.
    default boolean none() {
        return this instanceof Counted counted && counted.equals(new Counted(0, 0, 0, 0, 0, 0));
    }

    default String words() {
        return switch (this) {
            case Unknown(var why) -> "an unknown number of changes (" + why + ")";
            case Counted _ when none() -> "no change";
            case Counted counted -> String.join(", ", parts(counted));
        };
    }

    private static List<String> parts(Counted counted) {
        var parts = new ArrayList<String>();
        add(parts, counted.inserted(), "row inserted", "rows inserted");
        add(parts, counted.updated(), "row updated", "rows updated");
        add(parts, counted.deleted(), "row deleted", "rows deleted");
        add(parts, counted.definitions(), "change of the catalogue", "changes of the catalogue");
        add(parts, counted.largeObjects(), "change of large objects", "changes of large objects");
        add(
                parts,
                counted.sequenceValues(),
                "value given out by a sequence",
                "values given out by sequences");
        return parts;
    }

    private static void add(List<String> parts, long number, String one, String many) {
        if (number != 0) {
            parts.add(number + " " + (number == 1 ? one : many));
        }
    }
}
