package belay.testkit;

import belay.run.Order;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.RunId;
import belay.system.SystemName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Orders for tests.
public final class Orders {

    private static final AtomicInteger NUMBER = new AtomicInteger(1_000);

    private Orders() {}

    /// Never the same twice within a process.
    public static RunId runId() {
        return new RunId("20261121-0903-" + NUMBER.incrementAndGet());
    }

    public static Order order(String system, Purpose purpose, List<Part> parts) {
        return order(runId(), system, purpose, Duration.ofMinutes(1), parts);
    }

    public static Order order(
            RunId id, String system, Purpose purpose, Duration pauseLimit, List<Part> parts) {
        return new Order(
                id,
                new SystemName(system),
                purpose,
                "{\"to\":  \"2.3\", \"a\": 1.10}",
                "sha-of-plan",
                "{}",
                "ada",
                pauseLimit,
                parts);
    }

    /// Parts that no codec reads.
    public static List<Part> parts(String... names) {
        return List.of(names).stream()
                .map(name -> new Part(name, "Fake", "Do " + name, "{}", false))
                .toList();
    }
}
