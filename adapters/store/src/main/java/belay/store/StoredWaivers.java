package belay.store;

import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.run.Waivers;
import belay.system.SystemName;
import java.time.Instant;
import java.util.List;

/// Waivers in the store.
final class StoredWaivers implements Waivers {

    private final Transactions transactions;

    StoredWaivers(Transactions transactions) {
        this.transactions = transactions;
    }

    private static final String PUT =
            """
            INSERT INTO belay.waiver (system, code, until, waiver) VALUES (?, ?, ?, ?::json)
            ON CONFLICT (system, code) DO UPDATE
            SET until = excluded.until, waiver = excluded.waiver
            """;

    @Override
    public void put(Waiver waiver) throws Fault {
        transactions.run(
                "record a waiver of " + waiver.code(),
                sql ->
                        sql.change(
                                PUT,
                                waiver.system().text(),
                                waiver.code(),
                                waiver.until(),
                                PlanJson.mapper().writeValueAsString(waiver)));
    }

    private static final String OF =
            "SELECT waiver FROM belay.waiver WHERE system = ? AND until > ? ORDER BY code";

    @Override
    public List<Waiver> of(SystemName system, Instant now) throws Fault {
        return transactions.run(
                "read the waivers of " + system,
                sql ->
                        sql.rows(
                                OF,
                                row ->
                                        PlanJson.mapper()
                                                .readValue(row.getString("waiver"), Waiver.class),
                                system.text(),
                                now));
    }

    private static final String WITHDRAW = "DELETE FROM belay.waiver WHERE system = ? AND code = ?";

    @Override
    public void withdraw(SystemName system, String code) throws Fault {
        transactions.run(
                "withdraw a waiver of " + code, sql -> sql.change(WITHDRAW, system.text(), code));
    }
}
