package belay.tryout;

import belay.outside.Databases;
import belay.outside.Host;
import belay.testkit.Death;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;

/// A world in which every kind of act, once done for the first time, kills whoever did it.
final class Deadly {

    private final Set<String> seen = new HashSet<>();

    synchronized Set<String> seen() {
        return Set.copyOf(seen);
    }

    Databases databases(Databases real) {
        return proxy(Databases.class, real);
    }

    Host host(Host real) {
        return proxy(Host.class, real);
    }

    private <T> T proxy(Class<T> type, T real) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    try {
                        var result = method.invoke(real, arguments);
                        if (method.getName().equals("under")) {
                            return databases((Databases) result);
                        }
                        if (!method.getName().equals("endpoint")) {
                            dieOnce(method.getName());
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private synchronized void dieOnce(String act) {
        if (seen.add(act)) {
            throw new Death("after " + act);
        }
    }
}
