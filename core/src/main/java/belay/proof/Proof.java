package belay.proof;

import belay.release.Change;
import java.util.List;

/// What the comparison of the data before and after has shown.
///
/// @param compared tables whose rows and values were read on both sides
/// @param differences what no hop had declared; empty in a proof that holds
/// @param seen declared changes that covered something
/// @param notCompared tables of which this proof says nothing about the values, and why
public record Proof(
        List<Compared> compared,
        List<Difference> differences,
        List<Change> seen,
        List<NotCompared> notCompared) {

    public Proof {
        compared = List.copyOf(compared);
        differences = List.copyOf(differences);
        seen = List.copyOf(seen);
        notCompared = List.copyOf(notCompared);
    }

    /// Whether the data is the old data, except for what was declared. Where nothing was compared,
    /// nothing holds.
    public boolean holds() {
        return differences.isEmpty() && !compared.isEmpty();
    }

    /// A table that was read on both sides.
    ///
    /// @param columns how many of its columns were compared
    /// @param rows counted before
    public record Compared(TableName table, int columns, long rows) {}

    /// A table that was left out.
    public record NotCompared(TableName table, String reason) {}
}
