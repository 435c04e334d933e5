package belay.app;

import belay.cli.Cli;
import belay.cli.Terminal;
import belay.problem.Answer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Where Belay starts.
public final class Main {

    private static final long CLOSE_SECONDS = 60;
    private static final Set<String> NEEDS_NO_SETTINGS =
            Set.of("-h", "--help", "-V", "--version", "completion");

    private static final Set<String> WORKERS = Set.of("worker", "watchdog");

    private Main() {}

    public static void main(String[] arguments) {
        var closed = new CountDownLatch(1);
        closeOnSignal(Thread.currentThread(), closed);
        var terminal = Terminal.of(System.getenv());
        int code;
        try {
            code = run(arguments, System.getenv(), terminal);
        } catch (RuntimeException | Error bug) {
            code = Cli.bug(terminal, bug, arguments);
        }
        closed.countDown();
        System.exit(code);
    }

    /// On Ctrl-C the command is interrupted, so that it closes what it has opened; what it has
    /// begun stands in the journal.
    private static void closeOnSignal(Thread main, CountDownLatch closed) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    main.interrupt();
                                    try {
                                        closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "close"));
    }

    private static int run(String[] arguments, Map<String, String> environment, Terminal terminal) {
        var caller =
                new Settings.Caller(
                        System.getProperty("user.name").equals("root"),
                        Path.of(System.getProperty("user.home")),
                        Path.of(System.getProperty("belay.install", ".")));
        return switch (Settings.of(environment, caller)) {
            case Answer.Given<Settings>(var settings) ->
                    run(arguments, environment, settings, caller, terminal);
            case Answer.Refused<Settings>(var problems) ->
                    List.of(arguments).stream().anyMatch(NEEDS_NO_SETTINGS::contains)
                            ? run(
                                    arguments,
                                    environment,
                                    new Settings(
                                            Path.of("/nonexistent"),
                                            new Settings.Memory.Embedded(),
                                            List.of()),
                                    caller,
                                    terminal)
                            : Cli.refused(terminal, problems, arguments);
        };
    }

    private static int run(
            String[] arguments,
            Map<String, String> environment,
            Settings settings,
            Settings.Caller caller,
            Terminal terminal) {
        System.setProperty(Logs.DIRECTORY, settings.home().resolve("logs").toString());
        var searchPath = environment.getOrDefault("PATH", "");
        var workforce = workforce(arguments, Detached.of(arguments, settings.home()));
        try (var door =
                new Door(() -> new House(settings, caller, searchPath, workforce, version()))) {
            var cli =
                    new Cli(
                            () -> door.open().belay(),
                            () -> door.open().tryOut(),
                            () -> door.open().workers(),
                            terminal,
                            InstantSource.system(),
                            version());
            return cli.run(arguments);
        }
    }

    private static Workforce workforce(String[] arguments, Detached detached) {
        return arguments.length > 0 && WORKERS.contains(arguments[0])
                ? new Workforce.Watched(detached)
                : new Workforce.Others(detached);
    }

    /// Stands in the manifest of our jar; a class folder has none.
    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
