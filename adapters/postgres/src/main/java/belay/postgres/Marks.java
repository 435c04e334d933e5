package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;

/// What Belay notes in a database itself, in a schema of its own that is never compared.
final class Marks {

    /// Scripts that are done.
    static final String OF_SCRIPTS =
            """
            CREATE SCHEMA IF NOT EXISTS belay_marks;
            CREATE TABLE IF NOT EXISTS belay_marks.done (mark text PRIMARY KEY);
            """;

    private static final String OF_NEUTRALISED =
            """
            BEGIN;
            CREATE SCHEMA IF NOT EXISTS belay_marks;
            CREATE TABLE IF NOT EXISTS belay_marks.neutralised (run text NOT NULL);
            COMMIT
            """;

    private static final String IS_NEUTRALISED =
            """
            SELECT 1 WHERE pg_catalog.to_regclass('belay_marks.neutralised') IS NOT NULL
            """;

    private Marks() {}

    static void neutralise(Connections connections, Endpoint database, String run) throws Fault {
        connections.ask(
                database,
                session -> {
                    session.execute(OF_NEUTRALISED);
                    session.rows(
                            "INSERT INTO belay_marks.neutralised (run) VALUES (?) RETURNING run",
                            run);
                    return true;
                });
    }

    static boolean neutralised(Connections connections, Endpoint database) throws Fault {
        return connections.ask(database, session -> !session.rows(IS_NEUTRALISED).isEmpty());
    }

    static void remove(Connections connections, Endpoint database) throws Fault {
        connections.ask(
                database,
                session -> {
                    session.execute("DROP SCHEMA IF EXISTS belay_marks CASCADE");
                    return true;
                });
    }
}
