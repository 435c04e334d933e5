package belay.postgres.box;

import java.nio.file.Path;
import java.util.List;

/// Something in a box beside the system's programs. Paths are absolute.
public sealed interface Item {

    /// A directory or a file that may be read.
    record ReadOnly(Path outside, String inside) implements Item {}

    /// A directory that may be written; what bounds it is the caller's matter.
    record Writable(Path outside, String inside) implements Item {}

    /// A file that holds an ext4 file system: it bounds what is written there.
    record Image(Path file, String inside) implements Item {}

    /// Memory to write files to; it counts as the box's memory.
    record Memory(long bytes, String inside) implements Item {}

    /// The words of `box.sh` for it.
    default List<String> words() {
        return switch (this) {
            case ReadOnly(var outside, var inside) -> List.of("--ro", outside.toString(), inside);
            case Writable(var outside, var inside) -> List.of("--rw", outside.toString(), inside);
            case Image(var file, var inside) -> List.of("--image", file.toString(), inside);
            case Memory(var bytes, var inside) -> List.of("--memory", Long.toString(bytes), inside);
        };
    }
}
