package belay.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `belay dump`, which does nothing by itself.
@Command(
        name = "dump",
        synopsisSubcommandLabel = "COMMAND",
        description = "Works on dumps: one goes in, an upgraded one comes out.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  belay detect dump.sql.gz",
            "  belay dump check dump.sql.gz",
            "  belay dump upgrade dump.sql.gz --to 17.0 --purpose testing --code scripts"
                    + " --out upgraded.sql.gz",
            "",
            "A job goes on without its display: belay dump status, log -f, report; belay resume."
        })
final class DumpCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        throw Misuse.of(command, "what is to be done with the dump?");
    }
}
