package belay.cli;

import belay.api.Belay;
import belay.outside.Fault;
import belay.problem.Problem;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Belay on the command line.
public final class Cli {

    private final Terminal terminal;
    private final Screen screen;
    private final CommandLine line;

    /// Makes the commands.
    ///
    /// @param door opens Belay; only called by commands that need it
    /// @param tryOut the same for a try
    /// @param workers the same for Belay's own processes
    public Cli(
            Supplier<Belay> door,
            Supplier<TryOut> tryOut,
            Supplier<Workers> workers,
            Terminal terminal,
            InstantSource clock,
            String version) {
        var root = new Root();
        this.terminal = terminal;
        this.screen = new Screen(terminal, root);
        this.line = new CommandLine(root);
        var bench = new Bench(screen, door, tryOut, clock);
        for (var command : commands(bench)) {
            line.addSubcommand(command);
        }
        line.addSubcommand(new WorkerCommand(workers));
        line.addSubcommand(new WatchdogCommand(workers));
        line.addSubcommand(
                new CommandLine(new PackCommand())
                        .addSubcommand(new NewPackCommand(bench))
                        .addSubcommand(new ValidateCommand(bench)));
        line.addSubcommand(
                new CommandLine(new CatalogueCommand(bench))
                        .addSubcommand(new ReleasesCommand(bench))
                        .addSubcommand(new IssuesCommand(bench))
                        .addSubcommand(new RequirementsCommand(bench))
                        .addSubcommand(new ImportCommand(bench)));
        line.addSubcommand(
                new CommandLine(new DumpCommand())
                        .addSubcommand(new CheckDumpCommand(bench))
                        .addSubcommand(new UpgradeDumpCommand(bench))
                        .addSubcommand(new RestoreDumpCommand(bench))
                        .addSubcommand(new StatusCommand(bench))
                        .addSubcommand(new LogCommand(bench))
                        .addSubcommand("report", report(bench)));
        line.getCommandSpec().version("belay " + version);
        line.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
        line.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        collectErrors(line);
        leaveExamplesWhole(line);
        line.setExecutionStrategy(this::understood);
        line.setParameterExceptionHandler((wrong, _) -> misunderstood(List.of(wrong)));
        line.setExecutionExceptionHandler((thrown, _, _) -> failed(thrown));
        line.setCaseInsensitiveEnumValuesAllowed(true);
    }

    /// Whoever has two words wrong is told of both.
    private static void collectErrors(CommandLine line) {
        line.getCommandSpec().parser().collectErrors(true);
        line.getSubcommands().values().forEach(Cli::collectErrors);
    }

    /// An example that is broken in the middle cannot be pasted.
    private static void leaveExamplesWhole(CommandLine line) {
        line.getHelpSectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_FOOTER,
                        help ->
                                Stream.of(help.commandSpec().usageMessage().footer())
                                        .map(example -> example + System.lineSeparator())
                                        .collect(Collectors.joining()));
        line.getSubcommands().values().forEach(Cli::leaveExamplesWhole);
    }

    /// The evidence of a job on a dump, under the name that it has among the commands of dumps.
    private static CommandLine report(Bench bench) {
        var report = new CommandLine(new EvidenceCommand(bench));
        report.getCommandSpec()
                .name("report")
                .usageMessage()
                .description(
                        "Shows what a job on a dump leaves behind, as text, as a page or as JSON.")
                .footer("  belay dump report 20261121-0903-k7q2 --html report.html");
        return report;
    }

    private int understood(ParseResult parsed) {
        var wrong = new ArrayList<ParameterException>();
        for (var each : parsed.asCommandLineList()) {
            for (var error : each.getParseResult().errors()) {
                if (!(error instanceof ParameterException parameter)) {
                    throw new IllegalStateException(error);
                }
                wrong.add(parameter);
            }
        }
        return wrong.isEmpty() ? new CommandLine.RunLast().execute(parsed) : misunderstood(wrong);
    }

    private static List<Callable<Integer>> commands(Bench bench) {
        return List.of(
                new TryCommand(bench),
                new DetectCommand(bench),
                new PlanCommand(bench),
                new CheckCommand(bench),
                new WaiveCommand(bench),
                new RehearseCommand(bench),
                new UpgradeCommand(bench),
                new RollbackCommand(bench),
                new BackupCommand(bench),
                new BackupsCommand(bench),
                new RestoreCommand(bench),
                new CleanCommand(bench),
                new StatusCommand(bench),
                new LogCommand(bench),
                new CancelCommand(bench),
                new HaltCommand(bench),
                new ResumeCommand(bench),
                new AbandonCommand(bench),
                new AcceptCommand(bench),
                new EvidenceCommand(bench),
                new DoctorCommand(bench),
                new CompletionCommand(bench));
    }

    /// Says why no command can be carried out at all, such as for a wrong setting.
    ///
    /// @return the exit code of the process
    public static int refused(Terminal terminal, List<Problem> problems, String... arguments) {
        new Screen(terminal, Root.reading(arguments)).problems(problems);
        return Exit.REFUSED;
    }

    /// Carries one command out.
    ///
    /// @return the exit code of the process
    public int run(String... arguments) {
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return Exit.REFUSED;
        }
        // What a script's unset variable leaves is not taken for what is left out on purpose.
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].isBlank() || arguments[i].matches("--[a-z-]+=\\s*")) {
                return refused(terminal, List.of(empty(i, arguments)), arguments);
            }
        }
        return line.execute(arguments);
    }

    private static Problem empty(int at, String... arguments) {
        return Problem.of("CLI:EMPTY", "nothing stands where a word or a value belongs")
                .value(
                        String.join(" ", List.of(arguments).subList(0, at))
                                + " '"
                                + arguments[at]
                                + "'")
                .expected("a word or a value that is not empty")
                .advice("Give a value, or leave the option out; look whether a variable is unset");
    }

    private int misunderstood(List<ParameterException> wrong) {
        screen.problems(
                wrong.stream()
                        .map(Misunderstood::of)
                        .flatMap(Misunderstood::problems)
                        .distinct()
                        .toList());
        return Exit.REFUSED;
    }

    private int failed(Exception thrown) {
        if (thrown instanceof Fault fault) {
            screen.stackTrace(fault);
            screen.problems(List.of(fault.problem()));
            return Exit.FAILED;
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        }
        return bug(screen, thrown);
    }

    /// Says that Belay itself is broken: nobody further in knew what to do.
    ///
    /// @return the exit code of the process
    public static int bug(Terminal terminal, Throwable thrown, String... arguments) {
        return bug(new Screen(terminal, Root.reading(arguments)), thrown);
    }

    /// The logger is only made here: a command that works starts quicker without.
    private static int bug(Screen screen, Throwable thrown) {
        LoggerFactory.getLogger(Cli.class).error("A command hit a bug", thrown);
        screen.stackTrace(thrown);
        screen.problems(
                List.of(
                        Problem.of("BELAY:BUG", "Belay hit a bug in itself")
                                .value(thrown.toString())
                                .advice(
                                        "Report it with the log in BELAY_HOME/logs; -v shows"
                                                + " more")));
        return Exit.FAILED;
    }
}
