package belay.release;

import java.util.List;
import java.util.Map;

/// What becomes of the files of a home when its successor is made.
///
/// @param carry paths or globs copied from the old home, verified by count and hash
/// @param leave globs never carried, even inside a carried directory
/// @param merge configuration merged three ways: old default, mine, new default
public record Files(List<String> carry, List<String> leave, List<Merge> merge) {

    public Files {
        carry = List.copyOf(carry);
        leave = List.copyOf(leave);
        merge = List.copyOf(merge);
    }

    /// How one file of configuration gets to the new home.
    ///
    /// @param path relative to the home
    /// @param format how the file is read
    /// @param moved old key → new key; empty new key drops it
    /// @param values key → (old value → new value), after `moved`
    /// @param set key → value written in every case (placeholders allowed), e.g. the database
    ///   address
    public record Merge(
            String path,
            Format format,
            Map<String, String> moved,
            Map<String, Map<String, String>> values,
            Map<String, String> set) {

        public Merge {
            moved = Map.copyOf(moved);
            values = Map.copyOf(values);
            set = Map.copyOf(set);
        }
    }

    public enum Format {
        PROPERTIES,
        ENVIRONMENT,
        INI,
        TOML,
        YAML,
        JSON,
        XML,
        TEXT
    }
}
