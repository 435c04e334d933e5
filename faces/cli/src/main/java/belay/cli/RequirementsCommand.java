package belay.cli;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.release.Pack;
import belay.release.Release;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `belay catalogue requirements`.
@Command(
        name = "requirements",
        description = "Lists what has to be there for the releases of a product.",
        footerHeading = "%nExample:%n",
        footer = {"  belay catalogue requirements dataminer --to \"10.4.0 [CU5]\""})
final class RequirementsCommand implements Callable<Integer> {

    private final Bench bench;

    RequirementsCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private ProductChoice choice = new ProductChoice();

    @Option(
            names = "--to",
            paramLabel = "RELEASE",
            defaultValue = "",
            description = "Only what this release needs.")
    private String to = "";

    @Override
    public Integer call() throws Fault, InterruptedException {
        var product = choice.product();
        return bench.on(
                bench.belay()
                        .catalogue(product)
                        .then(catalogue -> catalogue.pack(product))
                        .then(pack ->
                                releases(pack).then(found -> Answer.of(new Asked(pack, found)))),
                asked -> {
                    var needed =
                            asked.pack().known().requirements().stream()
                                    .filter(need ->
                                            asked.releases().stream()
                                                    .allMatch(release ->
                                                            need.releases()
                                                                    .holds(release.version())))
                                    .toList();
                    bench.screen()
                            .result(
                                    Catalogues.requirementsJson(asked.pack(), needed),
                                    Catalogues.requirementsWords(
                                            needed,
                                            bench.screen().terminal().columns().getAsInt()));
                    return Exit.DONE;
                });
    }

    /// @param releases one, or none for all
    private record Asked(Pack pack, List<Release> releases) {}

    private Answer<List<Release>> releases(Pack pack) {
        return to.isEmpty()
                ? Answer.of(List.of())
                : pack.release(to).then(release -> Answer.of(List.of(release)));
    }
}
