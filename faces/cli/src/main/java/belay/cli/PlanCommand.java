package belay.cli;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `belay plan`.
@Command(
        name = "plan",
        description = "Plans the way to a release and says why it is this way. Changes nothing.",
        footerHeading = "%nExample:%n",
        footer = {"  belay plan system.yaml --to 2.3 --save plan.json"})
final class PlanCommand implements Callable<Integer> {

    private final Bench bench;

    PlanCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private WantedOptions wanted = new WantedOptions();

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Save the plan, to be run later exactly as it is.")
    private @Nullable Path save;

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.belay().plan(wanted.wanted()),
                outlook -> {
                    if (save != null) {
                        write(save, outlook.file().json());
                    }
                    bench.screen()
                            .result(
                                    Plans.json(outlook),
                                    Plans.words(outlook, bench.clock().instant()));
                    return outlook.changes().isEmpty() ? Exit.DONE : Exit.REFUSED;
                });
    }

    private static void write(Path file, String text) throws Fault {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("PLAN:NOT_SAVED", "the plan cannot be saved: " + e)
                            .value(file.toString())
                            .advice("Name another file"),
                    e);
        }
    }
}
