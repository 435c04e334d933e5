package belay.step;

import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.outside.Host.Conflict;
import belay.plan.Hop;
import belay.problem.Problem;
import belay.release.Files.Merge;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Makes the home of a release: its package, the files of the home before it, the configuration
/// merged three ways, and whatever the release wants built. Nothing that runs is touched.
public record PrepareHome(Stage stage) implements UpgradeStep {

    private static final Duration BUILD = Duration.ofMinutes(30);

    /// What the step found.
    ///
    /// @param unsummed packages for which the vendor gives no sum
    public record Prepared(
            String home, int carried, long bytes, List<String> merged, List<String> unsummed) {}

    @Override
    public String name() {
        return "prepare-home-"
                + (stage.hop() + 1)
                + (stage.node().isEmpty() ? "" : "-" + stage.node());
    }

    @Override
    public String title() {
        return "Prepare the home of the release";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var hop = plan(site).hops().get(stage.hop());
        var home = Path.of(stage.home());
        var unsummed = unpack(site, hop, home);
        keepShipped(site, hop, home);
        var carried =
                host(site)
                        .carry(
                                Path.of(stage.oldHome()),
                                home,
                                hop.files().carry(),
                                hop.files().leave());
        merge(site, hop, home);
        build(site, hop);
        return Outcome.of(
                new Prepared(
                        stage.home(),
                        carried.files(),
                        carried.bytes(),
                        hop.files().merge().stream().map(Merge::path).toList(),
                        unsummed));
    }

    private static List<String> unpack(Site site, Hop hop, Path home) throws Fault {
        var unsummed = new ArrayList<String>();
        for (var part : hop.packages()) {
            host(site)
                    .unpack(
                            part.source(),
                            Path.of(Options.of(site).packDirectory()),
                            part.sha256(),
                            part.strip(),
                            home);
            if (part.sha256().isEmpty()) {
                unsummed.add(part.source().toString());
            }
        }
        return unsummed;
    }

    /// The files as shipped, so that the next hop can tell what a person changed.
    private static void keepShipped(Site site, Hop hop, Path home) throws Fault {
        host(site)
                .carry(
                        home,
                        shipped(home),
                        hop.files().merge().stream().map(Merge::path).toList(),
                        List.of());
    }

    static Path shipped(Path home) {
        return home.resolveSibling(home.getFileName() + ".shipped");
    }

    private void merge(Site site, Hop hop, Path home) throws Fault {
        var places = Placeholders.at(site, stage);
        var conflicts = new ArrayList<Conflict>();
        for (var merge : hop.files().merge()) {
            conflicts.addAll(
                    host(site)
                            .merge(
                                    shipped(Path.of(stage.oldHome())).resolve(merge.path()),
                                    Path.of(stage.oldHome()).resolve(merge.path()),
                                    home,
                                    merge,
                                    places.secret(merge.set())));
        }
        if (!conflicts.isEmpty()) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "MERGE:CONFLICT",
                                    "the configuration of "
                                            + hop.release()
                                            + " needs decisions: "
                                            + conflicts.size())
                            .value(
                                    conflicts.stream()
                                            .map(conflict ->
                                                    conflict.file()
                                                            + " "
                                                            + conflict.key()
                                                            + ": was "
                                                            + conflict.was()
                                                            + ", yours "
                                                            + conflict.mine()
                                                            + ", new "
                                                            + conflict.now())
                                            .collect(Collectors.joining("; ")))
                            .advice(
                                    "Decide each under `set` of the file's merge in the pack, then start again"));
        }
    }

    private void build(Site site, Hop hop) throws Fault, InterruptedException {
        var serving = hop.served();
        if (serving.isEmpty()) {
            return;
        }
        for (var command : serving.get().build()) {
            var exit = host(site).run(Placeholders.at(site, stage).invocation(command), BUILD);
            if (exit.code() != 0) {
                throw new Fault.Permanent(
                        Problem.of(
                                        "HOME:BUILD",
                                        "building the home of " + hop.release() + " failed")
                                .value(
                                        "exit code "
                                                + exit.code()
                                                + ": "
                                                + Questions.last(exit.output()))
                                .expected("exit code 0"));
            }
        }
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            host(site).remove(Path.of(stage.home()));
            host(site).remove(shipped(Path.of(stage.home())));
        });
    }
}
