package belay.hosts;

import belay.outside.Fault;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A configuration file as keys and values that can be changed in place: what is not touched stays
/// as it is, byte for byte.
interface Document {

    /// One value. Two are the same when they mean the same, however they are written.
    ///
    /// @param text as a person would say it
    /// @param meaning with its type, where the format has types: the text "8080" is not the number
    ///   8080
    /// @param raw as it stands in the file
    record Value(String text, String meaning, String raw) {

        boolean means(@Nullable Value other) {
            return other != null && other.meaning.equals(meaning);
        }
    }

    /// In the file's order; keys of nested formats are paths, their parts joined by dots.
    SequencedMap<String, Value> values();

    /// Writes `value` at `key`, changing what is there or adding it at a fitting place.
    void put(String key, Value value) throws Fault;

    /// Nothing there is fine.
    void remove(String key) throws Fault;

    /// @param like what is there now, whose type and way of writing is kept
    /// @return a value that reads as `text`
    Value value(String text, @Nullable Value like) throws Fault;

    String text();

    /// What somebody has written beside the settings.
    ///
    /// @param before the setting that it stands before or behind; empty if there is none
    /// @param within what both stand in, where the format has such places; empty at the top
    /// @param text one comment as it is written, without blanks around it
    record Remark(String before, String within, String text) {

        /// However it is indented and broken into lines.
        String words() {
            return text.strip().replaceAll("\\s+", " ");
        }
    }

    /// In the file's order; none where the format has no comments.
    default List<Remark> remarks() {
        return List.of();
    }

    /// Puts a comment before its setting; where that is not here, at the end of what it stood in.
    default void remark(Remark remark) throws Fault {}

    /// Takes out of what is wanted what this format cannot hold beside the rest, and need not.
    default void settle(SequencedMap<String, Value> wanted) {}
}
