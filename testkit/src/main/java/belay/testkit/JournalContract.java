package belay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Carrier;
import belay.run.Claim;
import belay.run.Event;
import belay.run.Heading;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Picker;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepState;
import belay.run.UndoState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every journal promises. A journal's test extends this and adds only what is its own.
public abstract class JournalContract {

    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Problem PROBLEM = Problem.of("COPY:CUT", "the copy broke off").value("3");
    private static final Outcome OUTCOME = new Outcome("{\"position\": \"0/16B3748\"}");
    private static final Heading BACK = new Heading.Back(PROBLEM, Heading.Cause.FAULT);

    protected abstract Journal journal();

    /// A process that lives as long as the test.
    protected abstract Picker living();

    /// A process that can be shown to be dead.
    protected abstract Picker dead();

    @Test
    void anOrderIsKeptToTheLetter() throws Fault {
        var order = order("shop");

        journal().create(order);

        assertThat(run(order).order()).isEqualTo(order);
        assertThat(run(order).state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void theSameOrderAgainGivesTheSameRun() throws Fault {
        var order = order("shop");

        var first = journal().create(order);
        var second = journal().create(order);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void anotherOrderWithATakenIdIsRefused() throws Fault {
        var order = order("shop");
        journal().create(order);

        var other =
                Orders.order(
                        order.id(),
                        "bank",
                        Purpose.BACKUP,
                        Duration.ofSeconds(1),
                        Orders.parts("dump"));

        assertThat(code(journal().create(other))).isEqualTo("RUN:ID_TAKEN");
    }

    @Test
    void aSecondRunOfASystemIsRefusedAndSaysWhoHasIt() throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().pickUp(order.id(), living());

        var second = journal().create(order("shop"));

        assertThat(code(second)).isEqualTo("SYSTEM:BUSY");
        assertThat(problem(second).toString())
                .contains(order.id().text(), "ada", "RUNNING since", living().toString())
                .contains("belay cancel " + order.id());
    }

    @Test
    void runsOfTwoSystemsStandSideBySide() throws Fault {
        journal().create(order("shop"));

        assertThat(journal().create(order("bank"))).isInstanceOf(Answer.Given.class);
    }

    @Test
    void ofManyWhoStartAtOnceOneGetsTheSystem() throws Exception {
        var attempts = new ArrayList<Callable<Answer<Run>>>();
        for (int i = 0; i < 16; i++) {
            attempts.add(() -> journal().create(order("shop")));
        }

        var given = 0;
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var answer : threads.invokeAll(attempts)) {
                given += answer.get() instanceof Answer.Given<Run> ? 1 : 0;
            }
        }

        assertThat(given).isEqualTo(1);
    }

    @Test
    void eachPickUpRaisesTheEpoch() throws Fault {
        var order = order("shop");
        journal().create(order);

        var first = claim(order);
        var second = claim(order);

        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(run(order).state()).isEqualTo(RunState.RUNNING);
        assertThat(run(order).pickers()).containsExactly(living());
    }

