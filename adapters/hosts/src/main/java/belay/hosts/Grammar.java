package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a format of lines is read and written: properties, environment, INI, TOML.
interface Grammar {

    /// A piece of the file; all pieces one after another are the file.
    ///
    /// @param section the table it stands in, empty at the top
    /// @param key whole path; empty for comments, blank lines and headers
    /// @param before all up to the value
    /// @param after all behind it, the line's end included
    record Item(String section, String key, String before, Value value, String after) {

        static Item between(String section, String text) {
            return new Item(section, "", text, new Value("", "", ""), "");
        }

        String text() {
            return before + value.raw() + after;
        }

        Item with(Value other) {
            return new Item(section, key, before, other, after);
        }
    }

    /// Where a new key goes.
    ///
    /// @param name what is written, in `section`, for the key
    record Place(String section, String name) {}

    List<Item> parse(String text) throws Fault;

    /// What begins a comment.
    default String comments() {
        return "#";
    }

    /// The settings that lie within a value, where this format has such values.
    default Optional<TomlInline> inside(Value value) throws Fault {
        return Optional.empty();
    }

    /// What a key means that stands in the file a second time.
    ///
    /// @return nothing if it may not
    default Optional<Value> again(Value first, Value second) {
        return Optional.empty();
    }

    Value value(String text, @Nullable Value like) throws Fault;

    Place place(String key, Set<String> sections);

    /// Writes a setting that was not there.
    ///
    /// @param end the line end of this file
    Item make(Place place, String key, Value value, String end);

    /// The header that begins `section`.
    String header(String section, String end);

    /// What becomes of `item` when it gets another value.
    default Item change(Item item, Value value, String end) {
        return item.with(value);
    }
}
