package belay.run;

import belay.outside.Fault;
import belay.outside.Meter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a step says while it acts. It is kept until the driver's own thread writes it to the
/// journal, so that speaking is cheap and never fails.
final class Voice implements Meter, Notes {

    static final int MOST_LINES = 1_000;
    static final int LONGEST_LINE = 4_000;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final Hold hold;
    private final int ordinal;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST_LINES);
    private final AtomicReference<@Nullable Reading> reading = new AtomicReference<>();

    private record Reading(long done, long total, String unit) {}

    Voice(Hold hold, int ordinal) {
        this.hold = hold;
        this.ordinal = ordinal;
    }

    @Override
    public void at(long done, long total, String unit) {
        reading.set(new Reading(done, total, unit));
    }

    /// Beyond `MOST_LINES` between two ticks lines are dropped: a step that floods tells nobody
    /// anything.
    @Override
    public void add(String line) {
        var clean = CONTROL.matcher(line).replaceAll(" ").strip();
        lines.offer(clean.substring(0, Math.min(clean.length(), LONGEST_LINE)));
    }

    /// Called by the driver's thread alone. What the journal does not take is kept for the next
    /// time.
    void flush() throws Fault {
        var now = reading.get();
        if (now != null) {
            hold.journal().progress(hold.claim(), ordinal, now.done(), now.total(), now.unit());
            reading.compareAndSet(now, null);
        }
        for (var line = lines.peek(); line != null; line = lines.peek()) {
            hold.journal().note(hold.claim(), line);
            lines.remove();
        }
    }
}
