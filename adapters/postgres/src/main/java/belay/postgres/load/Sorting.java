package belay.postgres.load;

import belay.postgres.load.Sort.OfDatabase;
import belay.postgres.load.Sort.OfDatabase.Verb;
import belay.postgres.load.Words.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Tells what a statement is by its first words. What is not known here runs in its place.
///
/// What is refused is what no dump of one database holds, whoever wrote it: it is refused for a
/// clear message, not for safety, which is the box's part.
final class Sorting {

    private static final Sort ORDERED = new Sort.Ordered(false);

    /// What only makes, changes or describes things of the catalogue.
    private static final Sort DEFINITION = new Sort.Ordered(true);

    private static final Set<String> TIMEOUTS =
            Set.of(
                    "statement_timeout",
                    "lock_timeout",
                    "idle_in_transaction_session_timeout",
                    "idle_session_timeout",
                    "transaction_timeout");

    private static final Set<String> ASIDES =
            Set.of(
                    "setval",
                    "lo_create",
                    "lo_creat",
                    "lo_open",
                    "lo_close",
                    "lowrite",
                    "lo_from_bytea",
                    "lo_put");

    /// They need not be loaded, and servers before 18 have no such functions.
    private static final Set<String> STATISTICS =
            Set.of(
                    "pg_restore_relation_stats",
                    "pg_restore_attribute_stats",
                    "pg_restore_extended_stats");

    private static final String MISSING_OBJECT = "42704";
    private static final String MISSING_DATABASE = "3D000";
    private static final String NO_RIGHT = "42501";
    private static final String SYNTAX = "42601";

    /// What the server says of something that is not there (manual, appendix A).
    private static final Set<String> ABSENT =
            Set.of("42P01", MISSING_OBJECT, "42883", "3F000", "42703", "42809");

    private Sorting() {}

    static Sort of(String statement) {
        var words = Words.of(statement);
        return words.word()
                .filter(word -> word.kind() == Kind.PLAIN)
                .map(first -> of(first.text(), words))
                .map(sort -> sort.equals(ORDERED) ? alike(statement) : sort)
                .orElse(ORDERED);
    }

    /// Rows that are asked for on the way may change what stays, e.g. a sequence.
    private static Sort alike(String statement) {
        var words = Words.of(statement);
        return words.skipAny("create", "alter", "comment")
                        && !words.seek("nextval", "(")
                        && words.whole()
                ? DEFINITION
                : ORDERED;
    }

    private static Sort of(String first, Words words) {
        return switch (first) {
            case "set" -> set(words);
            case "reset" -> reset(words);
            case "select" -> select(words);
            case "insert" -> new Sort.Insert();
            case "begin", "start" -> new Sort.Transaction();
            case "commit", "end" -> words.skip("prepared") ? twoPhase() : new Sort.Transaction();
            case "rollback", "abort" -> rollback(words);
            case "prepare" -> words.skip("transaction") ? twoPhase() : ORDERED;
            case "create" -> create(words);
            case "alter" -> alter(words);
            case "drop" -> drop(words);
            case "comment" -> comment(words);
            case "grant", "revoke" -> privilege(words);
            case "security" -> new Sort.LeftOut("SECURITY_LABEL", "security labels");
            case "refresh" ->
                    words.skip("materialized", "view") && !words.skip("concurrently")
                            ? words.name().<Sort>map(Sort.Refresh::new).orElse(ORDERED)
                            : ORDERED;
            case "import" ->
                    words.skip("foreign", "schema")
                            ? new Sort.Foreign(
                                    "the import of a schema of another server", Optional.empty())
                            : ORDERED;
            case "copy" ->
                    refused(
                            "COPY with a file or a program of the server",
                            "Make the dump with pg_dump, which writes rows into the dump itself");
            case "load", "listen", "unlisten", "notify", "discard", "checkpoint" ->
                    refused(
                            first.toUpperCase(Locale.ROOT) + " has no place in a dump",
                            "Make the dump with pg_dump");
            default -> ORDERED;
        };
    }

    // ---- the session

