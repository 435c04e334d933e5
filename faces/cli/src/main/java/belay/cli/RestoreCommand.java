package belay.cli;

import belay.api.Belay.Consent;
import belay.outside.Fault;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `belay restore`.
@Command(
        name = "restore",
        description = "Puts a backup in the place of production; what is there now is kept.",
        footerHeading = "%nExample:%n",
        footer = {"  belay restore system.yaml shop-20261121-0903-k7q2 --accept-loss"})
final class RestoreCommand implements Callable<Integer> {

    private final Bench bench;

    RestoreCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(index = "0", paramLabel = "SYSTEM", description = "The system.")
    private Path system = Path.of("system.yaml");

    @Parameters(index = "1", paramLabel = "BACKUP", description = "As `belay backups` names it.")
    private String backup = "";

    @Option(names = "--accept-loss", description = "Accept the loss that is told beforehand.")
    private boolean acceptLoss;

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.belay().lossOfRestore(system, backup),
                loss -> {
                    // Without consent the refusal says the same.
                    if (acceptLoss || loss.nothing()) {
                        bench.screen().say("Restoring loses " + loss.words() + ".");
                    }
                    return new Runs(bench)
                            .carried(
                                    bench.belay()
                                            .restore(
                                                    system,
                                                    backup,
                                                    acceptLoss
                                                            ? Consent.GIVEN
                                                            : Consent.NOT_GIVEN));
                });
    }
}
