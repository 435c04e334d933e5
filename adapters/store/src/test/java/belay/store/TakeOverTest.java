package belay.store;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.run.Carrier;
import belay.run.Driver;
import belay.run.Heading;
import belay.run.Pace;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.Watches.Watching;
import belay.testkit.FakeSteps;
import belay.testkit.NoPorts;
import belay.testkit.Orders;
import belay.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, stopped and killed.
@Timeout(60)
class TakeOverTest {

    private final TestPostgres postgres = TestPostgres.start();
    private final String url = postgres.database();
    private final List<Process> workers = new ArrayList<>();
    private @TempDir Path directory = Path.of("/");
    private Store store;

    TakeOverTest() throws Fault {
        store = Store.open(url, TestPostgres.USER, "");
    }

    @BeforeEach
    void noDeedIsDone() throws IOException {
        Files.createFile(WorkerProcess.deeds(directory));
    }

    @AfterEach
    void close() throws Exception {
        for (var worker : workers) {
            worker.destroyForcibly().waitFor();
        }
        store.close();
        postgres.close();
    }

    @Test
    void aWorkerThatIsStoppedIsEndedBeforeAnotherGoesOn() throws Exception {
        var run = order();
        var stopped = worker();
        await("slow-begins " + stopped.pid());

        signal("STOP", stopped);
        var next = worker();
        var begin = Instant.now();
        await("slow-begins " + next.pid());
        var takeOver = Duration.between(begin, Instant.now());
        assertThat(stopped.isAlive()).isFalse();
        Files.createFile(WorkerProcess.gate(directory));
        await("last " + next.pid());

        assertThat(end(run)).isEqualTo(RunState.DONE);
        assertThat(deeds())
                .filteredOn(deed -> !deed.startsWith("slow-"))
                .containsExactly(
                        "first " + stopped.pid(), "slow " + next.pid(), "last " + next.pid());
        assertThat(takeOver).isLessThan(Duration.ofSeconds(16));
    }

    @Test
    void aKilledWorkersRunIsTakenOverAtOnceWhenResumedOnItsMachine() throws Exception {
        var run = order();
        var killed = worker();
        await("slow-begins " + killed.pid());
        var next = worker();
        awaitReady(next);

        killed.destroyForcibly().waitFor();
        var begin = Instant.now();
        store.journal().resume(run, "ada");
        await("slow-begins " + next.pid());
        var takeOver = Duration.between(begin, Instant.now());
        Files.createFile(WorkerProcess.gate(directory));

        assertThat(end(run)).isEqualTo(RunState.DONE);
        assertThat(takeOver).isLessThan(Duration.ofSeconds(5));
        assertThat(deeds()).doesNotHaveDuplicates().contains("last " + next.pid());
    }

    @Test
    void aWorkerThatIsStoppedIsEndedWhenItsRunIsResumed() throws Exception {
        var run = order();
        var stopped = worker();
        await("slow-begins " + stopped.pid());
        signal("STOP", stopped);
        while (!(store.journal().carrier(run) instanceof Carrier.Silent)) {
            pause();
        }

        store.journal().resume(run, "ada");

        assertThat(stopped.isAlive()).isFalse();
    }

    /// A worker that is stopped is heard of no more after eight seconds, and whoever takes its run
    /// over then goes on where there is time. Here the way back needs half of the limit: it turns
    /// before that.
    @Test
    void aWatchdogTurnsARunByAsMuchBeforeTheLimitAsItsWayBackTakes() throws Exception {
        var driver =
                new Driver(
                        store.journal(),
                        WorkerProcess.fenced(directory),
                        NoPorts.ports(),
                        Pace.DEFAULT);
        var limit = Duration.ofSeconds(12);
        var run = orderFenced(limit, driver);
        var watchdog = watchdog(run);
        var stopped = worker();
        await("slow-begins " + stopped.pid());

        signal("STOP", stopped);
        assertThat(watchdog.waitFor()).as(this::output).isZero();

        var taken = store.journal().find(run).orElseThrow();
        assertThat(taken.heading()).as(this::output).isInstanceOf(Heading.Back.class);
        assertThat(output()).contains("CARRY");
        try (var _ = store.work(driver, 1)) {
            assertThat(end(run)).isEqualTo(RunState.UNDONE);
        }
        assertThat(deeds()).contains("open " + ProcessHandle.current().pid());
    }

    private RunId order() throws Fault {
        var order =
                Orders.order("shop", Purpose.PRODUCTION, WorkerProcess.steps(directory).parts());
        store.journal().create(order);
        return order.id();
    }

    /// A run that may keep clients out for this long, behind an earlier one whose way back took
    /// longer than half of it.
    private RunId orderFenced(Duration pauseLimit, Driver driver) throws Exception {
        var earlier =
                Orders.order(
                        "shop",
                        Purpose.TESTING,
                        new FakeSteps(new WorkerProcess.Fencing(directory)).parts());
        store.journal().create(earlier);
        try (var _ = store.work(driver, 1)) {
            assertThat(end(earlier.id())).isEqualTo(RunState.DONE);
        }
        try (var connection = DriverManager.getConnection(url, TestPostgres.USER, "");
                var statement = connection.createStatement()) {
            statement.execute("UPDATE belay.step SET since = until - interval '1 minute'");
        }
        var order =
                Orders.order(
                        Orders.runId(),
                        "shop",
                        Purpose.PRODUCTION,
                        pauseLimit,
                        WorkerProcess.fenced(directory).parts());
        store.journal().create(order);
        return order.id();
    }

    /// It ends when the run has to be carried by somebody else.
    private Process watchdog(RunId run) throws Exception {
        var watchdog = start(WatchdogProcess.class, run.text());
        while (store.watches().of(run).filter(Watching::stands).isEmpty()) {
            pause();
        }
        return watchdog;
    }

    private Process worker() throws IOException {
        return start(WorkerProcess.class, "");
    }

    private Process start(Class<?> program, String run) throws IOException {
        var worker =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName(),
                                url,
                                directory.toString(),
                                run)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("worker-" + workers.size()).toFile())
                        .start();
        workers.add(worker);
        return worker;
    }

    private static void signal(String name, Process process)
            throws IOException, InterruptedException {
        var kill = List.of("kill", "-" + name, Long.toString(process.pid()));
        assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
    }

    private List<String> deeds() throws IOException {
        return Files.readAllLines(WorkerProcess.deeds(directory));
    }

    private void await(String deed) throws Exception {
        while (!deeds().contains(deed)) {
            pause();
        }
    }

    /// How long a Java takes to start is no part of how long a run takes to be taken over.
    private void awaitReady(Process worker) throws Exception {
        while (!Files.exists(WorkerProcess.ready(directory, worker.pid()))) {
            pause();
        }
    }

    private void pause() throws InterruptedException {
        for (var worker : workers) {
            assertThat(worker.isAlive() || List.of(0, 137).contains(worker.exitValue()))
                    .as(this::output)
                    .isTrue();
        }
        Thread.sleep(20);
    }

    private String output() {
        var output = new StringBuilder();
        for (int i = 0; i < workers.size(); i++) {
            try {
                output.append(Files.readString(directory.resolve("worker-" + i)));
            } catch (IOException unread) {
                output.append(unread);
            }
        }
        return output.toString();
    }

    private RunState end(RunId run) throws Fault, InterruptedException {
        while (true) {
            var state = store.journal().find(run).orElseThrow().state();
            if (state != RunState.WAITING && state != RunState.RUNNING) {
                return state;
            }
            Thread.sleep(20);
        }
    }
}
