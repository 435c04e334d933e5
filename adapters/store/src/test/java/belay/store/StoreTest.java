package belay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.run.Rehearsals.Rehearsal;
import belay.run.RunId;
import belay.run.Timings.Timing;
import belay.run.Waivers.Waiver;
import belay.system.SystemName;
import belay.testkit.Orders;
import belay.testkit.TestPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreTest {

    private static final SystemName SHOP = new SystemName("shop");
    private static final RunId RUN = new RunId("20261121-0903-k7q2");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456Z");

    private final TestPostgres postgres = TestPostgres.start();

    @AfterAll
    void close() {
        postgres.close();
    }

    @Test
    void processesThatOpenItAtOnceAgreeOnOneSchema() throws Exception {
        var url = postgres.database();
        var openings = new ArrayList<Callable<Instant>>();
        for (int i = 0; i < 4; i++) {
            openings.add(() -> {
                try (var store = Store.open(url, TestPostgres.USER, "")) {
                    return store.journal().now();
                }
            });
        }

        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var opening : threads.invokeAll(openings)) {
                assertThat(opening.get()).isAfter(NOON.minus(Duration.ofDays(1_000)));
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerMayAnswerLater() {
        assertThatThrownBy(() -> Store.open("jdbc:postgresql://127.0.0.1:1/none", "nobody", ""))
                .isInstanceOf(Fault.Transient.class);
    }

    @Test
    void whatTheStoreGaveUpBecauseThisProcessWasHeldUpIsDoneAgain() throws Fault {
        var attempts = new AtomicInteger();
        try (var pool = Store.pool(postgres.database(), TestPostgres.USER, "")) {
            var transactions = new Transactions(pool);
            int answer =
                    transactions.run(
                            "answer",
                            sql -> {
                                if (attempts.incrementAndGet() == 1) {
                                    sql.change(
                                            "SET LOCAL idle_in_transaction_session_timeout TO 1");
                                    awaitTheEndOf(
                                            sql.one("SELECT pg_backend_pid()", row -> row.getInt(1))
                                                    .orElseThrow());
                                }
                                return sql.one("SELECT 42", row -> row.getInt(1)).orElseThrow();
                            });

            assertThat(answer).isEqualTo(42);
            assertThat(attempts).hasValue(2);
        }
    }

    private void awaitTheEndOf(int session) throws SQLException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        try (var other = DriverManager.getConnection(postgres.database(), TestPostgres.USER, "");
                var question =
                        other.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE pid = ?")) {
            question.setInt(1, session);
            boolean there = true;
            while (there) {
                assertThat(System.nanoTime()).isLessThan(end);
                try (var row = question.executeQuery()) {
                    there = row.next() && row.getInt(1) > 0;
                }
            }
        }
    }

    @Test
    void aDatabaseThatDoesNotExistIsForAPerson() {
        var url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/none";

        assertThatThrownBy(() -> Store.open(url, TestPostgres.USER, ""))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("none");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aBackupIsRegisteredWithItsTrial(int trial) throws Fault {
        try (var store = open()) {
            var trials =
                    new Trial[] {
                        new Trial.Untried(),
                        new Trial.Passed(NOON, Duration.ofMillis(5_250)),
                        new Trial.Failed(NOON, Problem.of("BACKUP:CUT", "a file is missing"))
                    };
            var backup = backup("one", NOON, new Trial.Untried());
            var tried = backup("one", NOON, trials[trial]);

            store.backups().put(backup);
            store.backups().put(tried);

            assertThat(store.backups().find("one")).contains(tried);
        }
    }

    @Test
    void backupsAreListedNewestFirstUntilRemoved() throws Fault {
        try (var store = open()) {
            var older = backup("older", NOON, new Trial.Untried());
            var newer = backup("newer", NOON.plusSeconds(1), new Trial.Untried());
            store.backups().put(older);
            store.backups().put(newer);

            assertThat(store.backups().of(SHOP)).containsExactly(newer, older);

            store.backups().remove("newer");
            store.backups().remove("newer");
            assertThat(store.backups().of(SHOP)).containsExactly(older);
        }
    }

    @Test
    void theLatestRehearsalOfExactlyThisPlanCounts() throws Fault {
        try (var store = open()) {
            var failed = new Rehearsal(RUN, SHOP, "plan-a", NOON, false, "{\"b\": 1}");
            var passed =
                    new Rehearsal(
                            new RunId("20261121-0904-k7q2"),
                            SHOP,
                            "plan-a",
                            NOON.plusSeconds(1),
                            true,
                            "{}");
            store.rehearsals().put(failed);
            store.rehearsals().put(passed);
            store.rehearsals().put(passed);

            assertThat(store.rehearsals().latest("plan-a")).contains(passed);
            assertThat(store.rehearsals().latest("plan-b")).isEmpty();
        }
    }

    @Test
    void aWaiverHoldsUntilItsEnd() throws Fault {
        try (var store = open()) {
            var waiver = new Waiver(SHOP, "SPACE:LOW", "ada", "disk comes monday", NOON);
            store.waivers().put(new Waiver(SHOP, "SPACE:LOW", "bob", "whatever", NOON));
            store.waivers().put(waiver);

            assertThat(store.waivers().of(SHOP, NOON.minusSeconds(1))).containsExactly(waiver);
            assertThat(store.waivers().of(SHOP, NOON)).isEmpty();

            store.waivers().withdraw(SHOP, "SPACE:LOW");
            assertThat(store.waivers().of(SHOP, NOON.minusSeconds(1))).isEmpty();
        }
    }

    @Test
    void timingsAreReadFromWhatEndedWell() throws Fault {
        try (var store = open()) {
            var order = Orders.order("shop", Purpose.TESTING, Orders.parts("copy", "prove"));
            store.journal().create(order);
            var claim = store.journal().pickUp(order.id(), store.thisProcess()).orElseThrow();
            store.journal().started(claim, 0);
            store.journal().progress(claim, 0, 10, 10, "bytes");
            store.journal().finished(claim, 0, Outcome.NOTHING);
            store.journal().started(claim, 1);

            var timings = store.timings().latest(SHOP, Purpose.TESTING, "Fake", 10);

            assertThat(timings).extracting(Timing::step).containsExactly("copy");
            assertThat(timings.getFirst().total()).isEqualTo(10);
            assertThat(timings.getFirst().took()).isPositive();
            assertThat(store.timings().latest(SHOP, Purpose.PRODUCTION, "Fake", 10)).isEmpty();
        }
    }

    @Test
    void aProcessThatIsStoppedWhileItWritesDoesNotKeepOthersFromTheRun() throws Exception {
        var url = postgres.database();
        try (var store = Store.open(url, TestPostgres.USER, "");
                var pool = Store.pool(url, TestPostgres.USER, "");
                var stopped = pool.getConnection()) {
            var order = Orders.order("shop", Purpose.TESTING, Orders.parts("copy"));
            store.journal().create(order);
            stopped.setAutoCommit(false);
            new Rows(new Sql(stopped)).lock(order.id());

            var taken = store.journal().pickUp(order.id(), store.thisProcess());

            assertThat(taken).isPresent();
            assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
        }
    }

    private Store open() throws Fault {
        return Store.open(postgres.database(), TestPostgres.USER, "");
    }

    private static Backup backup(String id, Instant takenAt, Trial trial) {
        return new Backup(
                id, SHOP, RUN, "/backups/" + id, takenAt, "1.4", "0/16B3748", 7, "sha", trial);
    }
}
