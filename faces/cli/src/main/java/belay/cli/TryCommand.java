package belay.cli;

import belay.outside.Fault;
import belay.system.ProductSystem.Route;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `belay try`.
@Command(
        name = "try",
        description =
                "Sets a production up, upgrades it under load, and shows that nothing was lost.",
        footerHeading = "%nExample:%n",
        footer = {"  belay try --rows 100000 --go-back"})
final class TryCommand implements Callable<Integer> {

    private final Bench bench;

    TryCommand(Bench bench) {
        this.bench = bench;
    }

    @Option(
            names = "--rows",
            paramLabel = "NUMBER",
            defaultValue = "1000000",
            description = "How many rows production holds; ${DEFAULT-VALUE} by default.")
    private long rows = 1_000_000;

    @Option(names = "--go-back", description = "Go back after the promotion, while writers go on.")
    private boolean goBack;

    @Option(
            names = "--kill-at",
            paramLabel = "STEP",
            defaultValue = "",
            description =
                    "Kill Belay at this step, by its name or title, e.g. promote-copy; `belay resume` then"
                            + " goes on.")
    private String killAt = "";

    @Option(
            names = "--route",
            paramLabel = "ROUTE",
            defaultValue = "AUTO",
            description =
                    "How the data reach the new side: physical, template, logical, or auto for the quickest.")
    private Route route = Route.AUTO;

    @Option(names = "--keep", description = "Leave the servers running afterwards.")
    private boolean keep;

    @Override
    public Integer call() throws Fault, InterruptedException {
        var tries = new Tries(bench);
        var options = new TryOut.Options(rows, goBack, killAt, route, keep);
        return tries.concluded(bench.tryOut().run(options, tries));
    }
}
