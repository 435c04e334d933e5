package belay.postgres.load;

import belay.outside.DumpScript;
import belay.outside.DumpScript.Piece;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Goes through a script from its start to its end: what must keep its place runs in the script's
/// own session, rows and what is built on them go to the board.
///
/// Rows of different tables do not depend on each other, nor do indexes and keys on different
/// tables; every other statement waits for all that came before it, and all that comes after waits
/// for it. So the outcome is that of the script run line by line.
final class Course {

    /// Since when a NOT NULL has a name (manual, release notes of 18).
    private static final int NAMED_NOT_NULL = 18;

    /// More than any schema has.
    private static final int MOST_NAMES = 100_000;

    private final DumpScript script;
    private final Session session;
    private final Board board;
    private final Remarks remarks;
    private final Meter meter;
    private final Inserts inserts;
    private final AtomicLong rows = new AtomicLong();

    /// What each table was given: the more, the sooner its indexes are begun.
    private final Map<String, Long> given = new HashMap<>();

    /// NOT NULL that lost its name.
    private final Set<Sort.OfConstraint> nameless = new HashSet<>();

    private final OwnDatabase own = new OwnDatabase();
    private Settings settings = Settings.NONE;
    private long bytes;

    /// What is built on rows is begun when as much of it is known as comes before the next barrier.
    private final List<Build> builds = new ArrayList<>();

    private int textOfBuilds;

    /// Whether what is on the board are rows, or what is built on rows.
    private boolean rowsOnBoard;

    Course(DumpScript script, Session session, Board board, Remarks remarks, Meter meter) {
        this.script = script;
        this.session = session;
        this.board = board;
        this.remarks = remarks;
        this.meter = meter;
        this.inserts = new Inserts(session);
    }

    long rows() {
        return rows.get();
    }

    long bytes() {
        return bytes;
    }

    void run() throws Fault, InterruptedException {
        while (true) {
            switch (script.next()) {
                case Piece.Statement statement -> {
                    told(statement.text().length());
                    run(statement);
                }
                case Piece.Rows block -> run(block);
                case Piece.End _ -> {
                    end();
                    return;
                }
            }
        }
    }

    private void told(long more) {
        bytes += more;
        meter.at(bytes, 0, "bytes");
    }

    private void end() throws Fault, InterruptedException {
        settle();
        if (session.inTransaction()) {
            throw new Fault.Permanent(
                    Problem.of("LOAD:UNFINISHED", "the dump ends within a transaction")
                            .expected("a COMMIT for every BEGIN")
                            .advice(
                                    "Without it all that came after BEGIN would be lost: make the dump again"));
        }
    }

    /// Waits for everything that was begun.
    private void settle() throws Fault, InterruptedException {
        rows.addAndGet(inserts.flush());
        begin();
        board.drain();
        rowsOnBoard = false;
    }

    private void begin() throws InterruptedException {
        if (!builds.isEmpty()) {
            board.add(builds);
            builds.clear();
            textOfBuilds = 0;
        }
    }

    private void add(Build build) throws InterruptedException {
        builds.add(build);
        textOfBuilds += build.size();
        if (builds.size() >= Board.MOST_JOBS || textOfBuilds >= Board.MOST_TEXT) {
            begin();
        }
    }

    // ---- statements

    private void run(Piece.Statement statement) throws Fault, InterruptedException {
        var sort = Sorting.of(statement.text());
        if (sort instanceof Sort.Insert) {
            own.passes(sort);
            insert(statement);
            return;
        }
        rows.addAndGet(inserts.flush());
        own.passes(sort);
        switch (sort) {
            case Sort.Insert _ -> throw new IllegalStateException("is done");
            case Sort.Setting setting -> set(setting, statement);
            case Sort.Aside _ -> execute(statement);
            case Sort.Transaction _ -> execute(statement);
            case Sort.Index index -> build(statement, index.index(), List.of(index.table()), true);
            case Sort.Change change -> build(statement, change.index(), change.tables(), false);
            case Sort.Table table -> table(statement, table);
            case Sort.OfConstraint of -> ofConstraint(statement, of);
            case Sort.OfIndex of -> ofIndex(statement, of.index());
            case Sort.Ordered _ -> inPlace(statement);
            case Sort.Dispensable dispensable -> dispensable(statement, dispensable);
            case Sort.Extension extension -> extension(statement, extension.name());
            case Sort.Language language -> language(statement, language.name());
            case Sort.Owner owner ->
                    remarks.leftOut(
                            "OWNER",
                            "what is said to belong to "
                                    + Failures.visible(owner.role(), 63)
                                    + " belongs to the sandbox's role");
            case Sort.OfDatabase of -> ofDatabase(statement, of);
            case Sort.LeftOut leftOut -> remarks.leftOut(leftOut.code(), leftOut.words());
            case Sort.Refused refused -> throw refused(statement, refused);
        }
    }

