package belay.cli;

import belay.api.Words;
import belay.outside.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/// `belay pack new`.
@Command(
        name = "new",
        description = "Writes the beginning of a pack, with hints. Nothing is written over.",
        footerHeading = "%nExample:%n",
        footer = {"  belay pack new wiki --scheme semver --in packs"})
final class NewPackCommand implements Callable<Integer> {

    private final Bench bench;

    NewPackCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(paramLabel = "PRODUCT", description = "The product's name.")
    private String product = "";

    @Option(
            names = "--scheme",
            paramLabel = "SCHEME",
            defaultValue = "numeric",
            description =
                    "How its versions are written: numeric, semver, maven, calendar, letters, odoo"
                            + " or dataminer.")
    private String scheme = "numeric";

    @Option(
            names = "--in",
            paramLabel = "DIRECTORY",
            defaultValue = ".",
            description = "The folder in which the pack's folder is made; this one if not named.")
    private Path in = Path.of(".");

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.belay().newPack(in, product, scheme),
                directory -> {
                    bench.screen()
                            .result(
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("product", product)
                                            .put("directory", directory.toString()),
                                    List.of(
                                            Words.visible(directory.resolve("pack.yaml") + "")
                                                    + " was written. It is a whole pack, though an empty"
                                                    + " one: its hints say what comes next",
                                            "after each change: belay pack validate "
                                                    + Words.visible(directory.toString())));
                    return Exit.DONE;
                });
    }
}