    private static Sort set(Words words) {
        if (words.skip("local") || words.skip("constraints") || words.skip("transaction")) {
            return words.skip("session_replication_role") && words.skipAny("=", "to")
                    ? replicationRole(word(words), true)
                    : ORDERED;
        }
        boolean _ = words.skip("session");
        if (words.skip("authorization")) {
            return role(words);
        }
        if (words.skip("characteristics")) {
            return new Sort.Setting("transaction characteristics", "");
        }
        if (words.skip("time", "zone")) {
            return new Sort.Setting("timezone", "");
        }
        if (words.skip("xml", "option")) {
            return new Sort.Setting("xmloption", "");
        }
        var name = words.name().map(found -> String.join(".", found.parts())).orElse("");
        boolean _ = words.skipAny("=", "to");
        return switch (name) {
            case "names" -> setting("client_encoding", words);
            case "schema" -> setting("search_path", words);
            case "role" -> role(words);
            case "" -> ORDERED;
            default -> setting(name, words);
        };
    }

    private static Sort setting(String name, Words words) {
        return setting(name, word(words));
    }

    private static String word(Words words) {
        return words.word().map(Words.Word::text).orElse("");
    }

    /// The server refuses what is none of them.
    private static Sort replicationRole(String written, boolean local) {
        var value = written.toLowerCase(Locale.ROOT);
        return switch (value) {
            case "replica", "origin", "local" -> new Sort.ReplicationRole(value, local);
            case "default" -> new Sort.ReplicationRole("origin", local);
            default -> ORDERED;
        };
    }

    private static Sort setting(String written, String value) {
        var name = written.toLowerCase(Locale.ROOT);
        if (TIMEOUTS.contains(name)) {
            boolean none = value.equals("0") || value.equals("default");
            return new Sort.LeftOut("SETTING", none ? "" : "the limit of time " + name);
        }
        return switch (name) {
            // The reader has made UTF-8 of it already.
            case "client_encoding" -> new Sort.LeftOut("SETTING", "");
            // Nobody reads notices, and a script can make millions.
            case "client_min_messages" -> new Sort.LeftOut("SETTING", "");
            case "role", "session_authorization" -> role(value);
            case "session_replication_role" -> replicationRole(value, false);
            default -> new Sort.Setting(name, value);
        };
    }

    private static Sort role(Words words) {
        return role(words.word().map(Words.Word::text).orElse("default"));
    }

    /// The job's own role stays: what the script makes under another is the job's as well.
    private static Sort role(String name) {
        return name.equals("default") || name.equals("none")
                ? new Sort.LeftOut("OWNER", "")
                : new Sort.Owner(name);
    }

    private static Sort reset(Words words) {
        if (words.skip("role") || words.skip("session", "authorization")) {
            return new Sort.LeftOut("OWNER", "");
        }
        if (words.skip("all")) {
            return new Sort.ResetAll();
        }
        return words.name()
                .map(name -> setting(String.join(".", name.parts()), "default"))
                .orElse(ORDERED);
    }

    private static Sort select(Words words) {
        // `pg_dump --statistics` calls functions that give a row.
        boolean _ = words.skip("*", "from");
        boolean _ = words.skip("pg_catalog", ".");
        var function = words.word().map(Words.Word::text).orElse("");
        if (!words.skip("(")) {
            return ORDERED;
        }
        if (function.equals("set_config")) {
            return setConfig(words);
        }
        if (STATISTICS.contains(function)) {
            return new Sort.LeftOut(
                    "STATISTICS", "what the planner knew of tables: the server finds it out anew");
        }
        // `pg_dump --clean` removes large objects that may not be there.
        if (function.equals("lo_unlink") && literals(words) && words.ended()) {
            return clean();
        }
        return ASIDES.contains(function) && literals(words) && words.ended()
                ? new Sort.Aside()
                : ORDERED;
    }

    /// Goes to the closing parenthesis, if there is nothing but values on the way: a value that is
    /// asked for, e.g. the largest of a column, does need rows.
    private static boolean literals(Words words) {
        while (!words.skip(")")) {
            var word = words.word();
            if (word.isEmpty() || !literal(word.get())) {
                return false;
            }
        }
        return true;
    }

