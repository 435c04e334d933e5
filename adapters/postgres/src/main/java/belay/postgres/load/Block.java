package belay.postgres.load;

import belay.outside.Fault;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.copy.CopyIn;

/// The rows of one table on their way into it, by one session or, cut at ends of lines, by several.
/// Its fields are guarded by the board.
final class Block implements Job {

    /// What is sent at once.
    private static final int PIECE = 64 << 10;

    private final Board board;
    private final String statement;
    private final Settings settings;
    private final long line;
    private final boolean cut;
    private final AtomicLong rows;

    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private int sessions;
    private boolean begun;
    private boolean ended;

    /// Who has the beginning of a line, and so must have its end.
    private int holder;

    private int visitors;

    /// @param cut whether several sessions may load it
    /// @param rows counts them
    Block(
            Board board,
            String statement,
            Settings settings,
            long line,
            boolean cut,
            AtomicLong rows) {
        this.board = board;
        this.statement = statement;
        this.settings = settings;
        this.line = line;
        this.cut = cut;
        this.rows = rows;
    }

    /// Rows that were read.
    void put(Chunk chunk) {
        synchronized (board) {
            chunks.add(chunk);
            board.notifyAll();
        }
    }

    /// There are no more.
    void end() {
        synchronized (board) {
            ended = true;
            board.notifyAll();
        }
    }

    /// A block without rows is sent too: the table must be there.
    @Override
    public boolean wanted() {
        return begun ? cut && holder == 0 && !chunks.isEmpty() : ended || !chunks.isEmpty();
    }

    @Override
    public void taken(int processors) {
        begun = true;
        sessions++;
    }

    @Override
    public boolean left() {
        sessions--;
        return sessions == 0 && ended && chunks.isEmpty();
    }

    @Override
    public Claims claims() {
        return Claims.NONE;
    }

    @Override
    public long weight() {
        return 0;
    }

    @Override
    public int size() {
        return statement.length();
    }

    @Override
    public void run(Session session) throws Fault, InterruptedException {
        int me;
        synchronized (board) {
            me = ++visitors;
        }
        var lines = new Lines();
        try {
            session.apply(settings);
            var copy = session.copyIn(statement);
            for (var chunk = next(me); chunk.isPresent(); chunk = next(me)) {
                lines.sending(chunk.get());
                send(copy, chunk.get());
                board.give(chunk.get());
            }
            rows.addAndGet(copy.endCopy());
        } catch (SQLException e) {
            throw Failures.ofRows(
                    e,
                    statement,
                    lines.ofFile(Failures.lineOfRows(e)).orElse(line),
                    session.major(),
                    "");
        }
    }

    private Optional<Chunk> next(int me) throws InterruptedException {
        synchronized (board) {
            while (chunks.isEmpty() || (holder != 0 && holder != me)) {
                if (ended && chunks.isEmpty()) {
                    return Optional.empty();
                }
                board.pause();
            }
            var chunk = chunks.remove();
            holder = chunk.inLine ? me : 0;
            board.notifyAll();
            return Optional.of(chunk);
        }
    }

    static void send(CopyIn copy, Chunk chunk) throws SQLException {
        for (int from = 0; from < chunk.length; from += PIECE) {
            copy.writeToCopy(chunk.bytes, from, Math.min(PIECE, chunk.length - from));
        }
    }
}
