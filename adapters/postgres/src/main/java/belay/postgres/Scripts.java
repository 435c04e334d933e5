package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Problem;
import java.sql.SQLException;
import java.util.List;

/// Scripts and questions of packs, run as the product would find its names.
///
/// A script and its mark are one transaction: after a crash either both are there or neither.
final class Scripts {

    private static final String MARKS =
            """
            CREATE SCHEMA IF NOT EXISTS belay_marks;
            CREATE TABLE IF NOT EXISTS belay_marks.done (mark text PRIMARY KEY);
            """;

    private Scripts() {}

    static void run(
            Connections connections, Endpoint database, String mark, String name, String text)
            throws Fault, InterruptedException {
        try (var session = connections.openAsProduct(database)) {
            session.execute("BEGIN;" + MARKS + "COMMIT");
            session.connection().setAutoCommit(false);
            if (!session.rows("SELECT 1 FROM belay_marks.done WHERE mark = ?", mark).isEmpty()) {
                return;
            }
            session.execute(text);
            session.rows(
                    "INSERT INTO belay_marks.done (mark) SELECT ? WHERE pg_current_xact_id_if_assigned() IS NOT DISTINCT FROM pg_current_xact_id_if_assigned() RETURNING mark",
                    mark);
            session.connection().commit();
        } catch (SQLException e) {
            throw failed(database, name, text, e);
        }
    }

    private static Fault failed(Endpoint database, String name, String text, SQLException e) {
        if (Connections.fault(database, e) instanceof Fault.Transient passing) {
            return passing;
        }
        return new Fault.Permanent(
                new Problem(
                        "SCRIPT:FAILED",
                        "the script "
                                + name
                                + " failed and was taken back whole: "
                                + e.getMessage(),
                        "",
                        "",
                        "Correct the pack's script and rehearse again",
                        name + line(text, e)),
                e);
    }

    /// The server tells the position in the query; people count lines.
    private static String line(String text, SQLException e) {
        if (e instanceof org.postgresql.util.PSQLException server
                && server.getServerErrorMessage() != null
                && server.getServerErrorMessage().getPosition() > 0) {
            int position = Math.min(server.getServerErrorMessage().getPosition(), text.length());
            return ":" + Math.max(1, text.substring(0, position - 1).lines().count());
        }
        return "";
    }

    static void unmark(Connections connections, Endpoint database) throws Fault {
        connections.ask(
                database,
                session -> {
                    session.execute("DROP SCHEMA IF EXISTS belay_marks CASCADE");
                    return true;
                });
    }

    static String ask(Connections connections, Endpoint database, String query, int limit)
            throws Fault {
        try (var session = connections.openAsProduct(database)) {
            session.execute("SET default_transaction_read_only = on");
            var text = new StringBuilder();
            for (List<String> row : session.rows(query)) {
                text.append(text.isEmpty() ? "" : "\n").append(String.join("\t", row));
                if (text.length() > limit) {
                    throw new Fault.Permanent(
                            Problem.of("QUESTION:TOO_LONG", "the answer to a question is too long")
                                    .value(query)
                                    .expected("at most " + limit + " characters")
                                    .advice("Ask for a count or a sum"));
                }
            }
            return text.toString();
        } catch (SQLException e) {
            throw Connections.fault(database, e);
        }
    }
}
