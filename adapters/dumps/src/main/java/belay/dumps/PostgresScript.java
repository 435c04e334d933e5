package belay.dumps;

import belay.dumps.PostgresLexer.Kind;
import belay.outside.DumpScript;
import belay.outside.Fault;
import belay.problem.Safe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A script of pg_dump. Statements end where the server sees their end; commands of psql are no
/// part of one and are refused, but for the few that pg_dump itself writes.
final class PostgresScript implements DumpScript {

    /// Statements that say more to us than to be passed on.
    private static final Set<String> NOTED =
            Set.of(
                    "SET",
                    "RESET",
                    "DISCARD",
                    "SELECT",
                    "BEGIN",
                    "START",
                    "COMMIT",
                    "END",
                    "ROLLBACK",
                    "ABORT");

    /// What people put behind the end of a dump, and nothing that makes another one of it.
    private static final Set<String> BEHIND =
            Set.of("SET", "RESET", "COMMIT", "END", "ANALYZE", "ANALYSE", "VACUUM");

    /// Beyond this, an INSERT of many rows is given out in parts, each of whole rows.
    private static final int LONG_INSERT = 4 << 20;

    /// Of a statement that may be long, as much is looked at as such ones have.
    private static final int MOST_TOKENS = 10_000;

    private final InputStream source;
    private final Window window;
    private final PostgresLexer lexer;
    private final int most;
    private final CopyRows.Door door;
    private final Cluster cluster;
    private final PsqlCommands commands;
    private final PostgresSettings settings = new PostgresSettings();

    /// Rows that were given out last; they have to be passed before anything else is read.
    private Optional<CopyRows> rows = Optional.empty();

    private boolean complete;
    private boolean begun;

    /// With what the rest of an INSERT begins whose first rows were given out; empty if there is
    /// none.
    private String rest = "";

    /// @param most bytes of one statement
    PostgresScript(InputStream source, int most, CopyRows.Door door) {
        this(source, most, Cluster.none(), door);
    }

    /// @param most bytes of one statement
    /// @param cluster hears where the dump of each database begins and ends
    PostgresScript(InputStream source, int most, Cluster cluster, CopyRows.Door door) {
        this.source = source;
        this.cluster = cluster;
        this.commands = new PsqlCommands(cluster);
        this.window = new Window(source, most);
        this.lexer = new PostgresLexer(window, cluster.there());
        this.most = most;
        this.door = door;
    }

    @Override
    public Piece next() throws Fault {
        try {
            if (!begun) {
                window.skipMark();
                begun = true;
            }
            if (rows.isPresent()) {
                rows.get().pass();
                rows = Optional.empty();
            }
            Optional<Piece> piece = Optional.empty();
            while (piece.isEmpty()) {
                piece = piece();
            }
            return piece.get();
        } catch (IOException wrong) {
            throw door.fault(wrong);
        }
    }

    /// Reads one statement, one command of psql, or to the end.
    private Optional<Piece> piece() throws IOException {
        var routine = new RoutineBody();
        var insert = new InsertRows(!rest.isEmpty());
        String first = "";
        long line = 0;
        int depth = 0;
        boolean whole = complete;
        while (true) {
            Kind kind = lexer.next();
            if (line == 0 && window.kept >= 0) {
                line = window.lineAt(window.kept);
                whole = complete;
                complete = false;
            }
            switch (kind) {
                case TRAILER -> {
                    complete = true;
                    cluster.trailer();
                }
                case HEADER -> {
                    complete = false;
                    another();
                }
                case COMMENT -> remark();
                case RULE -> {}
                case END, CUT -> {
                    return Optional.of(end(kind, line));
                }
                case BACKSLASH -> {
                    complete = command(line) && whole;
                    return Optional.empty();
                }
                case OPEN -> {
                    if (depth++ == 0) {
                        insert.opens(window.token - window.kept);
                    }
                }
                case CLOSE -> depth = Math.max(0, depth - 1);
                case COMMA -> {
                    if (depth == 0
                            && insert.isBetweenRows()
                            && window.token - window.kept > LONG_INSERT) {
                        return part(insert, line);
                    }
                }
                case SEMICOLON -> {
                    if (depth == 0 && !routine.open()) {
                        complete = whole && BEHIND.contains(first);
                        return statement(first, line);
                    }
                }
                case WORD -> {
                    if (window.token == window.kept && rest.isEmpty()) {
                        first = word().toUpperCase(Locale.ROOT);
                    }
                    if (depth == 0) {
                        if (routine.listens()) {
                            routine.word(word());
                        }
                        insert.word(word());
                    }
                }
                case NAME, TEXT, NUMBER, DOT, OTHER -> {}
            }
            switch (kind) {
                case WORD, RULE, COMMENT, HEADER, TRAILER -> {}
                default -> routine.sign(kind);
            }
            requireSmall(line);
        }
    }

    /// Each dump that pg_dumpall wrote is for a session of its own.
    private void another() throws Refused {
        if (cluster.there()) {
            try {
                cluster.header();
            } catch (Refused refused) {
                throw refused.line(window.lineAt(window.at));
            }
            settings.fresh();
            lexer.conforming = settings.conforming();
        }
    }

