package belay.cli;

import belay.outside.Fault;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay backup`.
@Command(
        name = "backup",
        description = "Backs production up and restores the backup for trial.",
        footerHeading = "%nExample:%n",
        footer = {"  belay backup system.yaml"})
final class BackupCommand implements Callable<Integer> {

    private final Bench bench;

    BackupCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SYSTEM",
            defaultValue = "system.yaml",
            description = "The system; ${DEFAULT-VALUE} where none is named.")
    private Path system = Path.of("system.yaml");

    @Override
    public Integer call() throws Fault, InterruptedException {
        return new Runs(bench).carried(bench.belay().backup(system));
    }
}
