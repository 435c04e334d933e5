package belay.postgres.load;

import belay.outside.DumpScript.Piece.Statement;
import belay.outside.Fault;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// Sends one statement, and does what can be done if the server refuses it: what is harmless is
/// mended, what neither rows nor their protection need is left out, each is told, and all else ends
/// the load.
final class Mending {

    private static final String NO_RIGHT = "42501";
    private static final String MISSING_OBJECT = "42704";
    private static final String MISSING_TABLE = "42P01";
    private static final String SYNTAX = "42601";
    private static final String INVALID_VALUE = "22023";

    private static final Set<String> MISSING =
            Set.of(MISSING_TABLE, "42883", "3F000", MISSING_OBJECT);

    private final Session session;
    private final Remarks remarks;
    private final Roles roles;
    private final LeftOuts leftOuts = new LeftOuts();

    Mending(Session session, Remarks remarks, Roles roles) {
        this.session = session;
        this.remarks = remarks;
        this.roles = roles;
    }

    Fault failed(SQLException e, Statement statement) {
        return Failures.ofStatement(
                e, statement.text(), statement.line(), session.major(), remarks.hint());
    }

    /// @return rows that were changed
    long send(Statement statement) throws Fault, InterruptedException {
        try {
            return session.execute(statement.text());
        } catch (SQLException e) {
            return again(statement, e);
        }
    }

    /// Within a transaction nothing can be done any more.
    private long again(Statement statement, SQLException first) throws Fault, InterruptedException {
        var e = first;
        while (!session.inTransaction()) {
            if (leftOuts.explain(statement.text(), e)) {
                remarks.leftOut("DEPENDENT", leftOuts.words(statement.text(), e));
                return 0;
            }
            if (!roles.make(e)) {
                break;
            }
            try {
                return session.execute(statement.text());
            } catch (SQLException next) {
                e = next;
            }
        }
        throw failed(e, statement);
    }

    /// A failure must not end the transaction that the script has open.
    private void attempt(String sql) throws SQLException {
        if (!session.inTransaction()) {
            session.execute(sql);
            return;
        }
        session.execute("SAVEPOINT belay");
        try {
            session.execute(sql);
            session.execute("RELEASE SAVEPOINT belay");
        } catch (SQLException e) {
            if (session.inTransaction()) {
                session.execute("ROLLBACK TO SAVEPOINT belay");
            }
            throw e;
        }
    }

    /// As [#attempt(String)]; roles that are missing are made.
    private void attemptWithRoles(String sql) throws SQLException, Fault, InterruptedException {
        while (true) {
            try {
                attempt(sql);
                return;
            } catch (SQLException e) {
                if (!roles.make(e)) {
                    throw e;
                }
            }
        }
    }

    // ---- settings

    /// A setting that this server does not know, or cannot follow, changes where and how rows lie,
    /// not what they are.
    ///
    /// @return the statement that took effect; empty if none did
    String set(Sort.Setting setting, Statement statement) throws Fault {
        try {
            attempt(statement.text());
            return statement.text();
        } catch (SQLException e) {
            return instead(setting, statement, e);
        }
    }

    private String instead(Sort.Setting setting, Statement statement, SQLException e) throws Fault {
        var state = Failures.state(e);
        var value = Failures.visible(setting.value(), 63);
        if (setting.name().equals("default_tablespace") && state.equals(INVALID_VALUE)) {
            remarks.mended(
                    "TABLESPACE",
                    "the tablespace " + value + " is not here: its tables lie in the usual one");
            return set(
                    new Sort.Setting(setting.name(), ""),
                    new Statement("SET default_tablespace = ''", statement.line()));
        }
        if (setting.name().equals("default_table_access_method")
                && Set.of(INVALID_VALUE, MISSING_OBJECT).contains(state)) {
            remarks.mended(
                    "ACCESS_METHOD",
                    "the table access method " + value + " is not here: its tables lie in heap");
            return session.major() < 12
                    ? ""
                    : set(
                            new Sort.Setting(setting.name(), "heap"),
                            new Statement(
                                    "SET default_table_access_method = heap", statement.line()));
        }
        if (setting.name().equals("default_with_oids") && state.equals("0A000")) {
            remarks.leftOut(
                    "SETTING",
                    "the hidden column oid of tables, which servers since 12 do not have");
            return "";
        }
        if (state.equals(MISSING_OBJECT)) {
            remarks.leftOut(
                    "SETTING",
                    "the setting "
                            + Failures.visible(setting.name(), 63)
                            + ", which this server does not know");
            return "";
        }
        throw failed(e, statement);
    }

    // ---- what may be left out

