package belay.store;

import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.run.Rehearsals;
import java.util.Optional;

/// What rehearsals have shown, in the store.
final class StoredRehearsals implements Rehearsals {

    private final Transactions transactions;

    StoredRehearsals(Transactions transactions) {
        this.transactions = transactions;
    }

    private static final String PUT =
            """
            INSERT INTO belay.rehearsal (run, plan_hash, at, rehearsal) VALUES (?, ?, ?, ?::json)
            ON CONFLICT (run) DO UPDATE
            SET plan_hash = excluded.plan_hash, at = excluded.at, rehearsal = excluded.rehearsal
            """;

    @Override
    public void put(Rehearsal rehearsal) throws Fault {
        transactions.run(
                "record rehearsal " + rehearsal.run(),
                sql ->
                        sql.change(
                                PUT,
                                rehearsal.run().text(),
                                rehearsal.planHash(),
                                rehearsal.at(),
                                PlanJson.mapper().writeValueAsString(rehearsal)));
    }

    private static final String LATEST =
            "SELECT rehearsal FROM belay.rehearsal WHERE plan_hash = ? ORDER BY at DESC LIMIT 1";

    @Override
    public Optional<Rehearsal> latest(String planHash) throws Fault {
        return transactions.run(
                "find the rehearsal of a plan",
                sql ->
                        sql.one(
                                LATEST,
                                row ->
                                        PlanJson.mapper()
                                                .readValue(
                                                        row.getString("rehearsal"),
                                                        Rehearsal.class),
                                planHash));
    }
}
