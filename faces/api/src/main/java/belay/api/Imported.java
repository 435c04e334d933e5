package belay.api;

import belay.release.ImportSheet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an import brought.
///
/// @param directory where it is kept
/// @param hash of the pack, with what is laid over it
/// @param counts what there is now, by its kind, e.g. `releases` → 1,085
/// @param changes what is not as it was before; empty for a first import
/// @param rows of a list of issues, each with what became of it; empty for other kinds
public record Imported(
        String product,
        ImportSheet.Kind kind,
        String directory,
        State state,
        String hash,
        Map<String, Integer> counts,
        List<Change> changes,
        List<Row> rows) {

    /// Whether anything was written.
    public enum State {
        NEW,
        CHANGED,
        UNCHANGED
    }

    /// What differs in one kind of fact, by names; each list is whole.
    ///
    /// @param of e.g. `releases`, `hops`
    public record Change(
            String of, List<String> added, List<String> removed, List<String> changed) {

        public Change {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
            changed = List.copyOf(changed);
        }
    }

    /// One row of a vendor's list.
    ///
    /// @param place `file:line:column`
    /// @param why it was not read, or which condition it has; may be empty
    public record Row(
            String id,
            String place,
            String affected,
            String resolved,
            Outcome outcome,
            String why) {}

    /// What became of a row.
    public enum Outcome {
        IMPORTED,
        /// The pack itself knows this issue, and counts.
        IN_THE_PACK,
        NOT_PARSED
    }

    public Imported {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        changes = List.copyOf(changes);
        rows = List.copyOf(rows);
    }
}
