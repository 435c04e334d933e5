package belay.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What fake steps do things to: it knows what is there and remembers everything that was done.
public final class World {

    private final List<String> deeds = new ArrayList<>();
    private final Set<String> things = new HashSet<>();

    /// Makes a thing; remembered as `+name`.
    public synchronized void make(String name) {
        deeds.add("+" + name);
        things.add(name);
    }

    /// Removes a thing that is there; remembered as `-name`.
    public synchronized void remove(String name) {
        if (things.remove(name)) {
            deeds.add("-" + name);
        }
    }

    public synchronized boolean has(String name) {
        return things.contains(name);
    }

    public synchronized List<String> deeds() {
        return List.copyOf(deeds);
    }

    public synchronized Set<String> things() {
        return Set.copyOf(things);
    }
}
