package belay.store;

import belay.outside.Fault;
import belay.run.Journal;
import belay.run.Picker;
import belay.testkit.JournalContract;
import belay.testkit.TestPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredJournalTest extends JournalContract {

    private final TestPostgres postgres = TestPostgres.start();
    private final String url = postgres.database();
    private final Store store = open();

    private Store open() {
        try {
            return Store.open(url, TestPostgres.USER, "");
        } catch (Fault fault) {
            throw new IllegalStateException(fault);
        }
    }

    @BeforeAll
    void theSchemaIsThere() throws Fault {
        store.journal().now();
    }

    @BeforeEach
    void nothingIsThere() throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE belay.run, belay.step, belay.event, belay.watch, belay.scheduled_tasks");
        }
    }

    @AfterAll
    void close() {
        store.close();
        postgres.close();
    }

    @Override
    protected Journal journal() {
        return store.journal();
    }

    @Override
    protected Picker living() {
        return store.thisProcess();
    }

    @Override
    protected Picker dead() {
        var self = store.thisProcess();
        return new Picker(self.machine(), self.pid(), Instant.EPOCH);
    }
}
