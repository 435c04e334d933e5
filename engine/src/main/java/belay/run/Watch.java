package belay.run;

import belay.outside.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs work in a thread of its own and watches over it: writes down its progress, sees whether the
/// run is still ours, and interrupts it when there is an alarm.
///
/// The thread is virtual because interrupting one also closes the socket it is blocked on.
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Hold hold;
    private final Pace pace;

    Watch(Hold hold, Pace pace) {
        this.hold = hold;
        this.pace = pace;
    }

    interface Work<T> {
        T run() throws Fault, InterruptedException;
    }

    /// What ends the work before its time.
    interface Alarm {

        Alarm NONE = wishes -> Optional.empty();

        Optional<Heading.Back> raised(Journal.Wishes wishes);
    }

    /// Tries `work` until it ends otherwise than by a transient fault, or the pace allows no
    /// further try.
    ///
    /// @param again whether a try that ended by a transient fault may be followed by another
    <T> Ended<T> patiently(Work<T> work, Voice voice, Alarm alarm, Again again)
            throws Fault, InterruptedException {
        var wait = pace.shortest();
        long firstFault = 0;
        for (int attempt = 1; ; attempt++) {
            Ended<T> ended = once(work, voice, alarm);
            firstFault = attempt == 1 ? System.nanoTime() : firstFault;
            boolean late = System.nanoTime() - firstFault > pace.span().toNanos();
            if (!(ended instanceof Ended.Faulted<T>(Fault.Transient fault))
                    || attempt >= pace.attempts()
                    || late
                    || !again.allowed()) {
                return ended;
            }
            voice.add("attempt " + attempt + " failed: " + fault.problem());
            var pause = wait;
            if (once(() -> rest(pause), voice, alarm) instanceof Ended.Stopped<Boolean>(var why)) {
                return new Ended.Stopped<>(why);
            }
            wait = shorter(wait.multipliedBy(2), pace.longest());
        }
    }

    @FunctionalInterface
    interface Again {
        boolean allowed();
    }

    private <T> Ended<T> once(Work<T> work, Voice voice, Alarm alarm)
            throws Fault, InterruptedException {
        var end = new AtomicReference<@Nullable Ended<T>>();
        var death = new AtomicReference<@Nullable Error>();
        var thread = Thread.ofVirtual().name("step").start(() -> carry(work, end, death));
        Optional<Heading.Back> back;
        try {
            back = attend(thread, voice, alarm);
        } catch (InterruptedException | Fault | RuntimeException | Error leaving) {
            stop(thread);
            throw leaving;
        }
        lastWords(voice);
        var dead = death.get();
        if (dead != null) {
            throw dead;
        }
        var ended = end.get();
        if (back.isPresent() && !(ended instanceof Ended.Well<T>)) {
            return new Ended.Stopped<>(back.get());
        }
        if (ended == null) {
            throw new IllegalStateException("the step's thread ended without a word");
        }
        return ended;
    }

    private static <T> void carry(
            Work<T> work,
            AtomicReference<@Nullable Ended<T>> end,
            AtomicReference<@Nullable Error> death) {
        try {
            end.set(new Ended.Well<>(work.run()));
        } catch (Fault fault) {
            end.set(new Ended.Faulted<>(fault));
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError bug) {
            end.set(new Ended.Broken<>(bug));
        } catch (InterruptedException interrupted) {
            end.set(new Ended.Broken<>(new IllegalStateException(interrupted)));
        } catch (Error error) {
            death.set(error);
        }
    }

    /// Waits until the thread ends.
    ///
    /// @return why it was interrupted, if it was
    private Optional<Heading.Back> attend(Thread thread, Voice voice, Alarm alarm)
            throws Fault, InterruptedException {
        while (!thread.join(pace.tick())) {
            var back = tick(voice, alarm);
            if (back.isPresent()) {
                thread.interrupt();
                if (!thread.join(pace.grace())) {
                    LOG.warn("A step of run {} does not heed its interrupt.", hold.claim().run());
                    hold.takeFromMyself();
                }
                return back;
            }
        }
        return Optional.empty();
    }

    /// What a step has done is not given up for what it said last.
    private static void lastWords(Voice voice) throws Fault {
        try {
            voice.flush();
        } catch (Fault.Transient passing) {
            LOG.warn("The last words of a step are lost: {}", passing.problem());
        }
    }

    /// A journal that does not answer for a moment does not stop a step; the fence in its target
    /// does, where it matters.
    private Optional<Heading.Back> tick(Voice voice, Alarm alarm) throws Fault {
        try {
            voice.flush();
            return alarm.raised(hold.journal().wishes(hold.claim()));
        } catch (Fault.Transient passing) {
            LOG.warn("The journal does not answer: {}", passing.problem());
            return alarm.raised(new Journal.Wishes(false, false));
        }
    }

    private void stop(Thread thread) throws InterruptedException {
        thread.interrupt();
        if (!thread.join(pace.grace())) {
            LOG.warn("A step of run {} does not heed its interrupt.", hold.claim().run());
        }
    }

    private static boolean rest(Duration pause) throws InterruptedException {
        Thread.sleep(pause);
        return true;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
