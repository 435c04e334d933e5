package belay.postgres;

import belay.outside.Databases.Since;
import belay.postgres.Connections.Session;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;

/// What has been written since a moment, told by the transaction that every row carries.
final class Writes {

    private static final String TABLES =
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'belay_marks')
            """;

    private Writes() {}

    /// Transactions of which no row is left visible (each was overwritten or deleted since) are not
    /// seen.
    static Since since(Session session, long boundary) throws SQLException {
        var transactions = new HashSet<String>();
        long rows = 0;
        for (var table : session.rows(TABLES)) {
            for (var row : session.rows(younger(table, boundary))) {
                transactions.add(row.get(0));
                rows += Long.parseLong(row.get(1));
            }
        }
        return new Since(transactions.size(), rows);
    }

    private static String younger(List<String> table, long boundary) {
        return "SELECT xmin, count(*) FROM ONLY "
                + Fingerprints.quoted(table.get(0))
                + "."
                + Fingerprints.quoted(table.get(1))
                + " WHERE NOT "
                + olderThan(boundary)
                + " GROUP BY xmin";
    }

    /// A condition on rows. Their headers hold the low 32 bits of a transaction's number, which
    /// wrap around; the server compares ages, and what is frozen is older than everything.
    ///
    /// @param boundary 0 for all rows
    static String olderThan(long boundary) {
        return boundary == 0
                ? "true"
                : "(age(xmin) > age('" + (boundary & 0xFFFF_FFFFL) + "'::xid))";
    }
}
