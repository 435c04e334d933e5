package belay.store;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Driver;
import belay.run.Journal;
import belay.run.Pace;
import belay.run.Picker;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepCodec;
import belay.testkit.FakeStep;
import belay.testkit.FakeSteps;
import belay.testkit.NoPorts;
import belay.testkit.Orders;
import belay.testkit.TestPostgres;
import belay.testkit.World;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunWorkerTest {

    private final TestPostgres postgres = TestPostgres.start();
    private World world = new World();
    private Store store = open();

    private Store open() {
        try {
            return Store.open(postgres.database(), TestPostgres.USER, "");
        } catch (Fault fault) {
            throw new IllegalStateException(fault);
        }
    }

    @BeforeEach
    void aNewWorld() {
        world = new World();
        store.close();
        store = open();
    }

    @AfterEach
    void nothingIsLeftToDo() {
        store.close();
    }

    @AfterAll
    void close() {
        postgres.close();
    }

    @Test
    void runsOfDifferentSystemsGoOnAtOnce() throws Exception {
        var meeting = new CyclicBarrier(2);
        var one = FakeStep.making("one", world).acting(_ -> meet(meeting));
        var other = FakeStep.making("other", world).acting(_ -> meet(meeting));
        var codec = new FakeSteps(one, other);

        try (var _ = store.work(driver(codec), 2)) {
            var shop = order("shop", new FakeSteps(one));
            var bank = order("bank", new FakeSteps(other));

            assertThat(end(shop)).isEqualTo(RunState.DONE);
            assertThat(end(bank)).isEqualTo(RunState.DONE);
        }
    }

    @Test
    void aWorkerOfOneSystemLeavesTheRunsOfOthersToOthers() throws Exception {
        var one = FakeStep.making("one", world);
        var other = FakeStep.making("other", world);
        var codec = new FakeSteps(one, other);
        var bank = order("bank", new FakeSteps(other));
        var shop = order("shop", new FakeSteps(one));

        try (var _ = store.work(driver(codec), 2, name -> name.text().equals("shop"))) {
            assertThat(end(shop)).isEqualTo(RunState.DONE);
            assertThat(store.journal().find(bank).orElseThrow().state())
                    .isEqualTo(RunState.WAITING);
            assertThat(world.deeds()).containsExactly("+one");

            try (var _ = store.work(driver(codec), 1)) {
                assertThat(end(bank)).isEqualTo(RunState.DONE);
            }
        }
    }

    @Test
    void aWorkerThatClosesGivesItsRunToTheNext() throws Exception {
        var acting = new CountDownLatch(1);
        var rounds = new AtomicInteger();
        var slow =
                FakeStep.making("slow", world)
                        .acting(_ -> {
                            if (rounds.incrementAndGet() == 1) {
                                acting.countDown();
                                new CountDownLatch(1).await();
                            }
                        });
        var codec = new FakeSteps(slow);
        RunId run;

        try (var _ = store.work(driver(codec), 1)) {
            run = order("shop", codec);
            assertThat(acting.await(10, TimeUnit.SECONDS)).isTrue();
        }
        var begin = Instant.now();
        try (var _ = store.work(driver(codec), 1)) {
            assertThat(end(run)).isEqualTo(RunState.DONE);
        }

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(4));
        assertThat(world.deeds()).containsExactly("+slow");
    }

    @Test
    void aWorkerThatFinishesEndsWhatItHasInHandAndTakesNothingNew() throws Exception {
        var acting = new CountDownLatch(1);
        var slow =
                FakeStep.making("slow", world)
                        .acting(_ -> {
                            acting.countDown();
                            Thread.sleep(500);
                        });
        var codec = new FakeSteps(slow);

        try (var worker = store.work(driver(codec), 4)) {
            var run = order("shop", codec);
            assertThat(acting.await(10, TimeUnit.SECONDS)).isTrue();
            worker.finish();

            assertThat(store.journal().find(run).orElseThrow().state()).isEqualTo(RunState.DONE);
            var late = order("bank", new FakeSteps(slow));
            Thread.sleep(500);
            assertThat(store.journal().find(late).orElseThrow().state())
                    .isEqualTo(RunState.WAITING);
        }
    }

    @Test
    void aHaltedRunGoesOnWhenResumed() throws Exception {
        var codec = new FakeSteps(FakeStep.making("one", world));
        var run = order("shop", codec);
        store.journal().halt(run, "ada");

        try (var _ = store.work(driver(codec), 1)) {
            assertThat(end(run)).isEqualTo(RunState.HALTED);
            store.journal().resume(run, "ada");
            assertThat(end(run)).isEqualTo(RunState.DONE);
        }
    }

    @Test
    void whatADeadProcessHadInHandIsResumedAtOnce() throws Exception {
        var codec = new FakeSteps(FakeStep.making("one", world));
        var run = order("shop", codec);
        var self = store.thisProcess();
        store.journal().pickUp(run, new Picker(self.machine(), self.pid(), Instant.EPOCH));

        store.journal().resume(run, "ada");

        try (var _ = store.work(driver(codec), 1)) {
            assertThat(end(run)).isEqualTo(RunState.DONE);
        }
    }

    @Test
    void aRunThatKeepsHittingABugInTheDriverFails() throws Exception {
        var codec = new FakeSteps(FakeStep.making("one", world));
        var forgetful = new FakeSteps(FakeStep.making("other", world));
        var run = order("shop", codec);

        try (var _ = store.work(driver(forgetful), 1)) {
            assertThat(end(run)).isEqualTo(RunState.FAILED);
        }
    }

    private static final RunWorker.Patience SHORT =
            new RunWorker.Patience(Duration.ofMillis(10), 5, 3);

    @Test
    void aStoreThatFailsNowAndThenIsAskedAgain() throws Exception {
        var codec = new FakeSteps(FakeStep.making("one", world));
        var run = order("shop", codec);

        try (var _ = store.work(driver(faulty(4), codec), 1, _ -> true, SHORT)) {
            assertThat(end(run)).isEqualTo(RunState.DONE);
        }
        assertThat(world.deeds()).containsExactly("+one");
    }

    @Test
    void aStoreThatFailsAgainAndAgainEndsTheRunAsFailedWithAWordOfIt() throws Exception {
        var codec = new FakeSteps(FakeStep.making("one", world));
        var run = order("shop", codec);

        try (var _ = store.work(driver(faulty(Integer.MAX_VALUE), codec), 1, _ -> true, SHORT)) {
            assertThat(end(run)).isEqualTo(RunState.FAILED);
        }
        assertThat(world.deeds()).isEmpty();
        assertThat(store.journal().events(run, 0, Duration.ZERO).toString())
                .contains("the store failed again and again");
    }

    /// The store's journal, which first fails so often to tell what persons ask for.
    private Journal faulty(int faults) {
        var left = new AtomicInteger(faults);
        return (Journal)
                Proxy.newProxyInstance(
                        Journal.class.getClassLoader(),
                        new Class<?>[] {Journal.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("wishes") && left.getAndDecrement() > 0) {
                                throw new Fault.Transient(
                                        Problem.of("STORE:UNREACHABLE", "the store is away"));
                            }
                            try {
                                return method.invoke(store.journal(), arguments);
                            } catch (InvocationTargetException failed) {
                                throw failed.getCause();
                            }
                        });
    }

    private static Driver driver(Journal journal, StepCodec codec) {
        return new Driver(journal, codec, NoPorts.ports(), Pace.DEFAULT);
    }

    private Driver driver(StepCodec codec) {
        return new Driver(store.journal(), codec, NoPorts.ports(), Pace.DEFAULT);
    }

    private RunId order(String system, FakeSteps steps) throws Fault {
        var order = Orders.order(system, Purpose.TESTING, steps.parts());
        store.journal().create(order);
        return order.id();
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

    private static void meet(CyclicBarrier meeting) throws InterruptedException {
        try {
            meeting.await(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.BrokenBarrierException
                | java.util.concurrent.TimeoutException alone) {
            throw new IllegalStateException(alone);
        }
    }
}