    void dispensable(Statement statement, Sort.Dispensable sort) throws Fault {
        try {
            attempt(statement.text());
        } catch (SQLException e) {
            if (!sort.states().contains(Failures.state(e))
                    && !ofAnExtension(sort, e)
                    && !leftOuts.explain(statement.text(), e)) {
                throw failed(e, statement);
            }
            var words = Dispensed.words(sort.code(), e);
            if (sort.harmless()) {
                remarks.mended(sort.code(), words);
            } else {
                remarks.leftOut(sort.code(), words);
            }
        }
    }

    /// Rights on what came with an extension that was left out.
    private boolean ofAnExtension(Sort.Dispensable sort, SQLException e) {
        return remarks.anyExtension()
                && sort.code().equals("PRIVILEGE")
                && MISSING.contains(Failures.state(e));
    }

    void extension(Statement statement, String name) throws Fault {
        try {
            if (session.ask("SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = ?", name)
                    .isEmpty()) {
                remarks.extension(name, "the sandbox's server does not have it");
                return;
            }
            attempt(statement.text());
        } catch (SQLException e) {
            switch (Failures.state(e)) {
                case NO_RIGHT -> remarks.extension(name, "only a superuser may create it");
                case MISSING_OBJECT ->
                        remarks.extension(name, "another one that it needs was left out");
                default -> throw failed(e, statement);
            }
        }
    }

    void language(Statement statement, String name) throws Fault {
        try {
            if (session.ask("SELECT 1 FROM pg_catalog.pg_language WHERE lanname = ?", name)
                    .isEmpty()) {
                session.execute(statement.text());
            }
        } catch (SQLException e) {
            throw failed(e, statement);
        }
    }

    /// It is in the result, or the load ends: whom rows are kept from is part of them.
    void policy(Statement statement) throws Fault, InterruptedException {
        try {
            attemptWithRoles(statement.text());
        } catch (SQLException e) {
            if (!leftOuts.explain(statement.text(), e)) {
                throw failed(e, statement);
            }
            remarks.leftOut("DEPENDENT", leftOuts.words(statement.text(), e));
        }
    }

    /// It belongs to the job's role as the tables do; one of all tables, or of all in a schema,
    /// only a superuser may make.
    void publication(Statement statement, Sort.Publication publication) throws Fault {
        try {
            attempt(statement.text());
        } catch (SQLException e) {
            var why =
                    switch (Failures.state(e)) {
                        case NO_RIGHT ->
                                "only a superuser may make one of all tables, of a schema or of what belongs to the server";
                        case MISSING_OBJECT, MISSING_TABLE -> "what it is made of was left out";
                        case SYNTAX -> "this server does not understand it";
                        default -> throw failed(e, statement);
                    };
            var name = Failures.visible(publication.name(), 63);
            remarks.leftOut(
                    "PUBLICATION",
                    (publication.whole() ? "the publication " : "a part of the publication ")
                            + name
                            + ": "
                            + why);
        }
    }

    /// Servers, wrappers and tables of other servers: no row of theirs lies in a dump.
    void foreign(Statement statement, Sort.Foreign foreign) throws Fault, InterruptedException {
        try {
            attemptWithRoles(statement.text());
        } catch (SQLException e) {
            if (!Set.of(NO_RIGHT, MISSING_OBJECT).contains(Failures.state(e))) {
                throw failed(e, statement);
            }
            leftOuts.add(foreign.object());
            remarks.leftOut(
                    "FOREIGN",
                    Failures.visible(foreign.words(), 200)
                            + ": what gives access to other servers is not here, or not the job's");
        }
    }

    void refresh(Statement statement, Name view) throws Fault, InterruptedException {
        try {
            attemptWithRoles(statement.text());
        } catch (SQLException e) {
            if (Failures.gone(Failures.state(e)) || Failures.bound(Failures.state(e))) {
                throw failed(e, statement);
            }
            if (leftOuts.explain(statement.text(), e)) {
                remarks.leftOut("DEPENDENT", leftOuts.words(statement.text(), e));
                return;
            }
            remarks.leftOut(
                    "VIEW",
                    "the rows of the materialised view "
                            + Failures.visible(String.join(".", view.parts()), 127)
                            + ", which stays unpopulated: line "
                            + statement.line()
                            + ": "
                            + Failures.words(e));
        }
    }

    /// Gives a schema to nobody: everything is the job's own.
    void schema(Statement statement, Sort.Schema schema) throws Fault {
        var name = new Name(List.of(schema.name())).quoted();
        var words = schema.unlessThere() ? "CREATE SCHEMA IF NOT EXISTS " : "CREATE SCHEMA ";
        remarks.leftOut("OWNER", Sort.Owner.words(schema.role()));
        dispensable(
                new Statement(words + name, statement.line()),
                new Sort.Dispensable(
                        "SCHEMA",
                        schema.name().equals("public") ? Set.of("42P06") : Set.of(),
                        true));
    }
}
