package belay.cli;

import belay.api.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A heading and what stands below it: a label and a text for each entry, aligned and broken at the
/// terminal's width. A long section is cut, and says so.
final class Section {

    private static final int MOST = 8;
    private static final int WIDEST_LABEL = 30;
    private static final String INDENT = "  ";

    /// Columns that a text needs beside its label; else it stands below.
    private static final int LEAST_TEXT = 32;

    private final String heading;
    private final List<Entry> entries = new ArrayList<>();

    Section(String heading) {
        this.heading = heading;
    }

    private record Entry(String label, String text) {}

    void add(String label, String text) {
        entries.add(new Entry(Words.visible(label), Words.visible(text)));
    }

    /// @param all whether nothing is cut
    /// @return beginning with an empty line; nothing for a section without entries
    List<String> lines(int columns, boolean all) {
        if (entries.isEmpty()) {
            return List.of();
        }
        var shown = all || entries.size() <= MOST ? entries : entries.subList(0, MOST);
        int width =
                shown.stream()
                        .mapToInt(entry -> Columns.of(entry.label()))
                        .filter(label -> label <= widestLabel(columns))
                        .max()
                        .orElse(0);
        var lines = new ArrayList<String>(List.of("", heading));
        shown.stream().flatMap(entry -> lines(entry, width, columns)).forEach(lines::add);
        if (shown.size() < entries.size()) {
            lines.add(
                    INDENT
                            + "… and "
                            + Words.number(entries.size() - shown.size())
                            + " more; --all shows them");
        }
        return lines;
    }

    private static int widestLabel(int columns) {
        return Math.min(WIDEST_LABEL, columns - 2 * INDENT.length() - LEAST_TEXT);
    }

    private static Stream<String> lines(Entry entry, int width, int columns) {
        var label = INDENT + Columns.padded(entry.label(), width) + INDENT;
        if (Columns.of(entry.label()) <= width) {
            return Wrap.hanging(label, entry.text(), columns).stream();
        }
        var indent = INDENT + INDENT + " ".repeat(width);
        return Stream.concat(
                Wrap.hanging(INDENT, entry.label(), columns).stream(),
                Wrap.hanging(indent, entry.text(), columns).stream());
    }
}
