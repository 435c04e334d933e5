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
        description =
                "Says everything that is wrong with a pack, with file, line and column. What is hardly"
                        + " meant, such as a release to which no path leads, does not keep it from"
                        + " being used.",
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
                    if (!bench.screen().json()) {
                        bench.screen().problems(summary.warnings());
                    }
                    return Exit.DONE;
                });
    }
}
