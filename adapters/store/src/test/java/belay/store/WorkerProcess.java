package belay.store;

import belay.outside.Fault;
import belay.run.Driver;
import belay.run.Outcome;
import belay.run.Pace;
import belay.run.Site;
import belay.run.Step;
import belay.run.Undo;
import belay.testkit.FakeSteps;
import belay.testkit.NoPorts;
import belay.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// A worker in a process of its own, whose steps write what they do to a file.
final class WorkerProcess {

    private WorkerProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (var store = Store.open(arguments[0], TestPostgres.USER, "")) {
            var driver =
                    new Driver(
                            store.journal(),
                            fenced(Path.of(arguments[1])),
                            NoPorts.ports(),
                            Pace.DEFAULT);
            try (var _ = store.work(driver, 1)) {
                Files.createFile(ready(Path.of(arguments[1]), ProcessHandle.current().pid()));
                System.in.read();
            }
        }
    }

    static FakeSteps steps(Path directory) {
        return new FakeSteps(
                new Writing("first", directory),
                new Slow(directory),
                new Writing("last", directory));
    }

    /// The same, behind a step that keeps clients out.
    static FakeSteps fenced(Path directory) {
        return new FakeSteps(
                new Writing("first", directory),
                new Fencing(directory),
                new Slow(directory),
                new Writing("last", directory));
    }

    static Path deeds(Path directory) {
        return directory.resolve("deeds");
    }

    /// There once that process looks for work.
    static Path ready(Path directory, long process) {
        return directory.resolve("ready-" + process);
    }

    /// While it is not there, the slow step waits.
    static Path gate(Path directory) {
        return directory.resolve("gate");
    }

    private static void write(Path directory, String deed) {
        var line = deed + " " + ProcessHandle.current().pid();
        try {
            Files.write(
                    deeds(directory),
                    List.of(line),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private record Writing(String name, Path directory) implements Step {

        @Override
        public String title() {
            return "Write " + name;
        }

        @Override
        public Outcome act(Site site) {
            write(directory, name);
            return Outcome.NOTHING;
        }

        @Override
        public Undo undo() {
            return new Undo.Nothing("it stays written");
        }
    }

    /// What it takes back, it does once more.
    record Fencing(Path directory) implements Step {

        @Override
        public String name() {
            return "fence";
        }

        @Override
        public String title() {
            return "Keep clients out";
        }

        @Override
        public boolean opensPause() {
            return true;
        }

        @Override
        public Optional<String> undoneLike() {
            return Optional.of(kind());
        }

        @Override
        public Outcome act(Site site) {
            write(directory, "fence");
            return Outcome.NOTHING;
        }

        @Override
        public Undo undo() {
            return new Undo.By((_, _) -> write(directory, "open"));
        }
    }

    private record Slow(Path directory) implements Step {

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public String title() {
            return "Wait, then write";
        }

        /// Waits deaf to interrupts, so that only the fence stands between it and its deed.
        @Override
        public Outcome act(Site site) throws Fault {
            write(directory, "slow-begins");
            while (!Files.exists(gate(directory))) {
                try {
                    Thread.sleep(20);
                } catch (InterruptedException unheard) {
                    write(directory, "slow-interrupted");
                }
            }
            try {
                site.fence().check();
            } catch (Fault refused) {
                // Superseded; or the store has ended the silent session meanwhile and does not
                // answer it.
                write(directory, "slow-refused");
                throw refused;
            }
            write(directory, "slow");
            return Outcome.NOTHING;
        }

        @Override
        public Undo undo() {
            return new Undo.Nothing("it stays written");
        }
    }
}
