package belay.postgres.load;

import belay.outside.Fault;
import belay.problem.Problem;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What went wrong in a load, in words for a person: the line of the script, the statement, and
/// what the server said.
final class Failures {

    /// Characters of the server's words and of a statement that are shown.
    private static final int MOST_WORDS = 2_000;

    private static final int MOST_STATEMENT = 200;

    private static final Pattern LINE_OF_ROWS = Pattern.compile(", line (\\d{1,18})");

    /// As it stands in a statement, and within a text that tells how to connect.
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)\\b(password\\s*)(?:=\\s*[^\\s,;)']+|=?\\s*'+[^']*'*)");

    private static final Set<String> MISSING = Set.of("42P01", "42883", "42704");

    private Failures() {}

    /// @param major of the server
    /// @param hint what else may be behind it
    static Fault ofStatement(SQLException e, String statement, long line, int major, String hint) {
        long place = line + linesBefore(e, statement);
        var older = older(e, statement, major);
        return older.isPresent()
                ? older(e, statement, place, major, older.get())
                : NewerSyntax.of(statement, state(e), major)
                        .map(syntax -> newer(e, statement, place, major, syntax))
                        .orElseGet(() -> of(e, statement, place, hint));
    }

    private static Optional<OlderSyntax> older(SQLException e, String statement, int major) {
        return NewerSyntax.isNotUnderstood(state(e))
                ? OlderSyntax.of(statement, major)
                : Optional.empty();
    }

    private static Fault older(
            SQLException e, String statement, long line, int major, OlderSyntax syntax) {
        int last = syntax.without() - 1;
        return new Fault.Permanent(
                Problem.of(
                                "LOAD:OLDER_RELEASE",
                                "line "
                                        + line
                                        + " asks for "
                                        + syntax.name()
                                        + ", which went with PostgreSQL "
                                        + syntax.without()
                                        + ", and the sandbox's server is a "
                                        + major
                                        + ": "
                                        + words(e))
                        .value(shown(statement))
                        .expected("a server of " + last + " or older")
                        .advice("Load it with --server " + last)
                        .place("line " + line),
                e);
    }

    private static Fault newer(
            SQLException e, String statement, long line, int major, NewerSyntax syntax) {
        return new Fault.Permanent(
                Problem.of(
                                "LOAD:NEWER_RELEASE",
                                "line "
                                        + line
                                        + " asks for "
                                        + syntax.name()
                                        + ", which PostgreSQL has since "
                                        + syntax.since()
                                        + ", and the sandbox's server is a "
                                        + major
                                        + ": "
                                        + words(e))
                        .value(shown(statement))
                        .expected("a server of " + syntax.since() + " or newer")
                        .advice("Choose a sandbox of that release or a newer one, and load again")
                        .place("line " + line),
                e);
    }

    /// Rows that a server does not take.
    static Fault ofRows(SQLException e, String statement, long line, int major, String hint) {
        return older(e, statement, major)
                .map(syntax -> older(e, statement, line, major, syntax))
                .orElseGet(() -> of(e, statement, line, hint));
    }

    /// @param hint what else may be behind it
    private static Fault of(SQLException e, String statement, long line, String hint) {
        var state = state(e);
        var problem =
                Problem.of(
                                code(state),
                                "the server refuses what line " + line + " asks: " + words(e))
                        .value(shown(statement))
                        .advice(join(advice(e, statement), hint))
                        .place("line " + line);
        return gone(state) ? gone(e) : new Fault.Permanent(problem, e);
    }

    /// A failure that no statement of the script is to blame for.
    static Fault ofServer(SQLException e) {
        var state = state(e);
        return gone(state)
                ? gone(e)
                : new Fault.Permanent(
                        Problem.of(code(state), "the sandbox's server says: " + words(e))
                                .advice(advice(state)),
                        e);
    }

    /// The script may have killed it, or the machine: another try in a new sandbox tells.
    private static Fault gone(SQLException e) {
        return new Fault.Transient(
                Problem.of(
                                "LOAD:SERVER_GONE",
                                "the sandbox's server went away while the dump was loaded: "
                                        + words(e))
                        .advice("Load again; if it goes away again, see what the dump does there"),
                e);
    }

    private static String code(String state) {
        return switch (state) {
            case "53100" -> "LOAD:DISK_FULL";
            case "53200" -> "LOAD:MEMORY";
            default -> "LOAD:STATEMENT";
        };
    }

    private static String advice(SQLException e, String statement) {
        var state = state(e);
        if (MISSING.contains(state) && !within(e).isEmpty()) {
            return "A function of the dump finds what it names by search_path, which pg_dump empties: give it its own"
                    + " (ALTER FUNCTION … SET search_path = …) or names with their schemas, and make the dump again";
        }
        if (state.equals("42P01") && bringsRows(statement)) {
            return "The rows come and their table does not: if the dump was made with --data-only, make it again with"
                    + " tables and rows together, or put the tables of the same release before it: cat schema.sql"
                    + " data.sql > whole.sql, with what pg_dump --schema-only writes";
        }
        return advice(state);
    }

    private static boolean bringsRows(String statement) {
        return Words.of(statement).skipAny("copy", "insert");
    }

    /// The functions that were at work, if any.
    private static String within(SQLException e) {
        var where = server(e).map(ServerErrorMessage::getWhere).orElse("");
        return where == null || !where.contains("function") ? "" : where;
    }

    private static String advice(String state) {
        return switch (state) {
            case "53100" -> "Free space, or let BELAY_HOME name another disk, and load again";
            case "53200" ->
                    "See which row or statement of the dump is so large, and make the dump without it";
            case "42501" ->
                    "A dump is loaded without any right beyond its own database: make it without what needs more";
            case "42601" ->
                    "The dump may come from a newer release of PostgreSQL: choose a sandbox of that release or a newer one";
            case "42883", "42704", "22023" ->
                    "If the dump comes from a newer release of PostgreSQL, choose a sandbox of that release or a newer one; else correct the dump or the database it was made of, and load again from the start";
            default ->
                    "Correct the dump or the database it was made of, and load again from the start";
        };
    }

    private static String join(String advice, String hint) {
        return hint.isEmpty() ? advice : hint + ". " + advice;
    }

    /// Classes of SQLSTATE: manual, appendix A.
    static boolean gone(String state) {
        return state.startsWith("08") || state.startsWith("57P") || state.equals("53300");
    }

    /// A bound of the sandbox, and not what was asked, is to blame.
    static boolean bound(String state) {
        return state.startsWith("53") || state.equals("57014");
    }

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    /// The server's words alone: the driver's would come with its own guesses.
    static String words(SQLException e) {
        var message =
                server(e)
                        .map(said ->
                                said.getMessage()
                                        + more("", said.getDetail())
                                        + more("hint: ", said.getHint())
                                        + more("", said.getWhere()))
                        .orElse(String.valueOf(e.getMessage()));
        return visible(message, MOST_WORDS);
    }

    private static String more(String label, @org.jspecify.annotations.Nullable String words) {
        return words == null || words.isEmpty() ? "" : "; " + label + words;
    }

    static Optional<ServerErrorMessage> server(SQLException e) {
        return e instanceof PSQLException said
                ? Optional.ofNullable(said.getServerErrorMessage())
                : Optional.empty();
    }

    /// The function of the server that refused: it is the same in every language.
    static String routine(SQLException e) {
        return server(e).map(ServerErrorMessage::getRoutine).orElse("");
    }

    /// The server counts characters of a statement; people count lines of a file.
    private static long linesBefore(SQLException e, String statement) {
        int position = server(e).map(ServerErrorMessage::getPosition).orElse(0);
        return statement
                .substring(0, Math.clamp(position - 1, 0, statement.length()))
                .chars()
                .filter(c -> c == '\n')
                .count();
    }

    /// Which of the rows that a session was sent is to blame, counted from 1; 0 if the server does
    /// not say.
    static long lineOfRows(SQLException e) {
        var where = server(e).map(ServerErrorMessage::getWhere).orElse("");
        var found = LINE_OF_ROWS.matcher(where == null ? "" : where);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /// The beginning of a statement, for people; what is told is kept, so no password is in it.
    static String shown(String statement) {
        var beginning = statement.strip();
        beginning = beginning.substring(0, Math.min(beginning.length(), 4 * MOST_STATEMENT));
        return visible(PASSWORD.matcher(beginning).replaceAll("$1'…'"), MOST_STATEMENT);
    }

    /// A stranger's text, safe for a terminal and a log: what steers either is written out.
    static String visible(String text, int most) {
        var shown = new StringBuilder();
        text.codePoints()
                .takeWhile(_ -> shown.length() < most)
                .forEach(c -> {
                    if (steers(c)) {
                        shown.append(String.format("\\u{%x}", c));
                    } else {
                        shown.appendCodePoint(c);
                    }
                });
        return shown.length() < most ? shown.toString() : shown.substring(0, most) + "…";
    }

    private static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }
}
