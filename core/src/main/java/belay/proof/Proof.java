package belay.proof;

import belay.release.Change;
import java.util.List;
import java.util.stream.Stream;

/// What the comparison of the data before and after has shown.
///
/// @param compared tables whose rows and values were read on both sides
/// @param differences what no hop had declared; empty in a proof that holds
/// @param seen declared changes that covered something
/// @param notCompared tables whose values a hop or the pack declared not to be compared, and why
/// @param notProved tables that should have been compared and could not be, and why
public record Proof(
        List<Compared> compared,
        List<Difference> differences,
        List<Change> seen,
        List<NotCompared> notCompared,
        List<NotProved> notProved) {

    public Proof {
        compared = List.copyOf(compared);
        differences = List.copyOf(differences);
        seen = List.copyOf(seen);
        notCompared = List.copyOf(notCompared);
        notProved = List.copyOf(notProved);
    }

    /// Whether what was compared is the old data, except for what was declared. Where nothing was
    /// compared, nothing holds; of the tables that are not proved it says nothing.
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

    /// A table of which nothing is known, although nobody declared that it may differ.
    public record NotProved(TableName table, String reason) {}

    /// This proof together with one of other tables. What either found stays found.
    public Proof and(Proof other) {
        return new Proof(
                together(compared, other.compared),
                together(differences, other.differences),
                together(seen, other.seen),
                together(notCompared, other.notCompared),
                together(notProved, other.notProved));
    }

    private static <T> List<T> together(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).distinct().toList();
    }
}