    private static boolean literal(Words.Word word) {
        return switch (word.kind()) {
            case TEXT, NUMBER -> true;
            case SIGN -> !word.text().equals("(");
            case PLAIN -> Set.of("true", "false", "regclass", "oid", "bytea").contains(word.text());
            case QUOTED -> false;
        };
    }

    private static Sort setConfig(Words words) {
        var name = words.word().orElse(new Words.Word(Kind.SIGN, ""));
        boolean _ = words.skip(",");
        var value = words.word().orElse(name);
        boolean plain =
                name.kind() == Kind.TEXT
                        && value.kind() == Kind.TEXT
                        && words.skip(",", "false", ")")
                        && words.ended();
        return plain ? setting(name.text(), value.text()) : ORDERED;
    }

    private static Sort rollback(Words words) {
        boolean _ = words.skipAny("work", "transaction");
        if (words.skip("prepared")) {
            return twoPhase();
        }
        return words.skip("to")
                ? ORDERED
                : refused("ROLLBACK takes back what was loaded", "Make the dump with pg_dump");
    }

    private static Sort twoPhase() {
        return refused(
                "a prepared transaction would stay behind and hold its locks for ever",
                "Make the dump with pg_dump");
    }

    // ---- objects

    private static Sort create(Words words) {
        boolean _ = words.skip("or", "replace");
        boolean _ = words.skip("trusted");
        if (words.skip("procedural", "language") || words.skip("language")) {
            return words.name()
                    .<Sort>map(name -> new Sort.Language(name.parts().getLast()))
                    .orElse(ORDERED);
        }
        boolean unique = words.skip("unique");
        if (words.skip("index")) {
            return index(words);
        }
        if (unique) {
            return ORDERED;
        }
        boolean _ = words.skip("unlogged");
        if (words.skip("table")) {
            return table(words);
        }
        if (words.skip("extension")) {
            boolean _ = words.skip("if", "not", "exists");
            return words.name()
                    .<Sort>map(name -> new Sort.Extension(name.parts().getLast()))
                    .orElse(ORDERED);
        }
        if (words.skip("schema")) {
            return schema(words);
        }
        if (words.skip("publication")) {
            return publication(words, true);
        }
        if (words.skip("subscription")) {
            return subscription(words);
        }
        if (words.skip("policy")) {
            return new Sort.Policy();
        }
        if (words.skip("server")) {
            return foreign("the server ", words);
        }
        if (words.skip("user", "mapping")) {
            return new Sort.Foreign("a user mapping", Optional.empty());
        }
        if (words.skip("foreign")) {
            return words.skip("data", "wrapper")
                    ? foreign("the foreign data wrapper ", words)
                    : words.skip("table") ? foreign("the foreign table ", words) : ORDERED;
        }
        return ofServer(Verb.CREATE, words).orElse(ORDERED);
    }

    private static Sort schema(Words words) {
        boolean unlessThere = words.skip("if", "not", "exists");
        if (words.skip("authorization")) {
            return words.name()
                    .filter(_ -> words.ended())
                    .map(Name::parts)
                    .<Sort>map(role -> new Sort.Schema(role.getLast(), unlessThere, role.getLast()))
                    .orElse(ORDERED);
        }
        var name = words.name().map(found -> found.parts().getLast()).orElse("");
        if (words.skip("authorization")) {
            return words.name()
                    .filter(_ -> words.ended())
                    .<Sort>map(role -> new Sort.Schema(name, unlessThere, role.parts().getLast()))
                    .orElse(ORDERED);
        }
        return name.equals("public") && words.ended()
                ? new Sort.Dispensable("SCHEMA", Set.of("42P06"), true)
                : ORDERED;
    }

    private static Sort publication(Words words, boolean whole) {
        return words.name()
                .<Sort>map(name -> new Sort.Publication(name.parts().getLast(), whole))
                .orElse(ORDERED);
    }

