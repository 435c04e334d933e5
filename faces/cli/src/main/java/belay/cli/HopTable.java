package belay.cli;

import java.util.ArrayList;
import java.util.List;

/// The hops of a way, one line for each. Where addresses leave no room for reasons, they stand
/// below.
final class HopTable {

    private static final int WHY = 2;

    private final String second;
    private final List<Row> rows = new ArrayList<>();

    /// @param second the heading of what is told beside the release
    HopTable(String second) {
        this.second = second;
    }

    private record Row(String release, String told, String why, String source) {}

    void row(String release, String told, String why, String source) {
        rows.add(new Row(release, told, why, source));
    }

    List<String> lines(int columns) {
        var whole = Table.of("RELEASE", second, "WHY", "SOURCE");
        rows.forEach(row -> whole.row(row.release(), row.told(), row.why(), row.source()));
        if (whole.columns() <= columns) {
            return whole.lines();
        }
        var sources = new Sources();
        var table = Table.of("RELEASE", second, "WHY", "SOURCE");
        for (var row : rows) {
            table.row(row.release(), row.told(), row.why(), sources.mark(row.source()));
        }
        var lines = new ArrayList<>(table.lines(columns, WHY));
        lines.addAll(sources.lines(columns));
        return lines;
    }
}
