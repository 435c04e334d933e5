package belay.postgres;

import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What belongs to a database itself and to nothing in it: owner, rights, settings, limit of
/// connections, comment, labels, encoding and locale.
///
/// Neither `CREATE DATABASE … TEMPLATE` nor `pg_dump` without `--create` carries it (PostgreSQL
/// manual, CREATE DATABASE, Notes). On 15 and later the owner is also what `pg_database_owner`
/// means in every schema: a product that lost its database may create no table in `public`.
final class DatabaseProperties {

    private static final String OWNER =
            "SELECT format('OWNER %I', pg_get_userbyid(datdba)) FROM pg_database WHERE datname = ?";

    /// The version of the collation is recorded, not found anew, so that a copy of the files keeps
    /// the warning that its indexes may be in another order.
    private static final String COLLATION_VERSION =
            """
            SELECT format('COLLATION_VERSION %L', to_jsonb(d) ->> 'datcollversion') FROM pg_database d
            WHERE datname = ? AND to_jsonb(d) ->> 'datcollversion' IS NOT NULL
            """;

    /// Columns have come and changed their names with the releases: `to_jsonb` asks for those that
    /// are there.
    private static final String LIKE =
            """
            SELECT concat_ws(' ',
              format('ENCODING %L LC_COLLATE %L LC_CTYPE %L TABLESPACE %I',
                pg_encoding_to_char(encoding), datcollate, datctype, spcname),
              CASE j ->> 'datlocprovider'
                WHEN 'c' THEN 'LOCALE_PROVIDER libc'
                WHEN 'i' THEN format('LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(j ->> 'datlocale', j ->> 'daticulocale'))
                WHEN 'b' THEN format('LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', j ->> 'datlocale') END,
              CASE WHEN j ->> 'daticurules' IS NOT NULL THEN format('ICU_RULES %L', j ->> 'daticurules') END)
            FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace, to_jsonb(d) j
            WHERE datname = ?
            """;

    /// Grants of the owner first: those of others rest on them.
    private static final String RIGHTS =
            """
            SELECT CASE WHEN grantor = datdba THEN '' ELSE pg_get_userbyid(grantor) END,
              format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, ?::text,
                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_database, aclexplode(datacl) WITH ORDINALITY
            WHERE datname = ? ORDER BY grantor <> datdba, ordinality
            """;

    private static final String NO_RIGHTS =
            """
            SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC, %I', ?::text, pg_get_userbyid(datdba))
            FROM pg_database WHERE datname = ? AND datacl IS NOT NULL
            """;

    /// What Belay itself keeps on a fenced database is not the database's own.
    private static final String SETTINGS =
            """
            SELECT coalesce(rolname, ''), split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
            FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
              LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) setting
            WHERE datname = ? AND setting !~ '^belay\\.kept_limit=' ORDER BY 1, 2
            """;

    private static final String REST =
            """
            SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', ?::text, coalesce(
                (SELECT split_part(setting, '=', 2) FROM pg_db_role_setting s, unnest(s.setconfig) setting
                 WHERE s.setdatabase = d.oid AND s.setrole = 0 AND setting ~ '^belay\\.kept_limit='), datconnlimit::text))
            FROM pg_database d WHERE datname = ?
            UNION ALL
            SELECT format('ALTER DATABASE %I IS_TEMPLATE true', ?::text) FROM pg_database WHERE datname = ? AND datistemplate
            UNION ALL
            SELECT format('COMMENT ON DATABASE %I IS %L', ?::text, shobj_description(oid, 'pg_database'))
            FROM pg_database WHERE datname = ? AND shobj_description(oid, 'pg_database') IS NOT NULL
            UNION ALL
            SELECT format('SECURITY LABEL FOR %I ON DATABASE %I IS %L', provider, ?::text, label)
            FROM pg_shseclabel l JOIN pg_database d ON d.oid = l.objoid AND l.classoid = 'pg_database'::regclass
            WHERE datname = ?
            """;

    private static final String ALL =
            """
            SELECT 'owner', pg_get_userbyid(datdba) FROM pg_database WHERE datname = ?
            UNION ALL
            SELECT 'rights', (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(datacl) a)
            FROM pg_database WHERE datname = ?
            UNION ALL
            SELECT 'limit of connections', coalesce(
                (SELECT split_part(setting, '=', 2) FROM pg_db_role_setting s, unnest(s.setconfig) setting
                 WHERE s.setdatabase = d.oid AND s.setrole = 0 AND setting ~ '^belay\\.kept_limit='), datconnlimit::text)
            FROM pg_database d WHERE datname = ?
            UNION ALL
            SELECT 'comment', shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = ?
            UNION ALL
            SELECT 'label of ' || provider, label
            FROM pg_shseclabel l JOIN pg_database d ON d.oid = l.objoid AND l.classoid = 'pg_database'::regclass
            WHERE datname = ?
            UNION ALL
            SELECT 'locale', concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype, j ->> 'datlocprovider',
              coalesce(j ->> 'datlocale', j ->> 'daticulocale'), j ->> 'daticurules')
            FROM pg_database d, to_jsonb(d) j WHERE datname = ?
            UNION ALL
            SELECT 'template', datistemplate::text FROM pg_database WHERE datname = ?
            UNION ALL
            SELECT 'setting ' || split_part(setting, '=', 1) || coalesce(' of role ' || rolname, ''), setting
            FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
              LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) setting
            WHERE datname = ? AND setting !~ '^belay\\.kept_limit='
            ORDER BY 1, 2
            """;