    private void ofDatabase(Piece.Statement statement, Sort.OfDatabase of) throws Fault {
        if (!own.is(of)) {
            throw refused(statement, Sorting.notOfOne(of.verb()));
        }
        var what = Failures.shown(statement.text());
        remarks.leftOut(
                "DATABASE",
                switch (of.verb()) {
                    case CREATE ->
                            "the database "
                                    + Failures.visible(of.database(), 63)
                                    + " itself: what it holds is in the sandbox's";
                    case DROP -> "";
                    case ALTER, COMMENT -> what;
                });
    }

    private static Fault refused(Piece.Statement statement, Sort.Refused refused) {
        return new Fault.Permanent(
                Problem.of(
                                "LOAD:REFUSED",
                                "line " + statement.line() + " is not loaded: " + refused.reason())
                        .value(Failures.shown(statement.text()))
                        .advice(refused.advice())
                        .place("line " + statement.line()));
    }

    private void insert(Piece.Statement statement) throws Fault, InterruptedException {
        if (inserts.isEmpty()) {
            settle();
        }
        rows.addAndGet(inserts.add(statement));
    }

    private void inPlace(Piece.Statement statement) throws Fault, InterruptedException {
        settle();
        execute(statement);
    }

    private void execute(Piece.Statement statement) throws Fault {
        try {
            session.execute(statement.text());
        } catch (SQLException e) {
            throw failed(e, statement);
        }
    }

    private Fault failed(SQLException e, Piece.Statement statement) {
        return Failures.ofStatement(
                e, statement.text(), statement.line(), session.major(), remarks.hint());
    }

    private void set(Sort.Setting setting, Piece.Statement statement) throws Fault {
        try {
            attempt(statement.text());
            settings = settings.with(setting.name(), statement.text());
        } catch (SQLException e) {
            mend(setting, statement, e);
        }
        if (settings.full()) {
            throw refused(
                    statement,
                    new Sort.Refused(
                            "it sets more than " + Settings.MOST + " settings",
                            "Make the dump with pg_dump"));
        }
    }

