package belay.postgres.load;

import belay.outside.Fault;
import java.sql.SQLException;

/// A statement that is built on rows: an index, a key, or what is said of them.
final class Build implements Job {

    private final String statement;
    private final long line;
    private final Settings settings;
    private final Claims claims;
    private final long weight;
    private boolean taken;
    private int processors = 1;

    Build(String statement, long line, Settings settings, Claims claims, long weight) {
        this.statement = statement;
        this.line = line;
        this.settings = settings;
        this.claims = claims;
        this.weight = weight;
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
        return statement.length();
    }

    @Override
    public void run(Session session) throws Fault {
        try {
            session.apply(settings);
            session.workers(processors - 1);
            session.execute(statement);
        } catch (SQLException e) {
            throw Failures.ofStatement(e, statement, line, session.major(), "");
        }
    }
}
