package belay.store;

import belay.outside.Fault;
import belay.run.Journal;
import com.github.kagkarlsson.scheduler.Clock;
import java.time.Instant;

/// The store's time, carried on by a clock that no one can set: two machines that disagree about
/// the time agree about who is late.
final class StoreClock implements Clock {

    private final Instant begin;
    private final long nanos;

    private StoreClock(Instant begin, long nanos) {
        this.begin = begin;
        this.nanos = nanos;
    }

    static StoreClock set(Journal journal) throws Fault {
        return new StoreClock(journal.now(), System.nanoTime());
    }

    @Override
    public Instant now() {
        return begin.plusNanos(System.nanoTime() - nanos);
    }
}
