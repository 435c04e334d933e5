package belay.cli;

import java.util.ArrayList;
import java.util.List;

/// Breaks text between words, so that no line is wider than the terminal. A word that is wider
/// itself, such as an address, stays whole.
final class Wrap {

    private Wrap() {}

    /// @return at least one line
    static List<String> lines(String text, int columns) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        int used = 0;
        for (var word : text.strip().split(" +", -1)) {
            int width = Columns.of(word);
            if (used > 0 && used + 1 + width > columns) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            if (used > 0) {
                line.append(' ');
                used++;
            }
            line.append(word);
            used += width;
        }
        lines.add(line.toString());
        return lines;
    }

    /// For a cell: a word that is wider than its column is cut, or it would push all columns apart.
    static List<String> cell(String text, int columns) {
        var pieces = new ArrayList<String>();
        for (var word : text.strip().split(" +", -1)) {
            var rest = word;
            while (Columns.of(rest) > columns && rest.length() > columns) {
                int end = cut(rest, columns);
                pieces.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
            pieces.add(rest);
        }
        return lines(String.join(" ", pieces), columns);
    }

    /// Behind a sign that parts a name, if there is one in the second half of the line.
    private static int cut(String word, int columns) {
        for (int end = columns; end > columns / 2; end--) {
            if ("/_.-".indexOf(word.charAt(end - 1)) >= 0) {
                return end;
            }
        }
        return columns;
    }

    /// The first line after `label`, the others below its text.
    static List<String> hanging(String label, String text, int columns) {
        int indent = Columns.of(label);
        var lines = new ArrayList<String>();
        for (var line : lines(text, Math.max(1, columns - indent))) {
            lines.add((lines.isEmpty() ? label : " ".repeat(indent)) + line);
        }
        return lines;
    }
}
