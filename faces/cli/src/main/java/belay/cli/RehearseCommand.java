package belay.cli;

import belay.api.Belay.Keep;
import belay.outside.Fault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `belay rehearse`.
@Command(
        name = "rehearse",
        description = "Carries the whole plan out on a copy, tests it and proves the data.",
        footerHeading = "%nExample:%n",
        footer = {"  belay rehearse system.yaml --to 2.3"})
final class RehearseCommand implements Callable<Integer> {

    private final Bench bench;

    RehearseCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private WantedOptions wanted = new WantedOptions();

    @Option(
            names = "--backup",
            paramLabel = "BACKUP",
            defaultValue = "",
            description = "Make the copy from this backup; from a fresh one where none is named.")
    private String backup = "";

    @Option(names = "--keep", description = "Keep the copy, to look at it.")
    private boolean keep;

    @Override
    public Integer call() throws Fault, InterruptedException {
        return new Runs(bench)
                .carried(
                        bench.belay()
                                .rehearse(
                                        wanted.wanted(), backup, keep ? Keep.COPY : Keep.NOTHING));
    }
}