    /// Every write that a worker makes.
    enum Write {
        WISHES {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.wishes(claim);
            }
        },
        STARTED {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.started(claim, 1);
            }
        },
        FINISHED {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.finished(claim, 0, OUTCOME);
            }
        },
        FAILED {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.failed(claim, 0, PROBLEM, BACK);
            }
        },
        UNDONE {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.undone(claim, 0, "");
            }
        },
        STUCK {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.stuck(claim, 0, PROBLEM);
            }
        },
        TURNED {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.turned(claim, BACK);
            }
        },
        FORGOTTEN {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.forgotten(claim, 0);
            }
        },
        ENDED {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.ended(claim, RunState.DONE);
            }
        },
        NOTE {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.note(claim, "hello");
            }
        },
        PROGRESS {
            @Override
            void write(Journal journal, Claim claim) throws Fault {
                journal.progress(claim, 0, 1, 2, "rows");
            }
        };

        abstract void write(Journal journal, Claim claim) throws Fault;
    }

    @ParameterizedTest
    @EnumSource
    void anOldClaimWritesNothing(Write write) throws Exception {
        var order = order("shop");
        journal().create(order);
        var old = claim(order);
        journal().started(old, 0);
        claim(order);
        var run = run(order);
        var events = journal().events(order.id(), 0, NO_WAIT);

        assertThatThrownBy(() -> write.write(journal(), old)).isInstanceOf(Fault.Superseded.class);

        assertThat(run(order)).isEqualTo(run);
        assertThat(journal().events(order.id(), 0, NO_WAIT)).isEqualTo(events);
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatIsOverTakesNoWrites(Write write) throws Exception {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        journal().ended(claim, RunState.CANCELLED);

        assertThatThrownBy(() -> write.write(journal(), claim))
                .isInstanceOf(Fault.Superseded.class);
    }

    @Test
    void aStepGoesFromWaitingToDone() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);

        journal().started(claim, 0);
        journal().finished(claim, 0, OUTCOME);

        var steps = run(order).steps();
        assertThat(steps.getFirst().state()).isInstanceOf(StepState.Done.class);
        assertThat(steps.getFirst().outcome()).isEqualTo(OUTCOME);
        assertThat(steps.getLast().state()).isEqualTo(new StepState.Waiting());
    }

    @Test
    void theFirstStartCounts() throws Fault {
        var order = order("shop");
        journal().create(order);

        journal().started(claim(order), 0);
        var first = run(order).steps().getFirst().state();
        journal().started(claim(order), 0);

        assertThat(run(order).steps().getFirst().state()).isEqualTo(first);
    }

    @Test
    void anOutcomeIsWrittenOnce() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        journal().finished(claim, 0, OUTCOME);

        journal().finished(claim, 0, OUTCOME);

        assertThatThrownBy(() -> journal().finished(claim, 0, Outcome.NOTHING))
                .isInstanceOf(IllegalStateException.class);
        assertThat(run(order).steps().getFirst().outcome()).isEqualTo(OUTCOME);
    }

    @Test
    void aFailureAndTheNewDirectionAreOneWrite() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);

        journal().failed(claim, 0, PROBLEM, BACK);

        assertThat(run(order).heading()).isEqualTo(BACK);
        assertThat(run(order).steps().getFirst().state())
                .isInstanceOfSatisfying(
                        StepState.Failed.class,
                        failed -> assertThat(failed.problem()).isEqualTo(PROBLEM));
    }

    @Test
    void aFailedStepMayBeStartedAgain() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        journal().failed(claim, 0, PROBLEM, new Heading.Forward());

        journal().started(claim, 0);
        journal().finished(claim, 0, OUTCOME);

        assertThat(run(order).steps().getFirst().outcome()).isEqualTo(OUTCOME);
    }

    @Test
    void whatIsTakenBackAndWhatIsNotIsRemembered() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        journal().finished(claim, 0, OUTCOME);
        journal().started(claim, 1);

        journal().stuck(claim, 1, PROBLEM);
        journal().undone(claim, 0, "the backup is kept");

        var steps = run(order).steps();
        assertThat(steps.getFirst().outcome()).isEqualTo(OUTCOME);
        assertThat(steps.getFirst().undo())
                .isInstanceOfSatisfying(
                        UndoState.Undone.class,
                        undone -> assertThat(undone.words()).isEqualTo("the backup is kept"));
        assertThat(steps.get(1).undo()).isInstanceOf(UndoState.Stuck.class);
    }

    @Test
    void whatIsForgottenStartsFromNothing() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        journal().finished(claim, 0, OUTCOME);
        journal().started(claim, 1);
        journal().failed(claim, 1, PROBLEM, new Heading.Anew(1, PROBLEM));
        journal().undone(claim, 1, "");

        journal().forgotten(claim, 1);

        var run = run(order);
        assertThat(run.heading()).isEqualTo(new Heading.Forward());
        assertThat(run.anews()).isEqualTo(1);
        assertThat(run.steps().getFirst().outcome()).isEqualTo(OUTCOME);
        assertThat(run.steps().get(1).state()).isEqualTo(new StepState.Waiting());
        assertThat(run.steps().get(1).undo()).isEqualTo(new UndoState.Kept());
    }

    @ParameterizedTest
    @EnumSource(names = {"DONE", "UNDONE", "CANCELLED"})
    void aRunThatIsOverFreesItsSystem(RunState end) throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);

        journal().ended(claim, end);
        journal().ended(claim, end);

        assertThat(journal().holder(order.system())).isEmpty();
        assertThat(journal().create(order("shop"))).isInstanceOf(Answer.Given.class);
        assertThat(journal().pickUp(order.id(), living())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HALTED", "FAILED"})
    void aRunThatWaitsForAPersonHoldsItsSystemUntilResumedOrAbandoned(RunState end) throws Fault {
        var order = order("shop");
        journal().create(order);

        journal().ended(claim(order), end);
        assertThat(journal().pickUp(order.id(), living())).isEmpty();
        assertThat(code(journal().create(order("shop")))).isEqualTo("SYSTEM:BUSY");

        journal().resume(order.id(), "ada");
        journal().ended(claim(order), end);
        journal().abandon(order.id(), "ada");
        assertThat(run(order).state()).isEqualTo(RunState.ABANDONED);
        assertThat(journal().create(order("shop"))).isInstanceOf(Answer.Given.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HALTED", "FAILED"})
    void aRunIsAbandonedAndTheNextOneOrderedInItsPlaceTogether(RunState end) throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().ended(claim(order), end);
        var next = order("shop");

        var ordered = journal().replace(order.id(), next);

        assertThat(run(order).state()).isEqualTo(RunState.ABANDONED);
        assertThat(run(next).state()).isEqualTo(RunState.WAITING);
        assertThat(journal().holder(order.system())).map(Run::id).hasValue(next.id());
        assertThat(journal().replace(order.id(), next)).isEqualTo(ordered);
    }

    @Test
    void aRunThatCannotBeAbandonedKeepsItsPlace() throws Fault {
        var order = order("shop");
        journal().create(order);
        claim(order);
        var next = order("shop");

        assertThat(code(journal().replace(order.id(), next))).isEqualTo("RUN:AT_WORK");
        assertThat(code(journal().replace(next.id(), next))).isEqualTo("SYSTEM:BUSY");
        assertThat(run(order).state()).isEqualTo(RunState.RUNNING);
        assertThat(journal().find(next.id())).isEmpty();
    }

    @Test
    void aRunThatNobodyStartedIsCancelledAtOnce() throws Fault {
        var order = order("shop");
        journal().create(order);

        journal().cancel(order.id(), "ada");
        journal().cancel(order.id(), "ada");

        assertThat(run(order).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void aRunningRunIsAskedToCancel() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);

        journal().cancel(order.id(), "ada");

        assertThat(run(order).state()).isEqualTo(RunState.RUNNING);
        assertThat(journal().wishes(claim)).isEqualTo(new Journal.Wishes(true, false));
    }

    @Test
    void aHaltedRunThatIsCancelledIsGivenToAWorker() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        journal().ended(claim, RunState.HALTED);

        journal().cancel(order.id(), "ada");

        assertThat(run(order).state()).isEqualTo(RunState.WAITING);
        assertThat(journal().wishes(claim(order)).cancel()).isTrue();
    }

    @Test
    void nothingIsCancelledAfterThePointOfNoReturn() throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().started(claim(order), 2);

        var answer = journal().cancel(order.id(), "ada");

        assertThat(run(order).committed()).isTrue();
        assertThat(code(answer)).isEqualTo("RUN:COMMITTED");
    }

    @Test
    void whatIsOnItsWayBackIsNotCancelled() throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().turned(claim(order), BACK);

        assertThat(code(journal().cancel(order.id(), "ada"))).isEqualTo("RUN:GOING_BACK");
    }

    @Test
    void haltIsAWishUntilTheRunIsResumed() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);

        journal().halt(order.id(), "ada");
        assertThat(journal().wishes(claim).halt()).isTrue();
        journal().ended(claim, RunState.HALTED);
        journal().resume(order.id(), "ada");

        assertThat(journal().wishes(claim(order)).halt()).isFalse();
    }

    @Test
    void aRunInALivingHandIsNotResumed() throws Fault {
        var order = order("shop");
        journal().create(order);
        claim(order);

        assertThat(code(journal().resume(order.id(), "ada"))).isEqualTo("RUN:AT_WORK");
        assertThat(code(journal().abandon(order.id(), "ada"))).isEqualTo("RUN:AT_WORK");
    }

    @Test
    void aRunInADeadHandIsResumed() throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().pickUp(order.id(), dead());

        assertThat(journal().resume(order.id(), "ada")).isInstanceOf(Answer.Given.class);
        assertThat(run(order).state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void ofARunInADeadHandNobodySaysThatItIsCarriedOut() throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().pickUp(order.id(), dead());

        assertUnattended(order, journal().abandon(order.id(), "ada"));
        assertUnattended(order, journal().halt(order.id(), "ada"));
        assertThat(journal().create(order("shop")).toString())
                .contains("SYSTEM:BUSY", dead() + " is dead")
                .contains("belay resume " + order.id() + ", or end it: belay cancel " + order.id())
                .doesNotContain("in hand of", "log -f");
    }

    private void assertUnattended(Order order, Answer<Run> answer) {
        assertThat(answer.toString())
                .contains("RUN:UNATTENDED", "nobody carries run " + order.id() + " out")
                .contains(dead() + " is dead")
                .contains("belay resume " + order.id() + ", or end it: belay cancel " + order.id())
                .doesNotContain("log -f");
    }

    @Test
    void aRunInADeadHandThatIsCancelledIsGivenToAWorker() throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().started(claim(order), 0);
        journal().pickUp(order.id(), dead());

        assertThat(journal().cancel(order.id(), "ada")).isInstanceOf(Answer.Given.class);

        assertThat(run(order).state()).isEqualTo(RunState.WAITING);
        assertThat(run(order).cancel()).isTrue();
    }

    @Test
    void itIsToldWhoCarriesARunAndWhetherHeLives() throws Fault {
        var order = order("shop");
        journal().create(order);
        var before = journal().carrier(order.id());
        journal().pickUp(order.id(), living());
        var at = journal().carrier(order.id());
        journal().pickUp(order.id(), dead());
        var after = journal().carrier(order.id());

        assertThat(before).isEqualTo(new Carrier.Nobody());
        assertThat(at).isInstanceOf(Carrier.Alive.class);
        assertThat(((Carrier.Alive) at).who()).isEqualTo(living());
        assertThat(after).isInstanceOf(Carrier.Dead.class);
    }

    @Test
    void whoeverIsRelievedWritesNothingMoreAndAWorkerGoesOnTheWayThatWasSaid() throws Fault {
        var order = order("shop");
        journal().create(order);
        var late = claim(order);
        journal().started(late, 0);

        journal().relieved(late, BACK, "watchdog");

        assertThat(run(order).state()).isEqualTo(RunState.WAITING);
        assertThat(run(order).heading()).isEqualTo(BACK);
        assertThatThrownBy(() -> journal().finished(late, 0, OUTCOME))
                .isInstanceOf(Fault.Superseded.class);
        assertThat(journal().pickUp(order.id(), living())).isPresent();
    }

    @Test
    void whoHasPassedThePointOfNoReturnIsNotTurnedBack() throws Fault {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 2);

        assertThatThrownBy(() -> journal().relieved(claim, BACK, "watchdog"))
                .isInstanceOf(Fault.Superseded.class);

        assertThat(run(order).state()).isEqualTo(RunState.RUNNING);
        journal().relieved(claim, new Heading.Forward(), "watchdog");
        assertThat(run(order).state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void whatIsOverStaysOver() throws Fault {
        var order = order("shop");
        journal().create(order);
        journal().ended(claim(order), RunState.DONE);

        assertThat(code(journal().cancel(order.id(), "ada"))).isEqualTo("RUN:OVER");
        assertThat(code(journal().halt(order.id(), "ada"))).isEqualTo("RUN:OVER");
        assertThat(code(journal().resume(order.id(), "ada"))).isEqualTo("RUN:OVER");
        assertThat(code(journal().abandon(order.id(), "ada"))).isEqualTo("RUN:OVER");
    }

    @Test
    void whatIsUnknownIsRefused() throws Fault {
        var nobody = Orders.runId();

        assertThat(code(journal().cancel(nobody, "ada"))).isEqualTo("RUN:UNKNOWN");
        assertThat(code(journal().resume(nobody, "ada"))).isEqualTo("RUN:UNKNOWN");
        assertThat(journal().find(nobody)).isEmpty();
        assertThat(journal().pickUp(nobody, living())).isEmpty();
    }

    @Test
    void eventsTellTheStoryInOrder() throws Exception {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        journal().note(claim, "hello");
        journal().finished(claim, 0, OUTCOME);
        journal().started(claim, 1);
        journal().failed(claim, 1, PROBLEM, BACK);
        journal().undone(claim, 1, "");
        journal().stuck(claim, 0, PROBLEM);
        journal().ended(claim, RunState.FAILED);

        var events = journal().events(order.id(), 0, NO_WAIT);

        assertThat(events)
                .extracting(Event::what)
                .containsExactly(
                        new Event.Stands(RunState.WAITING),
                        new Event.PickedUp(claim.epoch(), living().toString()),
                        new Event.Started(0, "copy"),
                        new Event.Note("hello"),
                        new Event.Finished(0, "copy"),
                        new Event.Started(1, "fence"),
                        new Event.Failed(1, "fence", PROBLEM),
                        new Event.Turned(BACK),
                        new Event.Undone(1, "fence", ""),
                        new Event.Stuck(0, "copy", PROBLEM),
                        new Event.Stands(RunState.FAILED));
        assertThat(events).extracting(Event::number).isSorted().doesNotHaveDuplicates();
        assertThat(journal().events(order.id(), events.getLast().number(), NO_WAIT)).isEmpty();
    }

    @Test
    void whoFollowsHearsWhatHappensNext() throws Exception {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        long last = journal().events(order.id(), 0, NO_WAIT).getLast().number();

        try (var threads = Executors.newSingleThreadExecutor()) {
            var heard =
                    threads.submit(
                            () -> journal().events(order.id(), last, Duration.ofSeconds(10)));
            journal().progress(claim, 0, 7, 10, "rows");

            assertThat(heard.get())
                    .extracting(Event::what)
                    .containsExactly(new Event.Progress(0, 7, 10, "rows"));
        }
    }

    @Test
    void ofAFinishedStepTheLastProgressIsKept() throws Exception {
        var order = order("shop");
        journal().create(order);
        var claim = claim(order);
        journal().started(claim, 0);
        for (int done = 1; done <= 5; done++) {
            journal().progress(claim, 0, done, 5, "rows");
        }

        journal().finished(claim, 0, OUTCOME);

        assertThat(journal().events(order.id(), 0, NO_WAIT))
                .extracting(Event::what)
                .filteredOn(Event.Progress.class::isInstance)
                .containsExactly(new Event.Progress(0, 5, 5, "rows"));
        assertThat(run(order).steps().getFirst().total()).isEqualTo(5);
        assertThat(run(order).steps().getFirst().unit()).isEqualTo("rows");
    }

    @Test
    void historyIsNewestFirst() throws Fault {
        var older = order("shop");
        var other = order("bank");
        journal().create(older);
        journal().create(other);
        journal().cancel(older.id(), "ada");
        var newer = order("shop");
        journal().create(newer);

        assertThat(journal().history(older.system(), 10))
                .extracting(Run::id)
                .containsExactly(newer.id(), older.id());
        assertThat(journal().history(2))
                .extracting(Run::id)
                .containsExactly(newer.id(), other.id());
    }

    private static Order order(String system) {
        var parts = new ArrayList<>(Orders.parts("copy", "fence"));
        parts.add(new belay.run.Part("switch", "Switch", "Switch", "{}", true));
        return Orders.order(system, Purpose.PRODUCTION, List.copyOf(parts));
    }

    private Run run(Order order) throws Fault {
        return journal().find(order.id()).orElseThrow();
    }

    private Claim claim(Order order) throws Fault {
        return journal().pickUp(order.id(), living()).orElseThrow();
    }

    private static String code(Answer<Run> answer) {
        return problem(answer).code();
    }

    private static Problem problem(Answer<Run> answer) {
        return switch (answer) {
            case Answer.Refused<Run>(var problems) -> problems.getFirst();
            case Answer.Given<Run>(var run) -> throw new AssertionError("given: " + run.id());
        };
    }
}
