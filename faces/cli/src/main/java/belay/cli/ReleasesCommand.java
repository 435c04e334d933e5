package belay.cli;

import belay.api.Words;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.Pack;
import belay.release.Release;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `belay catalogue releases`.
@Command(
        name = "releases",
        description = "Lists the releases of a product, in their order.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  belay catalogue releases postgresql",
            "  belay catalogue releases dataminer --track feature --all"
        })
final class ReleasesCommand implements Callable<Integer> {

    private final Bench bench;

    ReleasesCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private ProductChoice choice = new ProductChoice();

    @Option(
            names = "--track",
            paramLabel = "TRACK",
            defaultValue = "",
            description = "Only this line of releases.")
    private String track = "";

    @Option(names = "--all", description = "Previews and withdrawn releases too.")
    private boolean all;

    @Override
    public Integer call() throws Fault, InterruptedException {
        var product = choice.product();
        return bench.on(
                bench.belay().catalogue(product).then(catalogue -> catalogue.pack(product)),
                this::show);
    }

    private int show(Pack pack) {
        var tracks =
                pack.releases().stream()
                        .map(release -> release.version().track())
                        .distinct()
                        .toList();
        var wanted = track.toLowerCase(Locale.ROOT);
        if (!wanted.isEmpty() && !tracks.contains(wanted)) {
            return bench.refused(
                    List.of(
                            Problem.of("TRACK:UNKNOWN", "the pack has no such track")
                                    .value(track)
                                    .expected(
                                            tracks.equals(List.of(""))
                                                    ? "none: this product has only one"
                                                    : "one of " + String.join(", ", tracks))));
        }
        var ofTrack =
                pack.releases().stream()
                        .filter(release ->
                                wanted.isEmpty() || release.version().track().equals(wanted))
                        .toList();
        var shown =
                ofTrack.stream()
                        .filter(release -> all || release.state() == Release.State.RELEASED)
                        .toList();
        bench.screen()
                .result(
                        Catalogues.releasesJson(pack, shown),
                        Catalogues.releasesWords(pack, shown));
        if (shown.size() < ofTrack.size()) {
            bench.screen()
                    .say(
                            Words.count(
                                            ofTrack.size() - shown.size(),
                                            "preview or withdrawn release")
                                    + " left out; --all shows them");
        }
        return Exit.DONE;
    }
}
