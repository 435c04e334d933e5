package belay.cli;

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
    public Integer call() {
        var catalogue = bench.belay().catalogue();
        var screen = bench.screen();
        screen.result(
                Catalogues.json(catalogue),
                Catalogues.words(catalogue.packs(), screen.terminal().columns().getAsInt()));
        screen.also(catalogue.broken());
        return catalogue.broken().isEmpty() ? Exit.DONE : Exit.REFUSED;
    }
}
