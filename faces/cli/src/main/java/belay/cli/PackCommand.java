package belay.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `belay pack`, which does nothing by itself.
@Command(
        name = "pack",
        synopsisSubcommandLabel = "COMMAND",
        description = "Works on packs, which teach Belay a product.",
        footerHeading = "%nExamples:%n",
        footer = {"  belay pack new wiki --in packs", "  belay pack validate packs/shop"})
final class PackCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        throw Misuse.of(command, "what is to be done with the pack?");
    }
}
