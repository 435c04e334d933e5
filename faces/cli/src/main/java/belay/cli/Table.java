package belay.cli;

import belay.api.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Rows under headings, aligned whatever they are written in. Cells are shown, never obeyed.
final class Table {

    private static final String GAP = "  ";
    private static final int NARROWEST = 16;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();
    private int right = -1;

    private Table(List<String> headings) {
        this.headings = headings;
    }

    static Table of(String... headings) {
        return new Table(List.of(headings));
    }

    /// Numbers stand at the right of their column.
    Table numbers(int column) {
        right = column;
        return this;
    }

    void row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("cells: " + cells.length);
        }
        rows.add(List.of(cells).stream().map(Words::visible).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /// Without what no row has; the first column stays.
    Table withoutEmptyColumns() {
        var kept =
                IntStream.range(0, headings.size())
                        .filter(i -> i == 0 || rows.stream().anyMatch(row -> !row.get(i).isEmpty()))
                        .boxed()
                        .toList();
        var table = new Table(kept.stream().map(headings::get).toList());
        table.right = kept.indexOf(right);
        rows.forEach(row -> table.rows.add(kept.stream().map(row::get).toList()));
        return table;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(line(headings));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    /// How wide it is when no line is broken.
    int columns() {
        int columns = (headings.size() - 1) * GAP.length();
        for (int i = 0; i < headings.size(); i++) {
            columns += width(i);
        }
        return columns;
    }

    /// The same within `columns`: cells of one column are broken into several lines.
    ///
    /// @param flexible the column that is made as narrow as it has to be, but not below its heading
    List<String> lines(int columns, int flexible) {
        int room = Math.max(NARROWEST, width(flexible) - Math.max(0, columns() - columns));
        var narrow = new Table(headings);
        narrow.right = right;
        for (var row : rows) {
            var parts = Wrap.cell(row.get(flexible), room);
            for (int i = 0; i < parts.size(); i++) {
                var cells = new ArrayList<String>();
                for (int cell = 0; cell < row.size(); cell++) {
                    cells.add(cell == flexible ? parts.get(i) : i == 0 ? row.get(cell) : "");
                }
                narrow.rows.add(cells);
            }
        }
        return narrow.lines();
    }

    private String line(List<String> cells) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            line.append(i == 0 ? "" : GAP)
                    .append(
                            i == right
                                    ? Columns.paddedLeft(cell, width(i))
                                    : Columns.padded(cell, width(i)));
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = Columns.of(headings.get(column));
        for (var row : rows) {
            width = Math.max(width, Columns.of(row.get(column)));
        }
        return width;
    }
}
