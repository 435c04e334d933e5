package belay.postgres;

import belay.postgres.Connections.Session;
import belay.proof.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// Which transaction wrote a row, and whether a table was written to since a moment.
final class Writes {

    /// The numbers that never are a transaction's own: invalid, the server's first, and frozen by a
    /// server before 9.4.
    private static final int FIRST = 3;

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

    /// The first transaction that the session's snapshot does not see, as a number that never
    /// wraps.
    static long next(Session session) throws SQLException {
        return session.number("SELECT txid_snapshot_xmax(txid_current_snapshot())");
    }

    /// A condition on rows: written by a transaction before `boundary`.
    ///
    /// Their headers hold the low 32 bits of a transaction's number. Those from `boundary` to
    /// `next` are the young ones; every other number is older, however it compares: what is frozen
    /// keeps the number it had, and `age()` of one from more than 2^31 transactions ago is negative
    /// (PostgreSQL manual, 24.1.5, "Preventing Transaction ID Wraparound Failures": since 9.4
    /// freezing preserves the row's original `xmin`). A frozen row whose number comes round to be
    /// among the young ones, four thousand million transactions later, is taken for young.
    ///
    /// @param boundary 0 for all rows
    /// @param next the first transaction that cannot be seen yet
    static String olderThan(long boundary, long next) {
        return boundary == 0
                ? "true"
                : "((xmin::text::bigint < "
                        + FIRST
                        + ") OR (((xmin::text::bigint - "
                        + (boundary & 0xFFFF_FFFFL)
                        + ") & 4294967295) >= "
                        + Math.max(0, next - boundary)
                        + "))";
    }
}
