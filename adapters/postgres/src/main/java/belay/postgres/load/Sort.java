package belay.postgres.load;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a statement is to the loader: when it may run, and what happens if it cannot.
sealed interface Sort {

    /// A setting of the session: follows to all sessions.
    record Setting(String name, String value) implements Sort {}

    /// Switches triggers and foreign keys off, or on again, as whoever loads rows alone does.
    ///
    /// @param value `replica`, `origin` or `local`
    /// @param local whether only for the transaction
    record ReplicationRole(String value, boolean local) implements Sort {

        String statement() {
            return "SELECT pg_catalog.belay_replication_role('" + value + "', " + local + ")";
        }
    }

    /// `ALTER TABLE … DISABLE TRIGGER ALL` before the rows of a table, and `ENABLE` behind them, as
    /// `pg_dump --data-only --disable-triggers` writes it. Those of keys only a superuser may
    /// switch: they rest by the replication role.
    record TriggersOf(Name table, boolean rest) implements Sort {

        /// The part of it that a table's owner may.
        String statement() {
            return "ALTER TABLE "
                    + table.quoted()
                    + (rest ? " DISABLE TRIGGER USER" : " ENABLE TRIGGER USER");
        }
    }

    /// Neither needs rows nor do rows need it: `setval`, large objects.
    record Aside() implements Sort {}

    /// Opens or ends a transaction: within it, everything runs in the script's own session.
    record Transaction() implements Sort {}

    /// Rows written as a statement.
    record Insert() implements Sort {}

    /// Takes every setting back that the session was given.
    record ResetAll() implements Sort {}

    /// An index; several may be built on one table at once.
    ///
    /// @param index its name without a schema; empty if the server chooses it
    record Index(String index, Name table) implements Sort {}

    /// Keeps others off these tables while it runs, and needs what was said before of them alone.
    ///
    /// @param index that it makes, without a schema; empty if none
    record Change(String index, List<Name> tables) implements Sort {

        public Change {
            tables = List.copyOf(tables);
        }
    }

    /// A table; runs in its place.
    ///
    /// @param notNulls names of its constraints `NOT NULL`, which only servers since 18 keep
    /// @param made whether it is made with rows that a query gives
    record Table(Name table, List<String> notNulls, boolean made) implements Sort {

        public Table {
            notNulls = List.copyOf(notNulls);
        }
    }

    /// Says something of a constraint on a table, and keeps others off the table.
    record OfConstraint(String constraint, Name table) implements Sort {}

    /// Says something of an index.
    record OfIndex(Name index) implements Sort {}

    /// Runs in its place: after all before it and before all behind it.
    ///
    /// @param together whether it may be sent with others, and again if one of them fails: it does
    ///   nothing that would stay although it is taken back
    record Ordered(boolean together) implements Sort {}

    /// Runs in its place; if the server refuses it with one of `states`, it is left out, since
    /// neither rows nor structure are missing without it.
    ///
    /// @param harmless whether nothing is missing in the result either
    record Dispensable(String code, Set<String> states, boolean harmless) implements Sort {

        public Dispensable {
            states = Set.copyOf(states);
        }
    }

    /// Runs in its place unless the server has no such thing; it is missed only by what uses it.
    record Extension(String name) implements Sort {}

    /// A language; the server may have it already.
    record Language(String name) implements Sort {}

    /// Gives something to a role; here everything is the job's own.
    record Owner(String role) implements Sort {

        static String words(String role) {
            return "what is said to belong to "
                    + Failures.visible(role, 63)
                    + " belongs to the sandbox's role";
        }

        String words() {
            return words(role);
        }
    }

    /// Who may see and change which rows. Never left out: roles that it names are made.
    record Policy() implements Sort {}

    /// @param whole whether it makes the publication, and not only adds to it
    record Publication(String name, boolean whole) implements Sort {}

    /// Gives access to another server; rows of such are in no dump.
    ///
    /// @param words what it makes, for people
    /// @param object that it makes or changes; empty where it has no name
    record Foreign(String words, Optional<Name> object) implements Sort {}

    /// Fills a materialised view.
    record Refresh(Name view) implements Sort {}

    /// A schema that is given to a role at once.
    record Schema(String name, boolean unlessThere, String role) implements Sort {}

    /// Makes, drops or changes a database by its name: `pg_dump --create` writes it of the one that
    /// it dumps, before everything else. Never sent to the server.
    record OfDatabase(Verb verb, String database) implements Sort {

        enum Verb {
            CREATE,
            DROP,
            ALTER,
            COMMENT
        }
    }

    /// Is never sent to the server.
    ///
    /// @param words what was left out, for people; empty if nothing is lost by it
    record LeftOut(String code, String words) implements Sort {}

    /// Ends the load before the server sees it.
    record Refused(String reason, String advice) implements Sort {}
}