    /// It names another server, and would begin to ask it for rows.
    private static Sort subscription(Words words) {
        return leftOut("SUBSCRIPTION", "the subscription ", words);
    }

    private static Sort leftOut(String code, String kind, Words words) {
        var name = words.name().map(found -> String.join(".", found.parts())).orElse("");
        return new Sort.LeftOut(code, kind + Failures.visible(name, 63));
    }

    private static Sort foreign(String kind, Words words) {
        boolean _ = words.skip("if", "not", "exists");
        var name = words.name();
        return new Sort.Foreign(
                kind + name.map(found -> String.join(".", found.parts())).orElse(""), name);
    }

    private static Sort table(Words words) {
        boolean _ = words.skip("if", "not", "exists");
        var table = words.name();
        if (table.isEmpty()) {
            return ORDERED;
        }
        boolean made = words.outside("as") || !words.whole();
        var notNulls = new ArrayList<String>();
        while (words.seek("constraint")) {
            words.name()
                    .filter(_ -> words.skip("not", "null"))
                    .ifPresent(name -> notNulls.add(name.parts().getLast()));
        }
        return new Sort.Table(table.get(), notNulls, made);
    }

    private static Sort index(Words words) {
        if (words.skip("concurrently") || words.skip("if")) {
            return ORDERED;
        }
        var index = words.skip("on") ? Optional.<Name>empty() : words.name();
        if (index.isPresent() && !words.skip("on")) {
            return ORDERED;
        }
        boolean _ = words.skip("only");
        return words.name()
                .<Sort>map(table ->
                        new Sort.Index(index.map(name -> name.parts().getLast()).orElse(""), table))
                .orElse(ORDERED);
    }

    /// What belongs to the server and not to one of its databases.
    private static Optional<Sort> ofServer(Verb verb, Words words) {
        if (words.skip("database") || ofRoleInDatabase(verb, words)) {
            boolean _ = words.skip("if", "exists");
            return Optional.of(
                    words.name()
                            .<Sort>map(name -> new OfDatabase(verb, name.parts().getLast()))
                            .orElse(notOfOne(verb)));
        }
        if (words.skipAny("role", "user", "group", "tablespace", "system")
                && !words.skip("mapping")) {
            return Optional.of(notOfOne(verb));
        }
        if (words.skip("event", "trigger")) {
            boolean _ = words.skip("if", "exists");
            return Optional.of(eventTrigger(words));
        }
        return Optional.empty();
    }

    /// It runs at every later change, whoever makes it: only a superuser may have one.
    private static Sort eventTrigger(Words words) {
        return leftOut("EVENT_TRIGGER", "the event trigger ", words);
    }

    private static boolean ofRoleInDatabase(Verb verb, Words words) {
        return verb == Verb.ALTER
                && words.skipIf(ahead ->
                        ahead.skip("role")
                                && ahead.name().isPresent()
                                && ahead.skip("in", "database"));
    }

    static Sort.Refused notOfOne(Verb verb) {
        return new Sort.Refused(
                verb
                        + " of a role, a tablespace or a database: that belongs to the server, and not to one database",
                "Make the dump of one database with pg_dump, not with pg_dumpall");
    }

    private static Sort alter(Words words) {
        var server = ofServer(Verb.ALTER, words);
        if (server.isPresent()) {
            return server.get();
        }
        var owner = words.lastAfter("owner", "to");
        if (owner.isPresent()) {
            return new Sort.Owner(owner.get());
        }
        if (words.skip("default", "privileges")) {
            return privilege(words);
        }
        if (words.skip("publication")) {
            return publication(words, false);
        }
        if (words.skip("subscription")) {
            return subscription(words);
        }
        if (words.skip("policy")) {
            return new Sort.Policy();
        }
        if (words.skip("server")) {
            return foreign("a change of the server ", words);
        }
        if (words.skip("user", "mapping")) {
            return new Sort.Foreign("a user mapping", Optional.empty());
        }
        return words.skip("table") ? alterTable(words) : ORDERED;
    }