    private static final int QUESTIONS = 8;

    /// Their values are lists of names, each of which is quoted by itself (`GUC_LIST_QUOTE` in the
    /// server's `guc_tables.c`, as `pg_dump` knows them).
    private static final Set<String> LISTS =
            Set.of(
                    "local_preload_libraries",
                    "search_path",
                    "session_preload_libraries",
                    "shared_preload_libraries",
                    "temp_tablespaces",
                    "unix_socket_directories");

    private DatabaseProperties() {}

    /// For `CREATE DATABASE … TEMPLATE`: what can only be given when it is made.
    static String ofTemplate(Session session, String database) throws SQLException {
        return session.one(OWNER, database) + " " + session.one(COLLATION_VERSION, database);
    }

    /// For `CREATE DATABASE … TEMPLATE template0`.
    static String ofNew(Session session, String database) throws SQLException {
        return session.one(OWNER, database) + " " + session.one(LIKE, database);
    }

    /// Gives `copy`, which has nothing of the kind yet, what `database` has.
    ///
    /// @throws Fault.Permanent if afterwards the two are not the same
    static void carry(Session session, String database, String copy) throws SQLException, Fault {
        session.execute("BEGIN; " + String.join("; ", statements(session, database, copy)));
        session.execute("COMMIT");
        var was = all(session, database);
        var is = all(session, copy);
        if (!was.equals(is)) {
            var missing = new ArrayList<>(was);
            missing.removeAll(is);
            var added = new ArrayList<>(is);
            added.removeAll(was);
            throw new Fault.Permanent(
                    Problem.of(
                                    "COPY:DATABASE",
                                    "the copy of the database " + database + " is not like it")
                            .value(added.toString())
                            .expected(missing.toString())
                            .advice(
                                    "Give Belay's role the rights for it, or use the route physical"));
        }
    }

    /// Each what, and its value.
    static List<List<String>> all(Session session, String database) throws SQLException {
        var values = new String[QUESTIONS];
        java.util.Arrays.fill(values, database);
        return session.rows(ALL, (Object[]) values);
    }

    private static List<String> statements(Session session, String database, String copy)
            throws SQLException {
        var statements = new ArrayList<String>();
        session.rows(NO_RIGHTS, copy, database).forEach(row -> statements.add(row.getFirst()));
        for (var right : session.rows(RIGHTS, copy, database)) {
            if (right.getFirst().isEmpty()) {
                statements.add(right.getLast());
            } else {
                statements.add("SET LOCAL ROLE " + Fingerprints.quoted(right.getFirst()));
                statements.add(right.getLast());
                statements.add("RESET ROLE");
            }
        }
        for (var setting : session.rows(SETTINGS, database)) {
            statements.add(
                    session.one(
                                    "SELECT CASE ?::text WHEN '' THEN format('ALTER DATABASE %I SET %I TO ', ?::text, ?::text)"
                                            + " ELSE format('ALTER ROLE %I IN DATABASE %I SET %I TO ', ?::text, ?::text, ?::text) END",
                                    setting.get(0),
                                    copy,
                                    setting.get(1),
                                    setting.get(0),
                                    copy,
                                    setting.get(1))
                            + value(session, setting.get(1), setting.get(2)));
        }
        session.rows(REST, copy, database, copy, database, copy, database, copy, database)
                .forEach(row -> statements.add(row.getFirst()));
        return statements;
    }

    private static String value(Session session, String name, String value) throws SQLException {
        if (!LISTS.contains(name)) {
            return session.one("SELECT quote_literal(?::text)", value);
        }
        var quoted = new ArrayList<String>();
        for (var element : elements(value)) {
            quoted.add(session.one("SELECT quote_literal(?::text)", element));
        }
        return String.join(", ", quoted);
    }

    /// `a, "B, c"` are two. An empty list is one empty name, as `pg_dump` writes it.
    static List<String> elements(String list) {
        var elements = new ArrayList<String>();
        var element = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < list.length(); i++) {
            char letter = list.charAt(i);
            if (letter == '"' && quoted && list.startsWith("\"\"", i)) {
                element.append('"');
                i++;
            } else if (letter == '"') {
                quoted = !quoted;
            } else if (letter == ',' && !quoted) {
                elements.add(element.toString());
                element.setLength(0);
            } else if (quoted || letter != ' ') {
                element.append(letter);
            }
        }
        elements.add(element.toString());
        return elements;
    }
}
