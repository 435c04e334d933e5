package belay.store;

import belay.outside.Fault;
import belay.run.Backups;
import belay.run.Driver;
import belay.run.Journal;
import belay.run.Picker;
import belay.run.Rehearsals;
import belay.run.Timings;
import belay.run.Waivers;
import belay.run.Watches;
import belay.system.SystemName;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.function.Predicate;

/// Belay's own memory, in the schema `belay` of a PostgreSQL database. Any number of processes may
/// have it open; the first one after an update brings the schema up to date.
public final class Store implements AutoCloseable {

    static final String SCHEMA = "belay";

    private static final int MOST_CONNECTIONS = 16;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);

    /// A process that is stopped in the middle of a transaction must not keep others from its run.
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(3);

    private final HikariDataSource pool;
    private final Transactions transactions;
    private final Processes processes = new Processes();

    private Store(HikariDataSource pool) {
        this.pool = pool;
        this.transactions = new Transactions(pool);
    }

    /// @param url JDBC address of the database, without user and password
    /// @param password empty where the server asks for none
    /// @throws Fault.Transient if the server does not answer
    /// @throws Fault.Permanent if it refuses, or its schema is newer than this Belay
    public static Store open(String url, String user, String password) throws Fault {
        Transactions.greet(url, user, password);
        var store = new Store(pool(url, user, password));
        try {
            new Schema(store.pool, store.transactions).update();
            return store;
        } catch (Fault | RuntimeException refused) {
            store.close();
            throw refused;
        }
    }

    static HikariDataSource pool(String url, String user, String password) {
        var settings = new HikariConfig();
        settings.setPoolName("belay-store");
        settings.setJdbcUrl(url);
        settings.setUsername(user);
        if (!password.isEmpty()) {
            settings.setPassword(password);
        }
        settings.setSchema(SCHEMA);
        settings.setMaximumPoolSize(MOST_CONNECTIONS);
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(CONNECT_LIMIT.toMillis());
        settings.setInitializationFailTimeout(-1);
        settings.addDataSourceProperty("ApplicationName", "belay");
        settings.addDataSourceProperty("tcpKeepAlive", "true");
        settings.addDataSourceProperty("socketTimeout", ANSWER_LIMIT.toSeconds());
        settings.addDataSourceProperty(
                "options", "-c idle_in_transaction_session_timeout=" + SILENCE_LIMIT.toMillis());
        return new HikariDataSource(settings);
    }

    public Journal journal() {
        return new StoredJournal(transactions, processes);
    }

    public Backups backups() {
        return new StoredBackups(transactions);
    }

    public Rehearsals rehearsals() {
        return new StoredRehearsals(transactions);
    }

    public Timings timings() {
        return new StoredTimings(transactions);
    }

    public Watches watches() {
        return new StoredWatches(transactions);
    }

    public Waivers waivers() {
        return new StoredWaivers(transactions);
    }

    /// This process, as the journal records it.
    public Picker thisProcess() {
        return processes.self();
    }

    /// Lets this process carry out runs, of whoever ordered them, until closed.
    ///
    /// @param runsAtOnce 1 to 64
    public Worker work(Driver driver, int runsAtOnce) throws Fault {
        return work(driver, runsAtOnce, _ -> true);
    }

    /// The same, of the systems that are `ours` alone.
    public Worker work(Driver driver, int runsAtOnce, Predicate<SystemName> ours) throws Fault {
        return work(driver, runsAtOnce, ours, RunWorker.Patience.USUAL);
    }

    Worker work(
            Driver driver, int runsAtOnce, Predicate<SystemName> ours, RunWorker.Patience patience)
            throws Fault {
        var clock = StoreClock.set(journal());
        return RunWorker.start(
                pool,
                journal(),
                driver,
                processes,
                thisProcess(),
                ours,
                clock,
                patience,
                runsAtOnce);
    }

    /// Carries runs out in the background.
    public interface Worker extends AutoCloseable {

        /// Takes on nothing new and waits until the runs in hand have ended or stopped by
        /// themselves.
        void finish() throws InterruptedException;

        /// Interrupts the runs in hand and gives them back at once, for another worker to go on
        /// with.
        @Override
        void close();
    }

    @Override
    public void close() {
        pool.close();
    }
}
