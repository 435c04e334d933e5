package belay.release;

import java.util.List;
import java.util.Optional;

/// Something that is so for a range of releases.
public record Ranged<T>(Range range, T value) {

    /// All that hold for `version`, in their order.
    public static <T> List<T> all(List<Ranged<T>> entries, Version version) {
        return entries.stream()
                .filter(entry -> entry.range().holds(version))
                .map(Ranged::value)
                .toList();
    }

    /// The first that holds for `version`.
    public static <T> Optional<T> first(List<Ranged<T>> entries, Version version) {
        return all(entries, version).stream().findFirst();
    }
}
