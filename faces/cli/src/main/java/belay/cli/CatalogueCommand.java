package belay.cli;

import belay.outside.Fault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `belay catalogue`.
@Command(
        name = "catalogue",
        description =
                "Lists the products that there are packs of; its commands show what they know.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  belay catalogue",
            "  belay catalogue releases postgresql",
            "  belay catalogue import stops gitlab-stops.json --as gitlab"
        })
final class CatalogueCommand implements Callable<Integer> {

    private final Bench bench;

    CatalogueCommand(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.belay().catalogue(),
                catalogue -> {
                    bench.screen()
                            .result(
                                    Catalogues.json(catalogue.packs()),
                                    Catalogues.words(
                                            catalogue.packs(),
                                            bench.screen().terminal().columns().getAsInt()));
                    return Exit.DONE;
                });
    }
}
