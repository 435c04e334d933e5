package belay.store;

import belay.outside.Fault;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.Timings;
import belay.system.SystemName;
import java.time.Duration;
import java.util.List;

/// How long steps took, as the journal knows.
final class StoredTimings implements Timings {

    private static final String LATEST =
            """
            SELECT step.run, step.name, step.since, step.until, step.total, step.unit
            FROM belay.step JOIN belay.run ON run.id = step.run
            WHERE run.system = ? AND run.purpose = ? AND step.kind = ? AND step.state = 'Done'
            ORDER BY step.until DESC LIMIT ?
            """;

    private final Transactions transactions;

    StoredTimings(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Timing> latest(SystemName system, Purpose purpose, String kind, int limit)
            throws Fault {
        return transactions.run(
                "read the timings of " + kind,
                sql ->
                        sql.rows(
                                LATEST,
                                row ->
                                        new Timing(
                                                new RunId(row.getString("run")),
                                                row.getString("name"),
                                                Duration.between(
                                                        Sql.instant(row, "since"),
                                                        Sql.instant(row, "until")),
                                                row.getLong("total"),
                                                row.getString("unit")),
                                system.text(),
                                purpose.name(),
                                kind,
                                limit));
    }
}
