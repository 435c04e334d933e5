package belay.store;

import static belay.store.Sql.instant;

import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.run.Picker;
import belay.run.RunId;
import belay.run.Watches;
import java.time.Duration;
import java.util.Optional;

/// The register of watchdogs. What it says is worth nothing after a power loss, so nobody waits for
/// the disk.
record StoredWatches(Transactions transactions) implements Watches {

    private static final String HURRY = "SET LOCAL synchronous_commit TO off";

    private static final String STANDS =
            """
            INSERT INTO belay.watch AS watch (run, watchdog, since, beat)
            VALUES (?, ?::json, clock_timestamp(), clock_timestamp())
            ON CONFLICT (run) DO UPDATE
            SET watchdog = excluded.watchdog,
                since = CASE WHEN watch.watchdog::text = excluded.watchdog::text
                    THEN watch.since ELSE excluded.since END,
                beat = excluded.beat
            """;

    private static final String OF =
            """
            SELECT watchdog, since,
                   extract(epoch FROM clock_timestamp() - beat) * 1000 AS ago
            FROM belay.watch WHERE run = ?
            """;

    @Override
    public void stands(RunId run, Picker watchdog) throws Fault {
        transactions.run(
                "note who watches over run " + run,
                sql -> {
                    sql.change(HURRY);
                    return sql.change(
                            STANDS, run.text(), PlanJson.mapper().writeValueAsString(watchdog));
                });
    }

    @Override
    public Optional<Watching> of(RunId run) throws Fault {
        return transactions.run(
                "see who watches over run " + run,
                sql ->
                        sql.one(
                                OF,
                                row ->
                                        new Watching(
                                                PlanJson.mapper()
                                                        .readValue(
                                                                row.getString("watchdog"),
                                                                Picker.class),
                                                instant(row, "since"),
                                                Duration.ofMillis(row.getLong("ago"))),
                                run.text()));
    }
}
