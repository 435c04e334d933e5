package belay.store;

import belay.outside.Fault;
import belay.problem.Problem;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings Belay's tables up to date.
final class Schema {

    private static final String LOCATION = "classpath:belay/store";

    /// Any number, but the same for all: the key of the lock that lets one process update at a
    /// time.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(4715031)";

    /// This session is silent while Flyway's works.
    private static final String BE_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0";

    private static final String NEWEST = "V2__watches.sql";

    private static final String IS_NEWEST =
            """
            SELECT script = ? FROM belay.schema_history
            WHERE success ORDER BY installed_rank DESC LIMIT 1
            """;

    private static final String HAS_HISTORY =
            "SELECT to_regclass('belay.schema_history') IS NOT NULL";

    private final DataSource pool;
    private final Transactions transactions;

    Schema(DataSource pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    void update() throws Fault {
        if (newest()) {
            return;
        }
        transactions.run(
                "update the store's schema",
                sql -> {
                    sql.change(BE_PATIENT);
                    sql.rows(LOCK, _ -> "");
                    migrate();
                    return true;
                });
    }

    /// Spares the quick commands the whole of Flyway.
    private boolean newest() throws Fault {
        return transactions.run(
                "read the store's schema",
                sql ->
                        sql.one(HAS_HISTORY, row -> row.getBoolean(1)).orElse(false)
                                && sql.one(IS_NEWEST, row -> row.getBoolean(1), NEWEST)
                                        .orElse(false));
    }

    private void migrate() throws Fault {
        try {
            Flyway.configure()
                    .loggers("slf4j")
                    .dataSource(pool)
                    .schemas(Store.SCHEMA)
                    .defaultSchema(Store.SCHEMA)
                    .table("schema_history")
                    .locations(LOCATION)
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
                    .load()
                    .migrate();
        } catch (FlywayException refused) {
            throw new Fault.Permanent(
                    Problem.of("STORE:SCHEMA", "the store's schema cannot be brought up to date")
                            .value(String.valueOf(refused.getMessage()))
                            .advice("Use the Belay that wrote it, or a newer one"),
                    refused);
        }
    }
}
