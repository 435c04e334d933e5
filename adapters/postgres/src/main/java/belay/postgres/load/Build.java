package belay.postgres.load;

import belay.outside.DumpScript.Piece.Statement;
import belay.outside.Fault;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;

/// What is built on rows: an index, a key, or what is said of them. Several on small tables are one
/// job, sent at once.
final class Build implements Job {

    /// What is built on fewer bytes of rows takes less time than asking for it.
    static final long LIGHT = 64 << 10;

    /// That are one job; few, so that all sessions get some.
    private static final int MOST_TOGETHER = 16;

    private final List<Statement> statements;
    private final Settings settings;
    private final Claims claims;
    private final long weight;
    private boolean taken;
    private int processors = 1;

    private Build(List<Statement> statements, Settings settings, Claims claims, long weight) {
        this.statements = List.copyOf(statements);
        this.settings = settings;
        this.claims = claims;
        this.weight = weight;
    }

    Build(Statement statement, Settings settings, Claims claims, long weight) {
        this(List.of(statement), settings, claims, weight);
    }

    /// Whether `next`, which comes right behind, can be one job with this.
    boolean joins(Build next) {
        return weight + next.weight < LIGHT
                && statements.size() + next.statements.size() <= MOST_TOGETHER
                && settings.equals(next.settings);
    }

    /// Both, this first.
    Build with(Build next) {
        var all = new java.util.ArrayList<>(statements);
        all.addAll(next.statements);
        var both = new HashMap<>(claims.shared());
        next.claims
                .shared()
                .forEach((thing, shares) -> both.merge(thing, shares, (a, b) -> a && b));
        return new Build(all, settings, new Claims(both), weight + next.weight);
    }

    @Override
    public boolean wanted() {
        return !taken;
    }

    @Override
    public void taken(int processors) {
        taken = true;
        this.processors = processors;
    }

    @Override
    public boolean left() {
        return true;
    }

    @Override
    public Claims claims() {
        return claims;
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public int size() {
        return statements.stream().mapToInt(statement -> statement.text().length()).sum();
    }

    @Override
    public void run(Session session) throws Fault {
        try {
            session.apply(settings);
            session.workers(processors - 1);
        } catch (SQLException e) {
            throw failed(e, statements.getFirst(), session);
        }
        if (statements.size() == 1 || !together(session)) {
            for (var statement : statements) {
                alone(session, statement);
            }
        }
    }

    /// @return whether they were done; if one fails, none is
    private boolean together(Session session) throws Fault {
        try {
            session.execute(Lot.together(statements.stream().map(Statement::text).toList()));
            return true;
        } catch (SQLException e) {
            if (Failures.gone(Failures.state(e))) {
                throw Failures.ofServer(e);
            }
            return false;
        }
    }

    private static void alone(Session session, Statement statement) throws Fault {
        try {
            session.execute(statement.text());
        } catch (SQLException e) {
            throw failed(e, statement, session);
        }
    }

    private static Fault failed(SQLException e, Statement statement, Session session) {
        return Failures.ofStatement(e, statement.text(), statement.line(), session.major(), "");
    }
}
