package belay.postgres.load;

import belay.outside.DumpScript.Piece.Statement;
import belay.outside.Fault;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Rows that come as statements, sent several at once: waiting for each answer would take longer
/// than the rows.
///
/// Several statements are one transaction, so that those of a failed lot can be sent again one by
/// one, to tell which it was.
final class Inserts {

    private static final int MOST = 500;
    private static final int MOST_CHARACTERS = 256 << 10;

    private final Session session;
    private final List<Statement> waiting = new ArrayList<>();
    private int characters;

    Inserts(Session session) {
        this.session = session;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// @return rows that were sent by it
    long add(Statement statement) throws Fault {
        waiting.add(statement);
        characters += statement.text().length();
        boolean full = waiting.size() >= MOST || characters >= MOST_CHARACTERS;
        return full || session.inTransaction() ? flush() : 0;
    }

    long flush() throws Fault {
        if (waiting.isEmpty()) {
            return 0;
        }
        var lot = List.copyOf(waiting);
        waiting.clear();
        characters = 0;
        return lot.size() == 1 ? send(lot.getFirst()) : send(lot);
    }

    private long send(List<Statement> lot) throws Fault {
        var together = new StringBuilder();
        // A statement may end in a comment that reaches to the end of its line.
        lot.forEach(statement -> together.append(statement.text()).append("\n;\n"));
        try {
            return session.execute(together.toString());
        } catch (SQLException e) {
            if (Failures.gone(Failures.state(e))) {
                throw Failures.ofServer(e);
            }
            long rows = 0;
            for (var statement : lot) {
                rows += send(statement);
            }
            return rows;
        }
    }

    private long send(Statement statement) throws Fault {
        try {
            return session.execute(statement.text());
        } catch (SQLException e) {
            throw Failures.ofStatement(e, statement.text(), statement.line(), session.major(), "");
        }
    }
}
