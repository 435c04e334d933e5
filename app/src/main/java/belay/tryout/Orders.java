package belay.tryout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What was acknowledged to the writers, against what production holds.
///
/// @param acknowledged orders on the writers' lists
/// @param found those of them that the database holds
/// @param longestPause between two acknowledgements of the same writer
record Orders(long acknowledged, long found, Duration longestPause) {

    long lost() {
        return acknowledged - found;
    }

    /// The lists are read first: writers may go on meanwhile.
    ///
    /// @param directory of the writers' lists
    /// @param shop the database that clients use now
    static Orders compare(Path directory, Connection shop) throws IOException, SQLException {
        var lists = new ArrayList<List<String>>();
        for (int writer = 0; writer < Writers.COUNT; writer++) {
            lists.add(acknowledgements(directory.resolve("writer-" + writer)));
        }
        var held = held(shop);
        long acknowledged = 0;
        long found = 0;
        long longest = 0;
        for (int writer = 0; writer < Writers.COUNT; writer++) {
            long before = 0;
            for (var line : lists.get(writer)) {
                var space = line.indexOf(' ');
                acknowledged++;
                found += held[writer].get(Integer.parseInt(line.substring(0, space))) ? 1 : 0;
                long at = Long.parseLong(line.substring(space + 1));
                longest = before == 0 ? longest : Math.max(longest, at - before);
                before = at;
            }
        }
        return new Orders(acknowledged, found, Duration.ofMillis(longest));
    }

    private static BitSet[] held(Connection shop) throws SQLException {
        var held = new BitSet[Writers.COUNT];
        for (int writer = 0; writer < Writers.COUNT; writer++) {
            held[writer] = new BitSet();
        }
        shop.setAutoCommit(false);
        try (var statement = shop.createStatement()) {
            statement.setFetchSize(10_000);
            try (var rows =
                    statement.executeQuery(
                            "SELECT writer, serial FROM public.orders WHERE writer IS NOT NULL")) {
                while (rows.next()) {
                    held[rows.getInt(1)].set(rows.getInt(2));
                }
            }
        }
        return held;
    }

    /// The last line may be cut when the writers were killed: then its order was not acknowledged.
    private static List<String> acknowledgements(Path list) throws IOException {
        var text = Files.exists(list) ? Files.readString(list) : "";
        var whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().toList();
    }
}
