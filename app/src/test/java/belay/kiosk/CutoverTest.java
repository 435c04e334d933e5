package belay.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Clients;
import belay.outside.Databases;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepState;
import belay.step.SeeRelease;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Between the trial of a product with processes and its opening nobody writes, and what goes wrong
/// there is rolled back.
class CutoverTest {

    private KioskRig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new KioskRig();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @Test
    @EnabledIfSystemProperty(named = "belay.kills", matches = "\\d+")
    void whoFollowsTheNewAddressEarlyWritesNothingBeforeItIsOpened() throws Exception {
        int port = rig.host.freePort();
        promoteTo(port);
        assertThat(rig.write("one", "before")).isTrue();
        var written = new AtomicReference<Optional<Instant>>(Optional.empty());
        var over = new AtomicBoolean();
        var early = Thread.ofPlatform().start(() -> written.set(firstWrite(port, "kiosk", over)));

        var run = upgrade(rig.postgres);
        over.set(true);
        early.join();

        assertThat(run.state()).as(KioskRig.failure(run)).isEqualTo(RunState.DONE);
        var opened = (StepState.Done) run.step("open-to-clients").orElseThrow().state();
        assertThat(written.get()).hasValueSatisfying(at -> assertThat(at).isAfter(opened.since()));
        assertThat(run.step("see-release").orElseThrow().outcome().as(SeeRelease.Seen.class))
                .isEqualTo(
                        new SeeRelease.Seen(
                                "3.0", List.of("database kiosk: 3.0", "file version.txt: 3.0")));
    }

    @Test
    void aCrashOfTheOldServerAfterTheFenceIsRolledBack() throws Exception {
        assertThat(rig.write("one", "before")).isTrue();

        var run = upgrade(before(rig.postgres, "hold", this::crash));

        assertThat(run.state()).as(KioskRig.failure(run)).isEqualTo(RunState.UNDONE);
        assertThat(KioskRig.failure(run)).contains("FENCE:UNKNOWN");
        assertThat(rig.seen(run))
                .isEqualTo(
                        new Clients.Source(
                                Purpose.PRODUCTION, "1.0", "127.0.0.1:" + rig.clientsPort()));
        assertThat(List.of(rig.release("one"), rig.release("two"))).containsExactly("1.0", "1.0");
        assertThat(rig.write("two", "after")).isTrue();
        assertThat(rig.clientsPort()).isEqualTo(rig.production.port());
    }

    @Test
    void aStartForClientsThatFailedIsDoneAgainByResume() throws Exception {
        var run = upgrade(before(rig.postgres, "open", rig::failNextStart));
        assertThat(run.state()).as(KioskRig.failure(run)).isEqualTo(RunState.FAILED);
        assertThat(KioskRig.failure(run)).startsWith("start-one").contains("NODE:FAILED");
        assertThat(rig.seen(run))
                .isEqualTo(
                        new Clients.Nobody(
                                "the new side is open, and no node of the product listens"));

        rig.store.journal().resume(run.id(), "test");
        var again = rig.carryOut(run.id(), rig.store.journal(), rig.postgres, rig.host);

        assertThat(again.state()).as(KioskRig.failure(again)).isEqualTo(RunState.DONE);
        assertThat(List.of(rig.release("one"), rig.release("two"))).containsExactly("3.0", "3.0");
        assertThat(rig.seen(again))
                .isEqualTo(
                        new Clients.Target(
                                Purpose.PRODUCTION, "3.0", "127.0.0.1:" + rig.clientsPort()));
        var servers = rig.home().resolve("servers");
        var target = rig.postgres.serverAt(servers, rig.clientsPort()).orElseThrow();
        rig.postgres.stop(new Databases.Place(target, rig.clientsPort()));
        assertThat(rig.seen(again)).isInstanceOf(Clients.Nobody.class);
    }

    @Test
    @EnabledIfSystemProperty(named = "belay.kills", matches = "\\d+")
    void clientsAreServedAgainBeforeThePauseLimitHasPassed() throws Exception {
        var limit = Duration.ofSeconds(30);
        var client = new PollingClient(rig);

        var run = upgrade(before(rig.postgres, "hold", new CountDownLatch(1)::await), limit);
        var wait = client.longestWait();

        assertThat(run.state()).as(KioskRig.failure(run)).isEqualTo(RunState.UNDONE);
        assertThat(run.heading().toString()).contains("RUN:PAUSE_LIMIT");
        assertThat(wait).isLessThan(limit).isGreaterThan(limit.dividedBy(2));
        assertThat(List.of(rig.release("one"), rig.release("two"))).containsExactly("1.0", "1.0");
    }

    private void promoteTo(int port) throws Exception {
        var text = Files.readString(rig.system());
        Files.writeString(
                rig.system(),
                text.replace(
                        "    by: configuration\n",
                        "    by: configuration\n    port: " + port + "\n"));
    }

    private Run upgrade(Databases databases) throws Exception {
        return upgrade(databases, Duration.ofMinutes(3));
    }

    private Run upgrade(Databases databases, Duration pauseLimit) throws Exception {
        var plan = rig.plan("3.0");
        var id = rig.nextRun();
        rig.order(
                id,
                Purpose.PRODUCTION,
                plan,
                rig.itinerary(id, Purpose.PRODUCTION, plan).production().stream().skip(1).toList(),
                pauseLimit);
        return rig.carryOut(id, rig.store.journal(), databases, rig.host);
    }

    /// A client of the product itself that knows both addresses and tries the new one all the time.
    private Optional<Instant> firstWrite(int port, String role, AtomicBoolean over) {
        while (!over.get()) {
            try (Connection connection = rig.connect(port, role);
                    var statement = connection.createStatement()) {
                statement.execute("INSERT INTO note (text, node) VALUES ('early', 'early')");
                return Optional.of(Instant.now());
            } catch (SQLException notYet) {
                LockSupport.parkNanos(2_000_000);
            }
        }
        return Optional.empty();
    }

    @FunctionalInterface
    private interface Event {
        void happen() throws Exception;
    }

    /// The same databases, and something happens right before an act of theirs.
    private static Databases before(Databases real, String act, Event event) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    if (method.getName().equals(act)) {
                        event.happen();
                    }
                    try {
                        var result = method.invoke(real, arguments);
                        return method.getName().equals("under")
                                ? before((Databases) result, act, event)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
        return (Databases)
                Proxy.newProxyInstance(
                        Databases.class.getClassLoader(),
                        new Class<?>[] {Databases.class},
                        handler);
    }

    /// Production's server dies and comes back.
    private void crash() throws Exception {
        var place = new Databases.Place(rig.home().resolve("production"), rig.production.port());
        var pid = Files.readAllLines(place.directory().resolve("data/postmaster.pid")).getFirst();
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
        while (ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent()) {
            Thread.onSpinWait();
        }
        rig.postgres.embedded(place, "belay");
    }
}
