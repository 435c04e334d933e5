package belay.store;

import belay.run.RunId;
import belay.run.Watchdog;
import belay.testkit.TestPostgres;
import java.nio.file.Path;

/// A watchdog in a process of its own. It says what is to be done when its watch ends, and leaves
/// that to others.
final class WatchdogProcess {

    private WatchdogProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (var store = Store.open(arguments[0], TestPostgres.USER, "")) {
            var watchdog =
                    new Watchdog(
                            store.journal(),
                            store.watches(),
                            WorkerProcess.fenced(Path.of(arguments[1])),
                            store.thisProcess());
            System.out.println(watchdog.watch(new RunId(arguments[2])));
        }
    }
}
