package belay.store;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.RunState;
import belay.testkit.Orders;
import belay.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void aWorkerThatIsStoppedAndContinuedDoesNothingTwice() throws Exception {
        var run = order();
        var stopped = worker();
        await("slow-begins " + stopped.pid());

        signal("STOP", stopped);
        var next = worker();
        var begin = Instant.now();
        await("slow-begins " + next.pid());
        var takeOver = Duration.between(begin, Instant.now());
        Files.createFile(WorkerProcess.gate(directory));
        await("last " + next.pid());
        signal("CONT", stopped);
        await("slow-refused " + stopped.pid());

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

    private RunId order() throws Fault {
        var order =
                Orders.order("shop", Purpose.PRODUCTION, WorkerProcess.steps(directory).parts());
        store.journal().create(order);
        return order.id();
    }

    private Process worker() throws IOException {
        var worker =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WorkerProcess.class.getName(),
                                url,
                                directory.toString())
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
            assertThat(worker.isAlive() || worker.exitValue() == 137).as(this::output).isTrue();
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
