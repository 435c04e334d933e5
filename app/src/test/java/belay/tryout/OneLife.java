package belay.tryout;

import belay.outside.Databases;
import belay.outside.Host;
import belay.run.Journal;
import belay.testkit.Death;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/// The life of one process that carries a run: each call to a database or a host and each write of
/// the journal is two breaths, one just before it and one just after, and it dies with its last.
public final class OneLife {

    /// Questions, and what happens as often as chance has it.
    private static final Set<String> NO_BREATH =
            Set.of(
                    "under",
                    "endpoint",
                    "behind",
                    "find",
                    "history",
                    "holder",
                    "carrier",
                    "now",
                    "wishes",
                    "note",
                    "progress",
                    "events",
                    "pickUp",
                    "create",
                    "resume",
                    "listens",
                    "ask",
                    "runs",
                    "hashCode",
                    "equals",
                    "toString");

    private final int lastBreath;
    private int breaths;
    private String end = "";

    public OneLife(int lastBreath) {
        this.lastBreath = lastBreath;
    }

    /// When it died, in words; empty while it has not.
    public synchronized String end() {
        return end;
    }

    public Databases databases(Databases real) {
        return mortal(Databases.class, real);
    }

    public Host host(Host real) {
        return mortal(Host.class, real);
    }

    public Journal journal(Journal real) {
        return mortal(Journal.class, real);
    }

    private <T> T mortal(Class<T> type, T real) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> {
                            var name = method.getName();
                            try {
                                if (NO_BREATH.contains(name)) {
                                    var result = method.invoke(real, arguments);
                                    return name.equals("under")
                                            ? databases((Databases) result)
                                            : result;
                                }
                                breathe("before " + name);
                                var result = method.invoke(real, arguments);
                                breathe("after " + name);
                                return result;
                            } catch (InvocationTargetException failed) {
                                throw failed.getCause();
                            }
                        }));
    }

    /// Whoever is dead does nothing more, in no thread.
    private synchronized void breathe(String when) {
        if (!end.isEmpty()) {
            throw new Death("dead since " + end);
        }
        breaths++;
        if (breaths == lastBreath) {
            end = when;
            throw new Death(when);
        }
    }
}
