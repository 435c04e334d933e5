package belay.postgres.load;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Asks the script's session what a name means there, and how its rows may come.
///
/// The names in the questions are the server's own; the answers come from the catalogue alone, so
/// that no question waits for a lock.
final class Tables {

    /// @param plain an ordinary table or materialised view that nothing inherits from: what locks
    ///   it locks nothing else
    /// @param ordered whether its rows may touch, or depend on, those of other tables: it has
    ///   triggers, among them those of foreign keys, or calls functions of the script on the way,
    ///   or takes values that the script does not give
    /// @param temporary whether only this session sees it
    record Table(String number, String schema, boolean plain, boolean ordered, boolean temporary) {}

    private static final String TABLE =
            """
            SELECT c.oid, n.nspname, c.relkind IN ('r', 'm') AND NOT c.relhassubclass,
              c.relhastriggers
                OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND (a.atthasdef OR pg_catalog.to_jsonb(a)->>'attidentity' IN ('a', 'd'))
                    AND coalesce(pg_catalog.to_jsonb(a)->>'attgenerated', '') = ''
                    AND ? <> '{}' AND a.attname <> ALL (?::text[]))
                OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                  JOIN pg_catalog.pg_proc p ON d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.refobjid
                  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
                  WHERE l.lanname NOT IN ('internal', 'c') AND (
                    d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid IN (
                      SELECT k.oid FROM pg_catalog.pg_constraint k
                      WHERE k.conrelid = c.oid OR k.contypid IN (SELECT a.atttypid FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0))
                    OR d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid IN (
                      SELECT e.oid FROM pg_catalog.pg_attrdef e JOIN pg_catalog.pg_attribute a ON a.attrelid = e.adrelid AND a.attnum = e.adnum
                      WHERE e.adrelid = c.oid AND coalesce(pg_catalog.to_jsonb(a)->>'attgenerated', '') <> '')
                    OR d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid IN (
                      SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid))),
              c.relpersistence = 't'
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = pg_catalog.to_regclass(?)
            """;

    private static final String COUNT =
            """
            SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema$)'
            """;

    private Tables() {}

    /// @param columns that the rows bring; empty if they bring all
    static Optional<Table> find(Session session, Name name, List<String> columns)
            throws SQLException {
        var given = array(columns);
        return session.ask(TABLE, given, given, name.quoted()).stream()
                .map(row ->
                        new Table(
                                row.get(0),
                                row.get(1),
                                row.get(2).equals("t"),
                                row.get(3).equals("t"),
                                row.get(4).equals("t")))
                .findFirst();
    }

    private static String array(List<String> columns) {
        var array = new StringBuilder("{");
        for (var column : columns) {
            array.append(array.length() > 1 ? "," : "")
                    .append('"')
                    .append(column.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return array.append('}').toString();
    }

    static long count(Session session) throws SQLException {
        return Long.parseLong(session.ask(COUNT).getFirst().getFirst());
    }
}
