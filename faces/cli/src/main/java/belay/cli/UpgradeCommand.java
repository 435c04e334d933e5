package belay.cli;

import belay.outside.Fault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `belay upgrade`.
@Command(
        name = "upgrade",
        description = "Carries a rehearsed plan out on production.",
        footerHeading = "%nExample:%n",
        footer = {"  belay upgrade system.yaml --to 2.3", "  belay upgrade --plan plan.json"})
final class UpgradeCommand implements Callable<Integer> {

    private final Bench bench;

    UpgradeCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private WantedOptions wanted = new WantedOptions();

    @Override
    public Integer call() throws Fault, InterruptedException {
        return new Runs(bench).carried(bench.belay().upgrade(wanted.wanted()));
    }
}
