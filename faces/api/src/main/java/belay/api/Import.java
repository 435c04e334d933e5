package belay.api;

import belay.release.ImportSheet;
import java.nio.file.Path;
import java.util.List;

/// A file that a vendor publishes as data, to be kept as a pack, or laid over one.
///
/// @param blocked rules for hops of a graph that are taken back; none or one
/// @param product the name under which it is kept; for issues a product that has a pack
/// @param source where it is from; empty for what the file says of itself, else for its name
/// @param date of the data, `2026-05-27`; empty for what the file says of itself
public record Import(
        ImportSheet.Kind kind,
        Path file,
        List<Path> blocked,
        String product,
        String source,
        String date) {

    public Import {
        blocked = List.copyOf(blocked);
    }

    /// The same for a product by its own name, where it was asked for by an alias.
    Import of(String product) {
        return new Import(kind, file, blocked, product, source, date);
    }
}
