package belay.postgres;

import belay.outside.Databases.Reading;
import belay.postgres.Connections.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// A table on one of two sides that are held against each other, in a transaction of its own.
///
/// @param only `ONLY `, but for a partitioned table: it has no rows but those of its partitions
/// @param end by the clock of `System.nanoTime`, after which nothing more is asked
record TableSide(Session session, Reading of, String only, long end) {

    private static final String PARTITIONED =
            """
            SELECT c.relkind = 'p' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?
            """;

    /// Begins a transaction.
    ///
    /// @param moment the exported snapshot to read by; empty for now
    static TableSide of(Session session, Reading of, String moment, long end) throws SQLException {
        var only =
                session.one(PARTITIONED, of.table().schema(), of.table().name()).equals("t")
                        ? ""
                        : "ONLY ";
        session.execute(Fingerprints.SAME_WORDS);
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if (!moment.isEmpty()) {
            session.execute("SET TRANSACTION SNAPSHOT '" + moment.replace("'", "''") + "'");
        }
        return new TableSide(session, of, only, end);
    }

    List<List<String>> rows(String what, String then) throws SQLException {
        return asked(select(what, then));
    }

    String select(String what, String then) throws SQLException {
        return "SELECT "
                + what
                + " FROM "
                + only
                + Fingerprints.quoted(of.table().schema())
                + "."
                + Fingerprints.quoted(of.table().name())
                + " WHERE "
                + Writes.olderThan(of.before(), Writes.next(session))
                + then;
    }

    List<List<String>> asked(String sql) throws SQLException {
        limit();
        return session.rows(sql);
    }

    void limit() throws SQLException {
        long millis = Math.max(1, (end - System.nanoTime()) / 1_000_000);
        session.execute("SET LOCAL statement_timeout = " + Math.min(millis, 1_000_000_000));
    }

    String value(int column) {
        return Fingerprints.value(of, of.columns().get(column));
    }

    /// A 64-bit hash of the words of these columns in a row.
    String hash(List<Integer> which) {
        return "hashtextextended(ROW("
                + which.stream().map(this::value).collect(Collectors.joining(", "))
                + ")::text COLLATE \"C\", 0)";
    }
}