    private static Sort alterTable(Words words) {
        boolean _ = words.skip("if", "exists");
        boolean _ = words.skip("only");
        var table = words.name();
        if (table.isEmpty()) {
            return ORDERED;
        }
        if (words.skip("drop", "constraint") || words.find("drop", "default")) {
            return clean();
        }
        if (words.outside(",")) {
            return ORDERED;
        }
        if (words.skip("set", "access", "method")) {
            return new Sort.Dispensable("ACCESS_METHOD", Set.of(MISSING_OBJECT), true);
        }
        if (words.skip("set", "tablespace")) {
            return new Sort.Dispensable("TABLESPACE", Set.of(MISSING_OBJECT), true);
        }
        if (words.skip("disable", "trigger", "all")) {
            return new Sort.TriggersOf(table.get(), true);
        }
        if (words.skip("enable", "trigger", "all")) {
            return new Sort.TriggersOf(table.get(), false);
        }
        if (words.skip("cluster", "on") || words.skip("replica", "identity")) {
            return new Sort.Change("", List.of(table.get()));
        }
        return words.skip("add", "constraint")
                ? words.name()
                        .map(name -> constraint(table.get(), name.parts().getLast(), words))
                        .orElse(ORDERED)
                : ORDERED;
    }

    private static Sort constraint(Name table, String name, Words words) {
        if (words.skip("primary", "key") || words.skipAny("unique", "exclude")) {
            return new Sort.Change(name, List.of(table));
        }
        if (!words.skip("foreign", "key") || !words.find("references")) {
            return ORDERED;
        }
        return words.name()
                .<Sort>map(other -> new Sort.Change("", List.of(table, other)))
                .orElse(ORDERED);
    }

    /// `pg_dump --clean` drops first what may not be there.
    private static Sort clean() {
        return new Sort.Dispensable("CLEAN", ABSENT, true);
    }

    private static Sort drop(Words words) {
        var server = ofServer(Verb.DROP, words);
        if (server.isPresent()) {
            return server.get();
        }
        if (words.skip("extension") || words.skip("schema")) {
            var states = new HashSet<>(ABSENT);
            states.add(NO_RIGHT);
            return new Sort.Dispensable("CLEAN", states, true);
        }
        return clean();
    }

    private static Sort comment(Words words) {
        if (words.skip("on", "database")) {
            return words.name()
                    .<Sort>map(name -> new OfDatabase(Verb.COMMENT, name.parts().getLast()))
                    .orElse(notOfOne(Verb.COMMENT));
        }
        if (words.skip("on", "index")) {
            return words.name()
                    .filter(Name::qualified)
                    .<Sort>map(Sort.OfIndex::new)
                    .orElse(ORDERED);
        }
        if (words.skip("on", "constraint")) {
            var constraint = words.name();
            boolean onTable = constraint.isPresent() && words.skip("on");
            return onTable && !words.skip("domain")
                    ? words.name()
                            .<Sort>map(table ->
                                    new Sort.OfConstraint(
                                            constraint.get().parts().getLast(), table))
                            .orElse(ORDERED)
                    : ORDERED;
        }
        if (words.skip("on", "event", "trigger")) {
            return eventTrigger(words);
        }
        if (words.skip("on", "subscription")) {
            return subscription(words);
        }
        return words.skip("on", "extension") || words.skip("on", "publication")
                ? new Sort.Dispensable("COMMENT", Set.of(NO_RIGHT, MISSING_OBJECT), false)
                : new Sort.Dispensable("COMMENT", Set.of(NO_RIGHT), false);
    }

    /// A server that does not know a right, or rights on such things, can give none.
    private static Sort privilege(Words words) {
        return words.find("maintain") || words.find("large", "objects")
                ? privilege(NO_RIGHT, MISSING_OBJECT, MISSING_DATABASE, SYNTAX)
                : privilege(NO_RIGHT, MISSING_OBJECT, MISSING_DATABASE);
    }

    private static Sort privilege(String... states) {
        return new Sort.Dispensable("PRIVILEGE", Set.of(states), false);
    }

    private static Sort refused(String reason, String advice) {
        return new Sort.Refused(reason, advice);
    }
}
