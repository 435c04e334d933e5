package belay.postgres.load;

import belay.outside.DumpScript.Piece.Statement;
import belay.outside.Fault;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Statements that are sent several at once: waiting for each answer takes longer than most of them
/// do.
///
/// Several statements are one transaction, so that those of a failed lot can be sent again one by
/// one, to tell which it was and what is to be done about it.
final class Lot {

    private static final int MOST = 200;
    private static final int MOST_CHARACTERS = 256 << 10;

    /// What happens to one statement of a lot.
    interface Part {

        /// It is sent alone.
        ///
        /// @return rows that were sent by it
        long alone() throws Fault, InterruptedException;

        /// It was done together with the others.
        default void done() {}
    }

    private record Waiting(Statement statement, Part part) {}

    private final Session session;
    private final List<Waiting> waiting = new ArrayList<>();
    private int characters;

    Lot(Session session) {
        this.session = session;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Within a transaction of the script each is sent at once.
    ///
    /// @return rows that were sent by it
    long add(Statement statement, Part part) throws Fault, InterruptedException {
        waiting.add(new Waiting(statement, part));
        characters += statement.text().length();
        boolean full = waiting.size() >= MOST || characters >= MOST_CHARACTERS;
        return full || session.inTransaction() ? flush() : 0;
    }

    long flush() throws Fault, InterruptedException {
        if (waiting.isEmpty()) {
            return 0;
        }
        var lot = List.copyOf(waiting);
        waiting.clear();
        characters = 0;
        return lot.size() == 1 ? lot.getFirst().part().alone() : send(lot);
    }

    private long send(List<Waiting> lot) throws Fault, InterruptedException {
        try {
            long rows =
                    session.execute(
                            together(lot.stream().map(one -> one.statement().text()).toList()));
            lot.forEach(one -> one.part().done());
            return rows;
        } catch (SQLException e) {
            if (Failures.gone(Failures.state(e))) {
                throw Failures.ofServer(e);
            }
            long rows = 0;
            for (var one : lot) {
                rows += one.part().alone();
            }
            return rows;
        }
    }

    /// As one text for the server.
    static String together(List<String> statements) {
        var together = new StringBuilder();
        // A statement may end in a comment that reaches to the end of its line.
        statements.forEach(statement -> together.append(statement).append("\n;\n"));
        return together.toString();
    }
}
