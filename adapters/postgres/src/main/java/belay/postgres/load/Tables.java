package belay.postgres.load;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the script's session what a name means there, and how its rows may come.
///
/// The names in the questions are the server's own; the answers come from the catalogue alone, so
/// that no question waits for a lock. What was answered is kept until something is changed; whoever
/// asks for many tables is told of all at once, since each question costs as much as a statement.
final class Tables {

    /// @param plain an ordinary table or materialised view that nothing inherits from: what locks
    ///   it locks nothing else
    /// @param ordered whether its rows may touch, or depend on, those of other tables: it has
    ///   triggers, among them those of foreign keys, or calls functions of the script on the way
    /// @param given columns that take values of the server's where the rows bring none
    /// @param temporary whether only this session sees it
    /// @param namesRoles whether its rows may name roles, which must be there
    record Table(
            String number,
            String schema,
            boolean plain,
            boolean ordered,
            List<String> given,
            boolean temporary,
            boolean namesRoles) {

        Table {
            given = List.copyOf(given);
        }

        /// Whether the rows have to come in their place.
        ///
        /// @param columns that they bring; empty if they bring all
        boolean ordered(List<String> columns) {
            return ordered || (!columns.isEmpty() && !columns.containsAll(given));
        }
    }

    /// What all columns of the answers mean is said once, for one table and for all.
    private static final String COLUMNS =
            """
            SELECT c.oid, n.nspname, c.relkind IN ('r', 'm') AND NOT c.relhassubclass,
              c.relhastriggers
                OR c.oid IN (SELECT k.conrelid FROM pg_catalog.pg_constraint k JOIN called d
                  ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid = k.oid)
                OR c.oid IN (SELECT a.attrelid FROM pg_catalog.pg_constraint k JOIN called d
                  ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid = k.oid
                  JOIN pg_catalog.pg_attribute a ON a.atttypid = k.contypid AND a.attnum > 0
                  WHERE k.contypid <> 0)
                OR c.oid IN (SELECT e.adrelid FROM pg_catalog.pg_attrdef e JOIN called d
                  ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = e.oid
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = e.adrelid AND a.attnum = e.adnum
                  WHERE coalesce(pg_catalog.to_jsonb(a)->>'attgenerated', '') <> '')
                OR c.oid IN (SELECT i.indrelid FROM pg_catalog.pg_index i JOIN called d
                  ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid),
              c.relpersistence = 't',
              EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                AND a.atttypid IN ('aclitem'::pg_catalog.regtype, '_aclitem'::pg_catalog.regtype,
                  'regrole'::pg_catalog.regtype, '_regrole'::pg_catalog.regtype)),
              pg_catalog.to_json(ARRAY(SELECT pg_catalog.encode(pg_catalog.convert_to(a.attname, 'UTF8'), 'hex')
                FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                AND (a.atthasdef OR a.attnotnull AND pg_catalog.to_jsonb(a)->>'attidentity' IN ('a', 'd'))
                AND (NOT a.atthasdef OR coalesce(pg_catalog.to_jsonb(a)->>'attgenerated', '') = ''))),
              c.relname, pg_catalog.pg_table_is_visible(c.oid)
            """;

    /// What functions of the script are called by.
    private static final String CALLED =
            """
            WITH called AS (SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_proc p ON d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.refobjid
              JOIN pg_catalog.pg_language l ON l.oid = p.prolang
              WHERE l.lanname NOT IN ('internal', 'c'))
            """;

    private static final String ONE =
            CALLED
                    + COLUMNS
                    + """
                    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.oid = pg_catalog.to_regclass(?)
                    """;

    private static final String ALL =
            CALLED
                    + COLUMNS
                    + """
                    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname !~ '^(pg_|information_schema$)'
                    """;

    private static final String COUNT =
            """
            SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema$)'
            """;

    /// So many questions for one table cost as much as one for all, whatever the number: so no
    /// script can make us ask for all again and again.
    private static final int SHARE = 16;

    private static final int FEW = 2;

    private final Session session;
    private final Map<String, Optional<Table>> known = new HashMap<>();
    private int asked;
    private int all;

    Tables(Session session) {
        this.session = session;
    }

    /// Something that was answered may be otherwise now.
    void forget() {
        known.clear();
    }

    /// @param name as it is meant by the script's session now
    Optional<Table> find(Name name) throws SQLException {
        var there = known.get(name.quoted());
        if (there != null) {
            return there;
        }
        asked++;
        if (asked > FEW + all / SHARE) {
            askAll();
            there = known.get(name.quoted());
        }
        if (there == null) {
            there = session.ask(ONE, name.quoted()).stream().map(Tables::table).findFirst();
            known.put(name.quoted(), there);
        }
        return there;
    }

    private void askAll() throws SQLException {
        var rows = session.ask(ALL);
        for (var row : rows) {
            var table = Optional.of(table(row));
            known.put(new Name(List.of(row.get(1), row.get(7))).quoted(), table);
            if (row.get(8).equals("t")) {
                known.put(new Name(List.of(row.get(7))).quoted(), table);
            }
        }
        asked = 0;
        all = rows.size();
    }

    private static Table table(List<String> row) {
        return new Table(
                row.get(0),
                row.get(1),
                row.get(2).equals("t"),
                row.get(3).equals("t"),
                names(row.get(6)),
                row.get(4).equals("t"),
                row.get(5).equals("t"));
    }

    /// Of a JSON list of names in hexadecimal digits, which no name can confuse.
    private static List<String> names(String json) {
        var names = new ArrayList<String>();
        for (var part : json.split("[^0-9a-f]+", -1)) {
            if (!part.isEmpty()) {
                names.add(
                        new String(
                                java.util.HexFormat.of().parseHex(part),
                                java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return names;
    }

    static long count(Session session) throws SQLException {
        return Long.parseLong(session.ask(COUNT).getFirst().getFirst());
    }
}
