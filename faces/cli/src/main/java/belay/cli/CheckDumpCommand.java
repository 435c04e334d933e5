package belay.cli;

import belay.outside.Fault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `belay dump check`.
@Command(
        name = "check",
        description = "Loads a dump for trial in a sandbox: is it complete, can it be restored?",
        footerHeading = "%nExample:%n",
        footer = {
            "  belay dump check dump.sql.gz",
            "",
            "Exit codes: 0 it was loaded, 2 it was refused; nothing of it is left in either case."
        })
final class CheckDumpCommand implements Callable<Integer> {

    private final Bench bench;

    CheckDumpCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private HandedOptions dump = new HandedOptions();

    @Override
    public Integer call() throws Fault, InterruptedException {
        return new DumpRuns(bench).carried(bench.belay().dumps().check(dump.handed()));
    }
}
