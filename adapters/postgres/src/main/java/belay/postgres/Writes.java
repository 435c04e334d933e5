package belay.postgres;

import belay.outside.Databases.Since;
import belay.postgres.Connections.Session;
import belay.proof.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What has been written since a moment, told by the transaction that every row carries.
final class Writes {

    private static final String TABLES =
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'belay_marks')
            """;

    /// What a session has written is counted when it is told, which idle ones do after ten seconds;
    /// TRUNCATE is not counted and leaves another file; a server that crashed has forgotten its
    /// counts, and says when (manual, 27.2 and 28.2.2).
    private static final String MARKS =
            """
            SELECT topn.nspname, top.relname, md5(string_agg(concat_ws(' ', c.oid, pg_relation_filenode(c.oid),
                pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid),
                pg_stat_get_tuples_deleted(c.oid), pg_postmaster_start_time(),
                pg_stat_get_db_stat_reset_time((SELECT oid FROM pg_database WHERE datname = current_database()))),
              ',' ORDER BY c.oid))
            FROM pg_class top JOIN pg_namespace topn ON topn.oid = top.relnamespace,
              LATERAL (SELECT top.oid AS relid WHERE top.relkind <> 'p'
                UNION ALL
                SELECT t.relid::oid FROM pg_partition_tree(top.oid) t WHERE top.relkind = 'p' AND t.isleaf) leaf
              JOIN pg_class c ON c.oid = leaf.relid
            WHERE top.relkind IN ('r', 'p', 'm') AND NOT top.relispartition AND top.relpersistence <> 't'
              AND (topn.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                OR top.oid = 'pg_largeobject'::regclass)
              AND topn.nspname !~ '^(pg_temp|pg_toast_temp)_'
            GROUP BY 1, 2
            """;

    private Writes() {}

    /// A word for each table, which its next write makes another.
    static Map<TableName, String> marks(Session session) throws SQLException {
        var marks = new HashMap<TableName, String>();
        for (var row : session.rows(MARKS)) {
            marks.put(new TableName(row.get(0), row.get(1)), row.get(2));
        }
        return marks;
    }

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
