package belay.testkit;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Everything outside Belay as one table of facts, e.g. `file /opt/kiosk/version.txt` → its text.
/// The fakes of the ports keep all they know in it: so two states can be compared, one can be
/// copied, and a process can die between any two changes.
public final class Surroundings {

    private static final int NEVER = 0;

    private final NavigableMap<String, String> facts;
    private final int lastBreath;
    private int breaths;
    private boolean together;

    public Surroundings() {
        this(new TreeMap<>(), NEVER);
    }

    private Surroundings(NavigableMap<String, String> facts, int lastBreath) {
        this.facts = facts;
        this.lastBreath = lastBreath;
    }

    /// The same facts, for whoever lives.
    public Surroundings copy() {
        return new Surroundings(new TreeMap<>(facts), NEVER);
    }

    /// The same facts, for a process that dies when it is about to make its `lastBreath`th change.
    public Surroundings dyingAt(int lastBreath) {
        return new Surroundings(new TreeMap<>(facts), lastBreath);
    }

    /// How many changes were made.
    public int breaths() {
        return breaths;
    }

    public boolean has(String name) {
        return facts.containsKey(name);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    /// Empty where there is no such fact.
    public String get(String name) {
        return facts.getOrDefault(name, "");
    }

    /// The names that begin with `start`.
    public List<String> below(String start) {
        return List.copyOf(facts.subMap(start, true, start + Character.MAX_VALUE, true).keySet());
    }

    /// One change, unless it is so already.
    public void put(String name, String what) {
        if (!what.equals(facts.get(name))) {
            breathe("put " + name);
            facts.put(name, what);
        }
    }

    /// One change, unless it is not there.
    public void remove(String name) {
        if (facts.containsKey(name)) {
            breathe("remove " + name);
            facts.remove(name);
        }
    }

    /// As many changes as there are facts.
    public void removeBelow(String start) {
        below(start).forEach(this::remove);
    }

    /// As many changes as there are facts.
    public void copyBelow(String from, String to) {
        for (var name : below(from)) {
            put(to + name.substring(from.length()), get(name));
        }
    }

    /// Many changes as one, as a transaction or a change of names makes them.
    public void atOnce(Runnable changes) {
        breathe("at once");
        together = true;
        try {
            changes.run();
        } finally {
            together = false;
        }
    }

    private void breathe(String what) {
        if (together) {
            return;
        }
        breaths++;
        if (breaths == lastBreath) {
            throw new Death("before " + what);
        }
    }

    /// All facts.
    public NavigableMap<String, String> picture() {
        return new TreeMap<>(facts);
    }
}
