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
import java.util.Optional;
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
    private final Mending mending;
    private final Roles roles;
    private final Tables tables;

    /// Rows that come as statements.
    private final Lot inserts;

    /// Other statements, in their place.
    private final Lot lot;

    private final AtomicLong rows = new AtomicLong();

    /// What each table was given: the more, the sooner its indexes are begun.
    private final Map<String, Long> given = new HashMap<>();

    /// NOT NULL that lost its name.
    private final Set<Sort.OfConstraint> nameless = new HashSet<>();

    /// Tables whose triggers rest.
    private final Set<Name> resting = new HashSet<>();

    /// What the script itself has set.
    private Sort.ReplicationRole ownRole = new Sort.ReplicationRole("origin", false);

    private final OwnDatabase own = new OwnDatabase();
    private Settings settings = Settings.NONE;
    private long bytes;

    /// What is built on rows is begun when as much of it is known as comes before the next barrier.
    private final List<Build> builds = new ArrayList<>();

    private int textOfBuilds;

    /// Whether what is on the board are rows, or what is built on rows.
    private boolean rowsOnBoard;

    /// Whether something was built since tables were asked for.
    private boolean built;

    Course(
            DumpScript script,
            Session session,
            Board board,
            Remarks remarks,
            Roles roles,
            Meter meter) {
        this.script = script;
        this.session = session;
        this.board = board;
        this.remarks = remarks;
        this.meter = meter;
        this.roles = roles;
        this.mending = new Mending(session, remarks, roles);
        this.tables = new Tables(session);
        this.inserts = new Lot(session);
        this.lot = new Lot(session);
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
        flush();
        rows.addAndGet(inserts.flush());
        begin();
        board.drain();
        rowsOnBoard = false;
    }

    private void flush() throws Fault, InterruptedException {
        if (!lot.isEmpty()) {
            lot.flush();
            tables.forget();
        }
    }

    private void begin() throws InterruptedException {
        if (!builds.isEmpty()) {
            built = true;
            board.add(builds);
            builds.clear();
            textOfBuilds = 0;
        }
    }

    private void add(Build build) throws InterruptedException {
        if (!builds.isEmpty() && builds.getLast().joins(build)) {
            builds.add(builds.removeLast().with(build));
        } else {
            builds.add(build);
        }
        textOfBuilds += build.size();
        if (builds.size() >= Board.MOST_JOBS || textOfBuilds >= Board.MOST_TEXT) {
            begin();
        }
    }

    // ---- statements

    private void run(Piece.Statement statement) throws Fault, InterruptedException {
        var sort = Sorting.of(statement.text());
        own.passes(sort);
        if (sort instanceof Sort.Insert) {
            insert(statement);
            return;
        }
        rows.addAndGet(inserts.flush());
        switch (sort) {
            case Sort.Insert _ -> throw new IllegalStateException("is done");
            case Sort.Setting setting -> set(setting, statement);
            case Sort.ReplicationRole role -> replicationRole(role, statement);
            case Sort.TriggersOf of -> triggers(of, statement);
            case Sort.ResetAll _ -> resetAll(statement);
            case Sort.Aside _ -> together(statement, () -> mending.send(statement));
            case Sort.Transaction _ -> transaction(statement);
            case Sort.Index index -> build(statement, index.index(), List.of(index.table()), true);
            case Sort.Change change -> build(statement, change.index(), change.tables(), false);
            case Sort.Table table -> table(statement, table);
            case Sort.OfConstraint of -> ofConstraint(statement, of);
            case Sort.OfIndex of -> ofIndex(statement, of.index());
            case Sort.Ordered ordered -> ordered(statement, ordered);
            case Sort.Dispensable dispensable ->
                    orderly(statement, () -> mending.dispensable(statement, dispensable));
            case Sort.Extension extension ->
                    alone(() -> mending.extension(statement, extension.name()));
            case Sort.Language language ->
                    alone(() -> mending.language(statement, language.name()));
            case Sort.Policy _ -> orderly(statement, () -> mending.policy(statement));
            case Sort.Publication publication ->
                    orderly(statement, () -> mending.publication(statement, publication));
            case Sort.Foreign foreign ->
                    orderly(statement, () -> mending.foreign(statement, foreign));
            case Sort.Refresh refresh -> alone(() -> mending.refresh(statement, refresh.view()));
            case Sort.Schema schema -> alone(() -> mending.schema(statement, schema));
            case Sort.Owner owner -> remarks.leftOut("OWNER", owner.words());
            case Sort.OfDatabase of -> ofDatabase(statement, of);
            case Sort.LeftOut leftOut -> remarks.leftOut(leftOut.code(), leftOut.words());
            case Sort.Refused refused -> throw refused(statement, refused);
        }
    }

    /// What is done with one statement.
    private interface Act {
        void run() throws Fault, InterruptedException;
    }

    private void ordered(Piece.Statement statement, Sort.Ordered ordered)
            throws Fault, InterruptedException {
        if (ordered.together()) {
            orderly(statement, () -> mending.send(statement));
        } else {
            inPlace(statement);
        }
    }

    /// After all before it, with what comes right behind it.
    private void orderly(Piece.Statement statement, Act alone) throws Fault, InterruptedException {
        if (rowsOnBoard || !builds.isEmpty()) {
            settle();
        }
        together(
                statement,
                () -> {
                    alone.run();
                    return 0;
                });
    }

    private void together(Piece.Statement statement, Lot.Part part)
            throws Fault, InterruptedException {
        lot.add(statement, part);
        if (lot.isEmpty()) {
            tables.forget();
        }
    }

    /// After all before it and before all behind it.
    private void alone(Act act) throws Fault, InterruptedException {
        settle();
        act.run();
        tables.forget();
    }

    private void inPlace(Piece.Statement statement) throws Fault, InterruptedException {
        alone(() -> mending.send(statement));
    }

    private void transaction(Piece.Statement statement) throws Fault, InterruptedException {
        flush();
        mending.send(statement);
        tables.forget();
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
        rows.addAndGet(inserts.add(statement, () -> mending.send(statement)));
    }

    // ---- settings

    /// Those that change nothing but what names mean and where tables lie may stand among others.
    private static final Set<String> AMONG_OTHERS =
            Set.of("search_path", "default_tablespace", "default_table_access_method");

    private void set(Sort.Setting setting, Piece.Statement statement)
            throws Fault, InterruptedException {
        tables.forget();
        if (!AMONG_OTHERS.contains(setting.name()) || lot.isEmpty()) {
            flush();
            settled(setting.name(), mending.set(setting, statement));
        } else {
            together(statement, setting(setting, statement));
        }
        if (settings.full()) {
            throw refused(
                    statement,
                    new Sort.Refused(
                            "it sets more than " + Settings.MOST + " settings",
                            "Make the dump with pg_dump"));
        }
    }

    private Lot.Part setting(Sort.Setting setting, Piece.Statement statement) {
        return new Lot.Part() {

            @Override
            public long alone() throws Fault {
                settled(setting.name(), mending.set(setting, statement));
                return 0;
            }

            @Override
            public void done() {
                settled(setting.name(), statement.text());
            }
        };
    }

    private void settled(String name, String statement) {
        if (!statement.isEmpty()) {
            settings = settings.with(name, statement);
        }
    }

    private void replicationRole(Sort.ReplicationRole role, Piece.Statement statement)
            throws Fault, InterruptedException {
        if (role.value().equals("replica")) {
            rest("session_replication_role");
        }
        if (!role.local()) {
            ownRole = role;
        }
        take(role, statement);
    }

    /// While those of one table rest, those of all do: nothing but its rows comes meanwhile.
    private void triggers(Sort.TriggersOf of, Piece.Statement statement)
            throws Fault, InterruptedException {
        inPlace(new Piece.Statement(of.statement(), statement.line()));
        boolean none = resting.isEmpty();
        if (of.rest()) {
            rest("DISABLE TRIGGER ALL");
            resting.add(of.table());
        } else {
            resting.remove(of.table());
        }
        if (none != resting.isEmpty()) {
            take(
                    resting.isEmpty() ? ownRole : new Sort.ReplicationRole("replica", false),
                    statement);
        }
    }

    /// Rows that come while triggers are off may break keys: whoever wrote the script knew.
    private void rest(String where) {
        remarks.mended(
                "TRIGGERS",
                "triggers and foreign keys are off where the dump says so ("
                        + where
                        + "): nothing proves that its rows keep the keys");
    }

    private void take(Sort.ReplicationRole role, Piece.Statement statement)
            throws Fault, InterruptedException {
        var instead = new Piece.Statement(role.statement(), statement.line());
        alone(() -> {
            mending.send(instead);
            if (!role.local()) {
                settled("session_replication_role", instead.text());
            }
        });
    }

    private void resetAll(Piece.Statement statement) throws Fault, InterruptedException {
        alone(() -> {
            mending.send(statement);
            settings = settings.reset();
            ownRole = new Sort.ReplicationRole("origin", false);
        });
    }

    // ---- names of NOT NULL

    private void table(Piece.Statement statement, Sort.Table table)
            throws Fault, InterruptedException {
        if (table.made()) {
            inPlace(statement);
        } else {
            orderly(statement, () -> mending.send(statement));
        }
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
        } else {
            flush();
        }
        var claims = new HashMap<String, Boolean>();
        long weight = 0;
        for (var name : names) {
            var table = table(name, statement.text(), statement.line());
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
        add(new Build(statement, settings, new Claims(claims), weight));
    }

    private void ofIndex(Piece.Statement statement, Name index) throws Fault, InterruptedException {
        if (rowsOnBoard || session.inTransaction()) {
            inPlace(statement);
            return;
        }
        flush();
        add(new Build(statement, settings, new Claims(Map.of(indexClaim(index), false)), 0));
    }

    private static String indexClaim(Name index) {
        return "index " + index.quoted();
    }

    private Optional<Tables.Table> table(Name name, String statement, long line) throws Fault {
        try {
            return tables.find(name);
        } catch (SQLException e) {
            throw Failures.ofStatement(e, statement, line, session.major(), "");
        }
    }

    // ---- rows

    private void run(Piece.Rows block) throws Fault, InterruptedException {
        rows.addAndGet(inserts.flush());
        flush();
        own.begins();
        if (!rowsOnBoard) {
            // Keys between tables that were built meanwhile tell in which order rows may come.
            settle();
            forgetBuilt();
        }
        var of = Rows.of(block.statement());
        var table =
                of.isEmpty() || session.inTransaction()
                        ? Optional.<Tables.Table>empty()
                        : table(of.get().table(), block.statement(), block.line());
        if (table.isEmpty()
                || table.get().temporary()
                || table.get().ordered(of.get().columns())
                || table.get().namesRoles()) {
            settle();
            boolean byParts = table.isPresent() && table.get().namesRoles() && of.get().plain();
            rows.addAndGet(byParts ? byParts(block) : inOwnSession(block));
            return;
        }
        rowsOnBoard = true;
        long before = bytes;
        aside(block, of.get().plain());
        given.merge(table.get().number(), bytes - before, Long::sum);
    }

    private void forgetBuilt() {
        if (built) {
            tables.forget();
            built = false;
        }
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
            throw Failures.ofRows(e, piece.statement(), line, session.major(), remarks.hint());
        }
    }

    /// Rows that name roles are sent part by part: a part whose role is missing is sent again when
    /// the role is made.
    private long byParts(Piece.Rows piece) throws Fault, InterruptedException {
        long count = 0;
        boolean none = true;
        for (var chunk = read(piece); chunk.length >= 0; chunk = read(piece)) {
            none = false;
            count += part(piece, chunk);
            board.give(chunk);
        }
        return none ? inOwnSession(piece) : count;
    }

    private long part(Piece.Rows piece, Chunk chunk) throws Fault, InterruptedException {
        while (true) {
            var lines = new Lines();
            lines.sending(chunk);
            try {
                var copy = session.copyIn(piece.statement());
                Block.send(copy, chunk);
                return copy.endCopy();
            } catch (SQLException e) {
                if (!roles.make(e)) {
                    long line = lines.ofFile(Failures.lineOfRows(e)).orElse(piece.line());
                    throw Failures.ofRows(
                            e, piece.statement(), line, session.major(), remarks.hint());
                }
            }
        }
    }
}
