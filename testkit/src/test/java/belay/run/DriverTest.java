package belay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.testkit.Death;
import belay.testkit.DyingJournal;
import belay.testkit.FakeJournal;
import belay.testkit.FakeStep;
import belay.testkit.FakeSteps;
import belay.testkit.NoPorts;
import belay.testkit.Orders;
import belay.testkit.World;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class DriverTest {

    private static final Pace QUICK =
            new Pace(
                    3,
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(300));

    private static final Picker WORKER = new Picker("here", 1, Instant.EPOCH);
    private static final Problem BROKEN = Problem.of("DISK:BROKEN", "the disk is broken");

    private final World world = new World();
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
    private final InstantSource source = clock::get;
    private final Journal journal = new FakeJournal(source, _ -> false);

    private final FakeStep backup = FakeStep.making("backup", world).kept("the backup is kept");
    private final FakeStep copy = FakeStep.making("copy", world);
    private final FakeStep fence = FakeStep.making("fence", world).openingPause();
    private final FakeStep migrate = FakeStep.making("migrate", world);
    private final FakeStep open = FakeStep.making("switch", world).committing();
    private final FakeStep tidy = FakeStep.making("tidy", world);

    @Test
    void carriesOutOneStepAfterTheOther() throws Exception {
        var state = production(backup, copy, fence, migrate, open, tidy).go();

        assertThat(state).isEqualTo(RunState.DONE);
        assertThat(world.deeds())
                .containsExactly("+backup", "+copy", "+fence", "+migrate", "+switch", "+tidy");
    }

    @Test
    void aWatchdogIsWaitedForBeforeClientsAreKeptOutAndNoLongerOnceTheyAre() throws Exception {
        var course = production(backup, fence, migrate, open, tidy);
        var calls = new AtomicInteger();
        var done = new ArrayList<List<String>>();
        var guard =
                new Guard() {
                    @Override
                    public void call(RunId run) {
                        calls.incrementAndGet();
                    }

                    @Override
                    public void confirm(RunId run) {
                        done.add(List.copyOf(world.deeds()));
                    }
                };

        var state =
                new Driver(journal, course.codec(), NoPorts.ports(), QUICK, guard)
                        .carryOut(journal.pickUp(course.id(), WORKER).orElseThrow());

        assertThat(state).isEqualTo(RunState.DONE);
        assertThat(done).containsExactly(List.of("+backup"));
        assertThat(calls).hasValueGreaterThan(1);
    }

    @Test
    void thePauseBeginsWhenTheWatchdogHasComeAndNotWhenItIsCalled() throws Exception {
        var course = production(backup, fence, migrate, open, tidy);
        var waiting = new ArrayList<Boolean>();
        var guard =
                new Guard() {
                    @Override
                    public void call(RunId run) {}

                    @Override
                    public void confirm(RunId run) throws Fault {
                        waiting.add(
                                journal.find(run).orElseThrow().steps().get(1).state()
                                        instanceof StepState.Waiting);
                    }
                };

        new Driver(journal, course.codec(), NoPorts.ports(), QUICK, guard)
                .carryOut(journal.pickUp(course.id(), WORKER).orElseThrow());

        assertThat(waiting).containsExactly(true);
    }

    @Test
    void clientsAreNotKeptOutWhereNoWatchdogComes() throws Exception {
        var course = production(backup, fence, migrate, open, tidy);
        var guard =
                new Guard() {
                    @Override
                    public void call(RunId run) {}

                    @Override
                    public void confirm(RunId run) throws Fault {
                        throw new Fault.Permanent(
                                Problem.of("WATCHDOG:NONE", "no watchdog stands over this run"));
                    }
                };

        var state =
                new Driver(journal, course.codec(), NoPorts.ports(), QUICK, guard)
                        .carryOut(journal.pickUp(course.id(), WORKER).orElseThrow());

        assertThat(state).isEqualTo(RunState.UNDONE);
        assertThat(world.deeds()).doesNotContain("+fence", "+migrate");
    }

    @Test
    void aStepReadsWhatAnEarlierOneFound() throws Exception {
        var read = new AtomicReference<FakeStep.Made>();
        var reader = tidy.acting(site -> read.set(site.fact("copy", FakeStep.Made.class)));

        production(copy, reader).go();

        assertThat(read.get()).isEqualTo(new FakeStep.Made("copy"));
    }

    @Test
    void whatIsSoAlreadyIsNotDoneAgain() throws Exception {
        world.make("copy");

        production(copy, tidy).go();

        assertThat(world.deeds()).containsExactly("+copy", "+tidy");
    }

    @Test
    void aRunThatDiesAtAnyBreathIsResumedAndDoesEachThingOnce() throws Exception {
        int breaths = 0;
        for (int last = 1; ; last++) {
            var fresh = new DriverTest();
            var course = fresh.production(fresh.backup, fresh.fence, fresh.open, fresh.tidy);
            var dying = new DyingJournal(fresh.journal, last);
            if (!course.dies(dying)) {
                break;
            }
            breaths++;
            assertThat(course.go()).isEqualTo(RunState.DONE);
            assertThat(fresh.world.deeds())
                    .containsExactly("+backup", "+fence", "+switch", "+tidy");
        }
        assertThat(breaths).isEqualTo(2 * (4 * 2 + 1));
    }

    @Test
    void aRunThatDiesAtAnyBreathOfItsWayBackLeavesNothing() throws Exception {
        int breaths = 0;
        for (int last = 1; ; last++) {
            var fresh = new DriverTest();
            var course =
                    fresh.production(
                            fresh.backup, fresh.copy, fresh.fence, fresh.breaking("migrate"));
            var dying = new DyingJournal(fresh.journal, last);
            if (!course.dies(dying)) {
                break;
            }
            breaths++;
            assertThat(course.go()).isEqualTo(RunState.UNDONE);
            assertThat(fresh.world.deeds())
                    .containsExactly("+backup", "+copy", "+fence", "-fence", "-copy");
        }
        assertThat(breaths).isEqualTo(2 * (3 * 2 + 2 + 4 + 1));
    }

    @Test
    void aStepThatDiesHalfWayIsGoneOnWith() throws Exception {
        var deaths = new AtomicInteger();
        var mortal =
                copy.acting(_ -> {
                    if (deaths.incrementAndGet() == 1) {
                        throw new Death("half-way");
                    }
                });
        var course = production(backup, mortal, tidy);

        assertThatThrownBy(course::go).isInstanceOf(Death.class);
        assertThat(course.go()).isEqualTo(RunState.DONE);

        assertThat(world.deeds()).containsExactly("+backup", "+copy", "+tidy");
    }

    @Test
    void aPassingFaultIsTriedAgain() throws Exception {
        var tries = new AtomicInteger();
        var moody =
                copy.acting(_ -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new Fault.Transient(BROKEN);
                    }
                });

        assertThat(production(moody).go()).isEqualTo(RunState.DONE);
        assertThat(tries).hasValue(3);
    }

    @Test
    void aFaultThatDoesNotPassIsTriedABoundedNumberOfTimes() throws Exception {
        var tries = new AtomicInteger();
        var hopeless =
                copy.acting(_ -> {
                    tries.incrementAndGet();
                    throw new Fault.Transient(BROKEN);
                });

        assertThat(production(hopeless).go()).isEqualTo(RunState.UNDONE);
        assertThat(tries).hasValue(QUICK.attempts());
    }

    @Test
    void aFailureBeforeThePointOfNoReturnIsTakenBackLastFirst() throws Exception {
        var course = production(backup, copy, fence, breaking("migrate"), open);

        assertThat(course.go()).isEqualTo(RunState.UNDONE);

        assertThat(world.deeds()).containsExactly("+backup", "+copy", "+fence", "-fence", "-copy");
        assertThat(course.run().heading()).isEqualTo(new Heading.Back(BROKEN, Heading.Cause.FAULT));
        assertThat(course.undo("backup")).isInstanceOf(UndoState.Undone.class);
        assertThat(course.undo("migrate")).isInstanceOf(UndoState.Undone.class);
        assertThat(course.undo("switch")).isEqualTo(new UndoState.Kept());
    }

    @Test
    void aStepWhoseVerificationFailsIsTakenBackToo() throws Exception {
        var unproven =
                new Delegate(copy) {
                    @Override
                    public void verify(Site site, Outcome outcome) throws Fault {
                        throw new Fault.Permanent(BROKEN);
                    }
                };

        assertThat(production(backup, unproven).go()).isEqualTo(RunState.UNDONE);
        assertThat(world.deeds()).containsExactly("+backup", "+copy", "-copy");
    }

    @Test
    void aBugIsTakenBackLikeAFault() throws Exception {
        var buggy =
                migrate.acting(_ -> {
                    throw new IllegalStateException("oops");
                });
        var course = production(fence, buggy, open);

        assertThat(course.go()).isEqualTo(RunState.UNDONE);
        assertThat(world.things()).isEmpty();
        assertThat(course.run().heading().toString()).contains("BELAY:BUG");
    }

    @Test
    void whatCannotBeTakenBackIsShownAndTheOthersAreTakenBackAllTheSame() throws Exception {
        var mended = new AtomicInteger();
        var sticky =
                fence.takenBackBy((_, _) -> {
                    if (mended.get() == 0) {
                        throw new Fault.Permanent(BROKEN);
                    }
                    world.remove("fence");
                });
        var course = production(copy, sticky, breaking("migrate"));

        assertThat(course.go()).isEqualTo(RunState.FAILED);
        assertThat(course.undo("fence")).isInstanceOf(UndoState.Stuck.class);
        assertThat(world.things()).containsExactly("fence");

        mended.set(1);
        journal.resume(course.id(), "ada");
        assertThat(course.go()).isEqualTo(RunState.UNDONE);
        assertThat(world.things()).isEmpty();
    }

    @Test
    void whatWasFencedStaysFencedWhileWhatExchangedNamesCannotBeTakenBack() throws Exception {
        var mended = new AtomicInteger();
        var names =
                migrate.takenBackFirst(true)
                        .takenBackBy((_, _) -> {
                            if (mended.get() == 0) {
                                throw new Fault.Permanent(BROKEN);
                            }
                            world.remove("migrate");
                        });
        var course = production(copy, fence, names, tidy, breaking("switch"));

        assertThat(course.go()).isEqualTo(RunState.FAILED);
        assertThat(course.undo("migrate")).isInstanceOf(UndoState.Stuck.class);
        assertThat(course.undo("fence")).isEqualTo(new UndoState.Kept());
        assertThat(world.things()).containsExactlyInAnyOrder("copy", "fence", "migrate");

        mended.set(1);
        journal.resume(course.id(), "ada");
        assertThat(course.go()).isEqualTo(RunState.UNDONE);
        assertThat(world.deeds()).endsWith("-tidy", "-migrate", "-fence", "-copy");
    }

    @Test
    void afterThePointOfNoReturnThereIsOnlyForward() throws Exception {
        var mended = new AtomicInteger();
        var failing =
                tidy.acting(_ -> {
                    if (mended.get() == 0) {
                        throw new Fault.Permanent(BROKEN);
                    }
                });
        var course = production(copy, fence, open, failing);

        assertThat(course.go()).isEqualTo(RunState.FAILED);
        assertThat(world.things()).containsExactlyInAnyOrder("copy", "fence", "switch");

        mended.set(1);
        journal.resume(course.id(), "ada");
        assertThat(course.go()).isEqualTo(RunState.DONE);
    }

    @Test
    void aCommitThatCertainlyHadNoEffectIsTakenBack() throws Exception {
        var refused =
                open.acting(_ -> {
                    throw new Fault.Permanent(BROKEN);
                });

        assertThat(production(copy, fence, refused).go()).isEqualTo(RunState.UNDONE);
        assertThat(world.things()).isEmpty();
    }

    @Test
    void aCommitThatMayHaveHadAnEffectStays() throws Exception {
        var half =
                open.acting(_ -> {
                    world.make("switch");
                    throw new Fault.Permanent(BROKEN);
                });

        assertThat(production(copy, fence, half).go()).isEqualTo(RunState.FAILED);
        assertThat(world.things()).contains("fence", "switch");
    }

    @Test
    void cancelInterruptsTheStepAndTakesItBack() throws Exception {
        var acting = new CountDownLatch(1);
        var course = production(backup, fence, endless(acting), open);

        try (var threads = Executors.newSingleThreadExecutor()) {
            var end = threads.submit(() -> course.go());
            acting.await();
            journal.cancel(course.id(), "ada");

            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(RunState.CANCELLED);
        }
        assertThat(world.deeds()).containsExactly("+backup", "+fence", "-fence");
    }

    @Test
    void aStepThatDoesNotHeedItsInterruptIsLeftBehindWithoutItsFence() throws Exception {
        var acting = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var late = new CompletableFuture<Fault>();
        var deaf =
                migrate.acting(site -> {
                    acting.countDown();
                    waitFor(release);
                    try {
                        site.fence().check();
                    } catch (Fault fault) {
                        late.complete(fault);
                        throw fault;
                    }
                });
        var course = production(fence, deaf, open);

        try (var threads = Executors.newSingleThreadExecutor()) {
            var end = threads.submit(() -> course.go());
            acting.await();
            journal.cancel(course.id(), "ada");
            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(RunState.CANCELLED);
        }
        release.countDown();
        assertThat(late.get(10, TimeUnit.SECONDS)).isInstanceOf(Fault.Superseded.class);
        assertThat(world.deeds()).containsExactly("+fence", "-fence");
    }

    @Test
    void thePauseLimitTakesTheRunBack() throws Exception {
        var course =
                course(
                        Purpose.PRODUCTION,
                        Duration.ofMillis(100),
                        copy,
                        fence,
                        endless(new CountDownLatch(1)),
                        open);

        assertThat(course.go()).isEqualTo(RunState.UNDONE);
        assertThat(world.deeds()).containsExactly("+copy", "+fence", "-fence", "-copy");
        assertThat(course.run().heading().toString()).contains("RUN:PAUSE_LIMIT");
    }

    @Test
    void theTimeInWhichNobodyWasThereCountsToo() throws Exception {
        var deaths = new AtomicInteger();
        var mortal =
                migrate.acting(_ -> {
                    deaths.incrementAndGet();
                    throw new Death("in the pause");
                });
        var course = course(Purpose.PRODUCTION, Duration.ofMinutes(1), fence, mortal, open);
        assertThatThrownBy(course::go).isInstanceOf(Death.class);

        clock.updateAndGet(then -> then.plusSeconds(61));

        assertThat(course.go()).isEqualTo(RunState.UNDONE);
        assertThat(deaths).hasValue(1);
        assertThat(world.things()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"40, DONE", "52, UNDONE"})
    void itTurnsBeforeThePauseLimitByWhatItsWayBackIsExpectedToTake(
            int secondsInThePause, RunState end) throws Exception {
        var stop = new Stopped(fence);
        course(Purpose.TESTING, Duration.ofMinutes(1), copy.acting(_ -> pass(10))).go();
        var deaths = new AtomicInteger();
        var mortal =
                migrate.acting(_ -> {
                    if (deaths.incrementAndGet() == 1) {
                        throw new Death("in the pause");
                    }
                });
        var course = course(Purpose.PRODUCTION, Duration.ofMinutes(1), stop, mortal, open);
        assertThatThrownBy(course::go).isInstanceOf(Death.class);

        pass(secondsInThePause);

        assertThat(course.go()).isEqualTo(end);
    }

    private void pass(int seconds) {
        clock.updateAndGet(then -> then.plusSeconds(seconds));
    }

    /// Taking it back takes as long as any [FakeStep] did.
    private record Stopped(FakeStep step) implements Step {

        @Override
        public String name() {
            return step.name();
        }

        @Override
        public String title() {
            return step.title();
        }

        @Override
        public Outcome act(Site site) throws Fault, InterruptedException {
            return step.act(site);
        }

        @Override
        public Undo undo() {
            return step.undo();
        }

        @Override
        public boolean opensPause() {
            return true;
        }

        @Override
        public Optional<String> undoneLike() {
            return Optional.of(FakeStep.class.getSimpleName());
        }
    }

    @Test
    void thePauseLimitNoLongerCountsOnceCommitted() throws Exception {
        var slow = tidy.acting(_ -> Thread.sleep(200));

        var course = course(Purpose.PRODUCTION, Duration.ofMillis(100), fence, open, slow);

        assertThat(course.go()).isEqualTo(RunState.DONE);
    }

    @Test
    void haltStopsBetweenStepsButNotWhileWritersAreKeptOut() throws Exception {
        var halting = FakeStep.making("fence", world).openingPause();
        var asked = new AtomicReference<RunId>();
        var course =
                production(
                        copy,
                        halting.acting(_ -> journal.halt(asked.get(), "ada")),
                        migrate,
                        open,
                        tidy);
        asked.set(course.id());

        assertThat(course.go()).isEqualTo(RunState.HALTED);
        assertThat(world.things()).containsExactlyInAnyOrder("copy", "fence", "migrate", "switch");

        journal.resume(course.id(), "ada");
        assertThat(course.go()).isEqualTo(RunState.DONE);
    }

    @Test
    void anOldWorkerFindsItselfDeadAndDoesNothingMore() throws Exception {
        var acting = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var slow =
                copy.acting(site -> {
                    if (acting.getCount() > 0) {
                        acting.countDown();
                        waitFor(release);
                        site.fence().check();
                    }
                });
        var course = production(slow, tidy);

        try (var threads = Executors.newSingleThreadExecutor()) {
            var old = threads.submit(() -> course.go());
            acting.await();
            var next = course.go();
            release.countDown();

            assertThat(next).isEqualTo(RunState.DONE);
            assertThatThrownBy(old::get).hasCauseInstanceOf(Fault.Superseded.class);
        }
        assertThat(world.deeds()).containsExactly("+copy", "+tidy");
    }

    @Test
    void whatIsHalfDoneIsCopiedAnew() throws Exception {
        var tries = new AtomicInteger();
        var course = testing(backup, copy, halfDone(tries, 2), tidy);

        assertThat(course.go()).isEqualTo(RunState.DONE);

        assertThat(tries).hasValue(2);
        assertThat(world.deeds())
                .containsExactly(
                        "+backup",
                        "+copy",
                        "+half",
                        "-half",
                        "-copy",
                        "+copy",
                        "+migrate",
                        "+tidy");
    }

    @Test
    void whatIsHalfDoneTooOftenFails() throws Exception {
        var tries = new AtomicInteger();
        var course = testing(copy, halfDone(tries, Integer.MAX_VALUE));

        assertThat(course.go()).isEqualTo(RunState.UNDONE);

        assertThat(tries).hasValue(1 + Forward.MOST_ANEWS);
        assertThat(world.things()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"TESTING", "PRODUCTION"})
    void whatDiedHalfDoneIsNeverTriedAgainAsItIs(Purpose purpose) throws Exception {
        var tries = new AtomicInteger();
        var mortal =
                migrate.startingAnewFrom("copy")
                        .acting(_ -> {
                            if (tries.incrementAndGet() == 1) {
                                throw new Death("half-way");
                            }
                        });
        var course = course(purpose, Duration.ofMinutes(1), copy, mortal);
        assertThatThrownBy(course::go).isInstanceOf(Death.class);

        var end = course.go();

        if (purpose == Purpose.TESTING) {
            assertThat(end).isEqualTo(RunState.DONE);
            assertThat(world.deeds()).containsExactly("+copy", "-copy", "+copy", "+migrate");
        } else {
            assertThat(end).isEqualTo(RunState.UNDONE);
            assertThat(world.deeds()).containsExactly("+copy", "-copy");
        }
        assertThat(journal.events(course.id(), 0, Duration.ZERO))
                .extracting(event -> event.what().toString())
                .filteredOn(what -> what.startsWith("Failed"))
                .singleElement()
                .asString()
                .contains(
                        "STEP:HALF_DONE",
                        purpose == Purpose.TESTING
                                ? "starts again from a new copy"
                                : "The run is rolled back");
    }

    @Test
    void whatAStepSaysIsInTheLogWithoutControlCharacters() throws Exception {
        var talking =
                copy.acting(site -> {
                    site.notes().add("audit\u001b[31m\napproved");
                    site.meter().at(3, 4, "rows");
                });
        var course = production(talking);

        course.go();

        assertThat(journal.events(course.id(), 0, Duration.ZERO))
                .extracting(Event::what)
                .contains(
                        new Event.Note("audit [31m approved"), new Event.Progress(0, 3, 4, "rows"));
    }

    @Test
    void aProcessThatClosesLeavesTheRunToTheNext() throws Exception {
        var acting = new CountDownLatch(1);
        var rounds = new AtomicInteger();
        var slow =
                copy.acting(_ -> {
                    if (rounds.incrementAndGet() == 1) {
                        acting.countDown();
                        new CountDownLatch(1).await();
                    }
                });
        var course = production(slow);
        var thread = new Thread(course::closing);
        thread.start();
        acting.await();
        thread.interrupt();
        thread.join();

        assertThat(course.run().state()).isEqualTo(RunState.RUNNING);
        assertThat(course.go()).isEqualTo(RunState.DONE);
    }

    @Test
    void aJournalThatIsAwayForAMomentDoesNotStopAStep() throws Exception {
        var absences = new CountDownLatch(3);
        var acting = new CountDownLatch(1);
        var patient =
                copy.acting(_ -> {
                    acting.countDown();
                    absences.await();
                });
        var course = production(patient);
        InvocationHandler absent =
                (_, method, arguments) -> {
                    if (method.getName().equals("wishes")
                            && acting.getCount() == 0
                            && absences.getCount() > 0) {
                        absences.countDown();
                        throw new Fault.Transient(BROKEN);
                    }
                    return method.invoke(journal, arguments);
                };
        var moody =
                (Journal)
                        Proxy.newProxyInstance(
                                Journal.class.getClassLoader(),
                                new Class<?>[] {Journal.class},
                                absent);

        assertThat(course.go(moody)).isEqualTo(RunState.DONE);
        assertThat(world.deeds()).containsExactly("+copy");
    }

    @Test
    void whatAStepHasDoneIsNotGivenUpForWhatItSaidLast() throws Exception {
        var talking = copy.acting(site -> site.notes().add("the last word"));
        var course = production(talking, tidy);
        InvocationHandler deaf =
                (_, method, arguments) -> {
                    if (method.getName().equals("note")) {
                        throw new Fault.Transient(BROKEN);
                    }
                    return method.invoke(journal, arguments);
                };
        var moody =
                (Journal)
                        Proxy.newProxyInstance(
                                Journal.class.getClassLoader(),
                                new Class<?>[] {Journal.class},
                                deaf);

        assertThat(course.go(moody)).isEqualTo(RunState.DONE);
        assertThat(world.deeds()).containsExactly("+copy", "+tidy");
    }

    @Test
    void theStartOfAStepIsOnDiskBeforeItActsWhereTheUndoOrTheRestartDependsOnIt() throws Exception {
        var flushed = new ArrayList<String>();
        var once = FakeStep.making("once", world).kept("stays").startingAnewFrom("copy");
        var course = production(backup, copy, fence, once, open);
        InvocationHandler listening =
                (_, method, arguments) -> {
                    if (method.getName().equals("started")) {
                        flushed.add(arguments[1] + " " + arguments[2]);
                    }
                    return method.invoke(journal, arguments);
                };
        var listened =
                (Journal)
                        Proxy.newProxyInstance(
                                Journal.class.getClassLoader(),
                                new Class<?>[] {Journal.class},
                                listening);

        assertThat(course.go(listened)).isEqualTo(RunState.DONE);
        assertThat(flushed).containsExactly("0 LATER", "1 DISK", "2 DISK", "3 DISK", "4 DISK");
    }

    private FakeStep breaking(String name) {
        return FakeStep.making(name, world)
                .acting(_ -> {
                    throw new Fault.Permanent(BROKEN);
                });
    }

    private FakeStep endless(CountDownLatch acting) {
        return migrate.acting(_ -> {
            acting.countDown();
            new CountDownLatch(1).await();
        });
    }

    /// Leaves half of its work and a passing fault, until the `good`th try.
    private FakeStep halfDone(AtomicInteger tries, int good) {
        return migrate.startingAnewFrom("copy")
                .takenBackBy((_, _) -> {
                    world.remove("half");
                    world.remove("migrate");
                })
                .acting(_ -> {
                    if (tries.incrementAndGet() < good) {
                        world.make("half");
                        throw new Fault.Transient(BROKEN);
                    }
                });
    }

    /// Deaf to interrupts.
    private static void waitFor(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException unheard) {
                // That is what this is for.
            }
        }
    }

    private Course production(Step... steps) throws Fault {
        return course(Purpose.PRODUCTION, Duration.ofMinutes(1), steps);
    }

    private Course testing(Step... steps) throws Fault {
        return course(Purpose.TESTING, Duration.ofMinutes(1), steps);
    }

    private Course course(Purpose purpose, Duration pauseLimit, Step... steps) throws Fault {
        var codec = new FakeSteps(steps);
        var id = Orders.runId();
        journal.create(Orders.order(id, "shop", purpose, pauseLimit, codec.parts()));
        return new Course(journal, codec, id);
    }

    private record Course(Journal journal, StepCodec codec, RunId id) {

        RunState go() throws Fault, InterruptedException {
            return go(journal);
        }

        RunState go(Journal through) throws Fault, InterruptedException {
            var claim = journal.pickUp(id, WORKER);
            return claim.isEmpty()
                    ? run().state()
                    : new Driver(through, codec, NoPorts.ports(), QUICK).carryOut(claim.get());
        }

        void closing() {
            try {
                go();
            } catch (Fault fault) {
                throw new IllegalStateException(fault);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /// @return whether the journal breathed its last on the way
        boolean dies(Journal dying) throws Fault, InterruptedException {
            try {
                go(dying);
                return false;
            } catch (Death expected) {
                return true;
            }
        }

        Run run() throws Fault {
            return journal.find(id).orElseThrow();
        }

        UndoState undo(String step) throws Fault {
            return run().step(step).orElseThrow().undo();
        }
    }

    /// A step that does as another, but for what a test overrides.
    private abstract static class Delegate implements Step {

        private final Step step;

        Delegate(Step step) {
            this.step = step;
        }

        @Override
        public String name() {
            return step.name();
        }

        @Override
        public String title() {
            return step.title();
        }

        @Override
        public Outcome act(Site site) throws Fault, InterruptedException {
            return step.act(site);
        }

        @Override
        public Undo undo() {
            return step.undo();
        }
    }
}
