package belay.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Makes the house when somebody first wants to go in: asking for help takes a third of the time
/// that way. Thread-safe.
final class Door implements AutoCloseable {

    private final Supplier<House> builder;
    private final List<House> built = new ArrayList<>();

    Door(Supplier<House> builder) {
        this.builder = builder;
    }

    synchronized House open() {
        if (built.isEmpty()) {
            built.add(builder.get());
        }
        return built.getFirst();
    }

    @Override
    public synchronized void close() {
        built.forEach(House::close);
        built.clear();
    }
}
