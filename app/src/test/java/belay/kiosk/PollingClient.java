package belay.kiosk;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Asks both nodes again and again, as whoever stands before them does, and takes note of how long
/// it was not served.
final class PollingClient {

    private final KioskRig rig;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<Duration> longest = new AtomicReference<>(Duration.ZERO);
    private final Thread thread;

    PollingClient(KioskRig rig) {
        this.rig = rig;
        this.thread = Thread.ofPlatform().start(this::ask);
    }

    private void ask() {
        long served = System.nanoTime();
        try {
            while (!over.get()) {
                if (!rig.get("one", "/notes").isEmpty() && !rig.get("two", "/notes").isEmpty()) {
                    long now = System.nanoTime();
                    longest.accumulateAndGet(
                            Duration.ofNanos(now - served),
                            (one, two) -> one.compareTo(two) > 0 ? one : two);
                    served = now;
                }
                LockSupport.parkNanos(10_000_000);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    Duration longestWait() throws InterruptedException {
        over.set(true);
        thread.join();
        return longest.get();
    }
}
