package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.postgresql.core.Parser;
import org.postgresql.util.PSQLException;

/// Scripts and questions of packs, run as the product would find its names.
///
/// A script and its mark are one transaction: after a crash either both are there or neither.
final class Scripts {

    private Scripts() {}

    static void run(
            Connections connections, Endpoint database, String mark, String name, String text)
            throws Fault, InterruptedException {
        connections.withAsProduct(
                database,
                session -> {
                    session.execute("BEGIN;" + Marks.OF_SCRIPTS + "COMMIT");
                    session.connection().setAutoCommit(false);
                    if (session.rows("SELECT 1 FROM belay_marks.done WHERE mark = ?", mark)
                            .isEmpty()) {
                        runEach(session, database, name, text);
                        session.rows(
                                "INSERT INTO belay_marks.done (mark) VALUES (?) RETURNING mark",
                                mark);
                        session.connection().commit();
                    }
                    return true;
                });
    }

    /// One statement after another, so that a failure can be told by its line.
    private static void runEach(Session session, Endpoint database, String name, String text)
            throws SQLException, Fault {
        int offset = 0;
        for (var statement : Parser.parseJdbcSql(text, true, false, true, false, false)) {
            offset = Math.max(offset, text.indexOf(statement.nativeSql, offset));
            try {
                session.execute(statement.nativeSql);
            } catch (SQLException e) {
                throw failed(database, name + ":" + line(text, offset, e), e);
            }
            offset += statement.nativeSql.length();
        }
    }

    private static Fault failed(Endpoint database, String place, SQLException e) {
        if (Connections.fault(database, e) instanceof Fault.Transient passing) {
            return passing;
        }
        if (INTEGRITY.matcher(String.valueOf(e.getSQLState())).matches()) {
            return new Fault.Permanent(againstData(place, e), e);
        }
        return new Fault.Permanent(
                Problem.of(
                                "SCRIPT:FAILED",
                                "the script failed and was taken back whole: " + e.getMessage())
                        .advice("Correct the pack's script and rehearse again")
                        .place(place),
                e);
    }

    /// PostgreSQL manual, appendix A, class 23: integrity constraint violation.
    private static final Pattern INTEGRITY = Pattern.compile("23...");

    /// Not the script is wrong but the data: orphans, doubles, empty values that the new release
    /// forbids.
    private static Problem againstData(String place, SQLException e) {
        var said = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
        var table = said == null || said.getTable() == null ? "" : said.getTable();
        var rule = said == null || said.getConstraint() == null ? "" : said.getConstraint();
        return Problem.of(
                        "SCRIPT:DATA",
                        "the data do not meet what the script demands"
                                + (table.isEmpty() ? "" : " of table " + table)
                                + (rule.isEmpty() ? "" : ", constraint " + rule)
                                + "; the script was rolled back whole: "
                                + e.getMessage())
                .expected(
                        switch (String.valueOf(e.getSQLState())) {
                            case "23503" -> "that every row it refers to is there";
                            case "23505" -> "each value once";
                            case "23502" -> "a value in every row";
                            default -> "rows that keep the rule";
                        })
                .advice(
                        "The rows are in production as well: find them there, correct or remove them"
                                + " with the product's own means, and rehearse again; or let the hop"
                                + " deal with them before this statement")
                .place(place);
    }

    /// The server counts characters in the statement; people count lines of the file.
    private static long line(String text, int offset, SQLException e) {
        int inStatement =
                e instanceof PSQLException server && server.getServerErrorMessage() != null
                        ? server.getServerErrorMessage().getPosition()
                        : 0;
        int position = Math.min(text.length(), offset + Math.max(1, inStatement));
        return text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }

    static String ask(Connections connections, Endpoint database, String query, int limit)
            throws Fault {
        return connections.askAsProduct(
                database,
                session -> {
                    session.execute(
                            "SET default_transaction_read_only = on; SET statement_timeout = "
                                    + QUESTION.toMillis());
                    // Only so are rows fetched as they are read; else all of them would be held
                    // first.
                    session.connection().setAutoCommit(false);
                    try {
                        return answer(session, query, limit);
                    } catch (SQLException e) {
                        if (CANCELED.equals(e.getSQLState())) {
                            throw tooSlow(query, e);
                        }
                        throw e;
                    }
                });
    }

    private static Fault tooSlow(String query, SQLException e) {
        return new Fault.Permanent(
                Problem.of("QUESTION:TOO_SLOW", "the answer to a question takes too long")
                        .value(query)
                        .expected("at most " + QUESTION.toMinutes() + " minutes")
                        .advice("Ask for less, or add an index that answers it"),
                e);
    }

    /// A question of a pack is asked of production too, and must not occupy it.
    private static final Duration QUESTION = Duration.ofMinutes(5);

    private static final int FETCHED = 1_000;

    /// PostgreSQL manual, appendix A: `query_canceled`, here by `statement_timeout`.
    private static final String CANCELED = "57014";

    private static String answer(Session session, String query, int limit)
            throws SQLException, Fault {
        var text = new StringBuilder();
        try (var statement = session.connection().prepareStatement(query)) {
            statement.setFetchSize(FETCHED);
            try (var rows = statement.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                for (boolean first = true; rows.next(); first = false) {
                    text.append(first ? "" : "\n");
                    for (int column = 1; column <= columns; column++) {
                        var value = rows.getString(column);
                        text.append(column == 1 ? "" : "\t").append(value == null ? "" : value);
                    }
                    if (text.length() > limit) {
                        throw new Fault.Permanent(
                                Problem.of(
                                                "QUESTION:TOO_LONG",
                                                "the answer to a question is too long")
                                        .value(query)
                                        .expected("at most " + limit + " characters")
                                        .advice("Ask for a count or a sum"));
                    }
                }
            }
        }
        return text.toString();
    }
}
