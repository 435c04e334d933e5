package belay.cli;

import belay.api.Import;
import belay.api.Imported;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.release.ImportSheet;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belay catalogue import`.
@Command(
        name = "import",
        description = {
            "Keeps what a vendor publishes as data, as a pack in BELAY_HOME/packs, or, for issues,"
                    + " over the pack of a product. The same file always gives the same catalogue."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  belay catalogue import cincinnati graph.json --blocked blocked.json --as openshift",
            "  belay catalogue import stops gitlab-stops.json --as gitlab",
            "  belay catalogue import issues known-issues.json --as dataminer"
        })
final class ImportCommand implements Callable<Integer> {

    private final Bench bench;

    ImportCommand(Bench bench) {
        this.bench = bench;
    }

    /// As one writes them.
    enum Form {
        cincinnati,
        stops,
        issues;

        ImportSheet.Kind kind() {
            return switch (this) {
                case cincinnati -> ImportSheet.Kind.CINCINNATI;
                case stops -> ImportSheet.Kind.STOPS;
                case issues -> ImportSheet.Kind.ISSUES;
            };
        }
    }

    @Spec private @Nullable CommandSpec command;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description =
                    "What the file is: cincinnati, an upgrade graph; stops, a list of required"
                            + " stops; issues, a list of known issues.")
    private Form form = Form.cincinnati;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = "--as",
            required = true,
            paramLabel = "PRODUCT",
            description = "The product's name; for issues one that has a pack.")
    private String product = "";

    @Option(
            names = "--blocked",
            paramLabel = "FILE",
            description = "Rules for hops of the graph that its vendor took back.")
    private @Nullable Path blocked;

    @Option(
            names = "--source",
            paramLabel = "TEXT",
            defaultValue = "",
            description =
                    "Where the file is from, such as its address; what the file says of itself, else"
                            + " its name, where nothing is said.")
    private String source = "";

    @Option(
            names = "--date",
            paramLabel = "DAY",
            defaultValue = "",
            description = "Of which day the data is, such as 2026-05-27.")
    private String date = "";

    @Override
    public Integer call() throws Fault, InterruptedException {
        if (blocked != null && form != Form.cincinnati) {
            throw Misuse.of(command, "--blocked is for a graph, not for " + form);
        }
        return bench.on(
                bench.belay()
                        .takeIn(
                                new Import(
                                        form.kind(),
                                        file,
                                        blocked == null ? List.of() : List.of(blocked),
                                        product,
                                        source,
                                        date)),
                imported -> {
                    bench.screen()
                            .result(
                                    PlanJson.mapper().valueToTree(imported),
                                    Imports.words(imported));
                    return imported.state() == Imported.State.UNCHANGED
                            ? Exit.NOTHING_TO_DO
                            : Exit.DONE;
                });
    }
}
