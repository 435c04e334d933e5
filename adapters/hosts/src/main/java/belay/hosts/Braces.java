package belay.hosts;

import java.util.List;

/// Changes the settings of a `{…}` in place: JSON objects, YAML's flow mappings and TOML's inline
/// tables differ in how a setting is written, not in how settings follow one another.
final class Braces {

    private Braces() {}

    /// Where a setting stands.
    ///
    /// @param begin of its key
    /// @param end of its value
    record Span(int begin, int end) {}

    /// Adds a setting behind the last one, on a line of its own if the last one has one.
    ///
    /// @param open of the brace
    /// @param settings in the order of the text
    static String add(String text, int open, List<Span> settings, String setting) {
        if (settings.isEmpty()) {
            int close = text.indexOf('}', open);
            return text.substring(0, open + 1) + setting + text.substring(close);
        }
        Span last = settings.getLast();
        int line = text.lastIndexOf('\n', last.begin() - 1) + 1;
        String indentation = text.substring(line, last.begin());
        boolean ownLine = line > open && indentation.isBlank();
        String gap = ownLine ? Lines.end(text) + indentation : " ";
        return text.substring(0, last.end()) + "," + gap + setting + text.substring(last.end());
    }

    /// Takes a setting out with the comma that parts it from its neighbour.
    static String remove(String text, List<Span> settings, int index) {
        Span gone = settings.get(index);
        int begin = index > 0 ? settings.get(index - 1).end() : gone.begin();
        boolean first = index == 0 && settings.size() > 1;
        int end = first ? settings.get(1).begin() : gone.end();
        return text.substring(0, begin) + text.substring(end);
    }
}