    private void remark() throws Refused {
        if (!lexer.remark.isEmpty()) {
            cluster.remark(lexer.remark);
        }
    }

    /// The rows of a long INSERT that were read so far, as a statement.
    private Optional<Piece> part(InsertRows insert, long line) throws IOException {
        int from = window.kept;
        var text = text(from, window.token);
        var piece = new Piece.Statement(rest + text, line);
        if (rest.isEmpty()) {
            rest = text(from, from + insert.rowsBegin());
        }
        window.release();
        return Optional.of(piece);
    }

    private String text(int from, int to) throws Refused {
        Encoding encoding = settings.encoding();
        int wrong = encoding.firstWrong(window.bytes, from, to);
        if (wrong < to) {
            throw encoding.wrong(window.bytes[wrong]).line(window.lineAt(wrong));
        }
        return encoding.text(window.bytes, from, to);
    }

    private String word() {
        return new String(
                window.bytes,
                window.token,
                Math.min(window.at - window.token, 32),
                StandardCharsets.ISO_8859_1);
    }

    private void requireSmall(long line) throws Refused {
        if (window.kept >= 0 && window.at - window.kept > most) {
            throw Window.largeStatement(most).line(line);
        }
    }

    private Piece end(Kind kind, long line) throws Refused {
        if (kind == Kind.CUT || window.kept >= 0 || !rest.isEmpty()) {
            throw Refused.cut(
                            line == 0
                                    ? "the script ends within a comment"
                                    : "the script ends within a statement that begins in line "
                                            + line)
                    .line(window.lineAt(window.end));
        }
        if (cluster.there()) {
            requireWholeCluster();
        } else if (!complete) {
            throw Refused.cut(
                            "the script does not end with the line by which pg_dump says that it is"
                                    + " complete")
                    .line(window.lineAt(window.end));
        }
        commands.requireClosed();
        return new Piece.End();
    }

    private void requireWholeCluster() throws Refused {
        try {
            cluster.requireWhole();
        } catch (Refused refused) {
            throw refused.line(window.lineAt(window.end));
        }
    }

    /// @return whether it may stand behind the end of a dump
    private boolean command(long line) throws IOException {
        if (window.kept != window.token) {
            window.at = window.token;
            throw commands.refused(window).line(window.lineAt(window.at));
        }
        window.at = window.token;
        boolean closes = commands.pass(window, line);
        window.release();
        return closes;
    }

    private Optional<Piece> statement(String first, long line) throws IOException {
        int from = window.kept;
        int to = window.token;
        while (to > from && PostgresLexer.isSpace(window.bytes[to - 1])) {
            to--;
        }
        Optional<Piece> piece = to == from ? Optional.empty() : piece(first, from, to, line);
        window.release();
        return piece;
    }

    private Optional<Piece> piece(String first, int from, int to, long line) throws IOException {
        String text = text(from, to);
        if (cluster.there()) {
            cluster.read(text);
        }
        if (!rest.isEmpty()) {
            text = rest + text;
            rest = "";
        }
        boolean passed = true;
        if (NOTED.contains(first)) {
            passed = note(first, from, to, line);
        }
        if (first.equals("CREATE")) {
            commands.note(tokens(from, to, 4));
        }
        if (first.equals("COPY")) {
            try {
                if (CopyStatement.of(tokens(from, to, MOST_TOKENS)).isPresent()) {
                    return Optional.of(rows(text, line));
                }
            } catch (Refused refused) {
                throw refused.line(line);
            }
        }
        return passed ? Optional.of(new Piece.Statement(text, line)) : Optional.empty();
    }

    private boolean note(String first, int from, int to, long line) throws IOException {
        try {
            boolean passed = settings.note(first, tokens(from, to, MOST_TOKENS));
            lexer.conforming = settings.conforming();
            settings.turn()
                    .ifPresent(turn ->
                            window.turn(source ->
                                    new Transcoded(
                                            source,
                                            turn.name(),
                                            Charset.forName(turn.wide().charset()),
                                            turn.wide().otherwise())));
            return passed;
        } catch (Refused refused) {
            throw refused.line(line);
        }
    }

    private Tokens tokens(int from, int to, int count) throws IOException {
        return Tokens.of(window.bytes, from, to, lexer.conforming, count);
    }

    private Piece rows(String text, long line) throws IOException {
        window.release();
        while (window.peek(0) >= 0 && window.bytes[window.at] != '\n') {
            if (!PostgresLexer.isSpace(window.bytes[window.at])) {
                throw Refused.of(
                                "AFTER_COPY",
                                "something stands behind a COPY in its line, where its rows should"
                                        + " follow",
                                "make the dump with pg_dump")
                        .line(window.lineAt(window.at));
            }
            window.at++;
        }
        if (window.at < window.end) {
            window.at++;
        }
        var data = new CopyRows(window, settings.encoding(), Safe.name(text), line, door);
        rows = Optional.of(data);
        return new Piece.Rows(text, data, line);
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException ignored) {
            // All that was wanted of it has been read.
        }
    }
}
