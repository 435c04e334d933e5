package belay.cli;

import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay pack validate`.
@Command(
        name = "validate",
        description = "Says everything that is wrong with a pack, with file, line and column.",
        footerHeading = "%nExample:%n",
        footer = {"  belay pack validate packs/shop"})
final class ValidateCommand implements Callable<Integer> {

    private final Bench bench;

    ValidateCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(paramLabel = "DIRECTORY", description = "The folder that holds pack.yaml.")
    private Path pack = Path.of(".");

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.belay().validatePack(pack),
                summary -> {
                    bench.screen()
                            .result(
                                    PlanJson.mapper().valueToTree(summary),
                                    List.of(
                                            Words.visible(summary.product())
                                                    + " can be used: "
                                                    + Words.count(summary.releases(), "release")
                                                    + ", "
                                                    + Words.count(summary.rules(), "rule")
                                                    + ", scheme "
                                                    + summary.scheme(),
                                            "hash " + summary.hash()));
                    return Exit.DONE;
                });
    }
}