    /// A setting that this server does not know, or cannot follow, changes where and how rows lie,
    /// not what they are.
    private void mend(Sort.Setting setting, Piece.Statement statement, SQLException e)
            throws Fault {
        var state = Failures.state(e);
        var value = Failures.visible(setting.value(), 63);
        if (setting.name().equals("default_tablespace") && state.equals("22023")) {
            remarks.leftOut(
                    "TABLESPACE",
                    "the tablespace " + value + " is not here: its tables lie in the usual one");
            set(
                    new Sort.Setting(setting.name(), ""),
                    new Piece.Statement("SET default_tablespace = ''", statement.line()));
        } else if (setting.name().equals("default_with_oids") && state.equals("0A000")) {
            remarks.leftOut(
                    "SETTING",
                    "the hidden column oid of tables, which servers since 12 do not have");
        } else if (state.equals("42704")) {
            remarks.leftOut(
                    "SETTING",
                    "the setting "
                            + Failures.visible(setting.name(), 63)
                            + ", which this server does not know");
        } else {
            throw failed(e, statement);
        }
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

    private void dispensable(Piece.Statement statement, Sort.Dispensable sort)
            throws Fault, InterruptedException {
        settle();
        try {
            attempt(statement.text());
        } catch (SQLException e) {
            if (!sort.states().contains(Failures.state(e)) && !ofAnExtension(sort, e)) {
                throw failed(e, statement);
            }
            remarks.leftOut(sort.code(), Dispensed.words(sort.code(), e));
        }
    }

    /// Rights on what came with an extension that was left out.
    private boolean ofAnExtension(Sort.Dispensable sort, SQLException e) {
        return remarks.anyExtension()
                && sort.code().equals("PRIVILEGE")
                && List.of("42P01", "42883", "3F000", "42704").contains(Failures.state(e));
    }

    private void extension(Piece.Statement statement, String name)
            throws Fault, InterruptedException {
        settle();
        try {
            if (session.ask("SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = ?", name)
                    .isEmpty()) {
                remarks.extension(name, "the sandbox's server does not have it");
                return;
            }
            attempt(statement.text());
        } catch (SQLException e) {
            switch (Failures.state(e)) {
                case "42501" -> remarks.extension(name, "only a superuser may create it");
                case "42704" -> remarks.extension(name, "another one that it needs was left out");
                default -> throw failed(e, statement);
            }
        }
    }

    private void language(Piece.Statement statement, String name)
            throws Fault, InterruptedException {
        settle();
        try {
            if (session.ask("SELECT 1 FROM pg_catalog.pg_language WHERE lanname = ?", name)
                    .isEmpty()) {
                session.execute(statement.text());
            }
        } catch (SQLException e) {
            throw failed(e, statement);
        }
    }

    // ---- names of NOT NULL

    private void table(Piece.Statement statement, Sort.Table table)
            throws Fault, InterruptedException {
        inPlace(statement);
        if (session.major() >= NAMED_NOT_NULL || table.notNulls().isEmpty()) {
            return;
        }
        remarks.leftOut(
                "CONSTRAINT",
                "names of NOT NULL, which servers before "
                        + NAMED_NOT_NULL
                        + " do not keep: the columns are NOT NULL all the same");
        table.notNulls().stream()
                .limit(MOST_NAMES - Math.min(nameless.size(), MOST_NAMES))
                .forEach(name -> nameless.add(new Sort.OfConstraint(name, table.table())));
    }

    private void ofConstraint(Piece.Statement statement, Sort.OfConstraint of)
            throws Fault, InterruptedException {
        if (nameless.contains(of)) {
            remarks.leftOut("COMMENT", "comments on NOT NULL, which has no name here");
        } else {
            build(statement, "", List.of(of.table()), false);
        }
    }

    // ---- what is built on rows

    private void build(Piece.Statement statement, String index, List<Name> names, boolean shared)
            throws Fault, InterruptedException {
        if (rowsOnBoard || session.inTransaction()) {
            settle();
        }
        var claims = new HashMap<String, Boolean>();
        long weight = 0;
        for (var name : names) {
            var table = table(name, List.of(), statement.text(), statement.line());
            if (table.isEmpty()
                    || !table.get().plain()
                    || table.get().temporary()
                    || session.inTransaction()) {
                inPlace(statement);
                return;
            }
            claims.put("table " + table.get().number(), shared);
            weight += given.getOrDefault(table.get().number(), 0L);
            if (!index.isEmpty()) {
                claims.put(indexClaim(new Name(List.of(table.get().schema(), index))), false);
            }
        }
        add(new Build(statement.text(), statement.line(), settings, new Claims(claims), weight));
    }

    private void ofIndex(Piece.Statement statement, Name index) throws Fault, InterruptedException {
        if (rowsOnBoard || session.inTransaction()) {
            inPlace(statement);
            return;
        }
        add(
                new Build(
                        statement.text(),
                        statement.line(),
                        settings,
                        new Claims(Map.of(indexClaim(index), false)),
                        0));
    }

    private static String indexClaim(Name index) {
        return "index " + index.quoted();
    }

    private java.util.Optional<Tables.Table> table(
            Name name, List<String> columns, String statement, long line) throws Fault {
        try {
            return Tables.find(session, name, columns);
        } catch (SQLException e) {
            throw Failures.ofStatement(e, statement, line, session.major(), "");
        }
    }

    // ---- rows

    private void run(Piece.Rows block) throws Fault, InterruptedException {
        rows.addAndGet(inserts.flush());
        own.begins();
        var of = Rows.of(block.statement());
        var table =
                of.isEmpty() || session.inTransaction()
                        ? java.util.Optional.<Tables.Table>empty()
                        : table(
                                of.get().table(),
                                of.get().columns(),
                                block.statement(),
                                block.line());
        if (table.isEmpty() || table.get().temporary() || table.get().ordered()) {
            settle();
            rows.addAndGet(inOwnSession(block));
            return;
        }
        if (!rowsOnBoard) {
            settle();
            rowsOnBoard = true;
        }
        long before = bytes;
        aside(block, of.get().plain());
        given.merge(table.get().number(), bytes - before, Long::sum);
    }

    private void aside(Piece.Rows piece, boolean cut) throws Fault, InterruptedException {
        var block = new Block(board, piece.statement(), settings, piece.line(), cut, rows);
        board.add(List.of(block));
        for (var chunk = read(piece); chunk.length >= 0; chunk = read(piece)) {
            block.put(chunk);
        }
        block.end();
    }

    /// @return what was read; of length -1 at the end, and then given back already
    private Chunk read(Piece.Rows piece) throws Fault, InterruptedException {
        var chunk = board.chunk();
        chunk.line = piece.data().line();
        chunk.length = piece.data().readLines(chunk.bytes);
        if (chunk.length < 0) {
            board.give(chunk);
            return chunk;
        }
        chunk.inLine = piece.data().inLine();
        chunk.lines = piece.data().line() - chunk.line;
        told(chunk.length);
        return chunk;
    }

    private long inOwnSession(Piece.Rows piece) throws Fault, InterruptedException {
        var lines = new Lines();
        try {
            var copy = session.copyIn(piece.statement());
            for (var chunk = read(piece); chunk.length >= 0; chunk = read(piece)) {
                lines.sending(chunk);
                Block.send(copy, chunk);
                board.give(chunk);
            }
            return copy.endCopy();
        } catch (SQLException e) {
            long line = lines.ofFile(Failures.lineOfRows(e)).orElse(piece.line());
            throw Failures.of(e, piece.statement(), line, remarks.hint());
        }
    }
}
