package belay.testkit;

import belay.run.Ports;
import java.lang.reflect.Proxy;

/// Ports for steps that use none: every call is a bug.
public final class NoPorts {

    private NoPorts() {}

    public static Ports ports() {
        return (Ports)
                Proxy.newProxyInstance(
                        Ports.class.getClassLoader(),
                        new Class<?>[] {Ports.class},
                        (_, method, _) -> {
                            throw new IllegalStateException("no port here: " + method.getName());
                        });
    }
}
