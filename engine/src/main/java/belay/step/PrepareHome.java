package belay.step;

import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Host.Conflict;
import belay.plan.Hop;
import belay.problem.Problem;
import belay.release.Files.Merge;
import belay.release.Package.Source;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes the home of a release: its package, the files of the home before it, the configuration
/// merged three ways, and whatever the release wants built. Nothing that runs is touched.
public record PrepareHome(Stage stage) implements UpgradeStep {

    private static final Pattern SECRET =
            Pattern.compile("(?i)pass|secret|token|credential|private|key$");

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
        return "Prepare the home " + Path.of(stage.home()).getFileName();
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var hop = plan(site).hops().get(stage.hop());
        var home = Path.of(stage.home());
        var unsummed = unpack(site, hop, home);
        keepShipped(site, hop, home);
        unpackBefore(site, hop);
        var carried =
                host(site).carry(Path.of(stage.oldHome()), home, hop.files().carry(), left(hop));
        merge(site, hop, home);
        host(site).remove(before());
        build(site, hop);
        return Outcome.of(
                new Prepared(
                        stage.home(),
                        carried.files(),
                        carried.bytes(),
                        hop.files().merge().stream().map(Merge::path).toList(),
                        unsummed));
    }

    private List<String> unpack(Site site, Hop hop, Path home) throws Fault, InterruptedException {
        var unsummed = new ArrayList<String>();
        for (var part : hop.packages()) {
            if (part.source() instanceof Source.Made made) {
                make(site, stage, made, home);
            } else {
                host(site)
                        .unpack(
                                part.source(),
                                Path.of(Options.of(site).packDirectory()),
                                part.sha256(),
                                part.strip(),
                                home);
            }
            if (!part.summed()) {
                unsummed.add(part.source().words());
            }
        }
        return unsummed;
    }

    private static void make(Site site, Stage of, Source.Made made, Path home)
            throws Fault, InterruptedException {
        var places = Placeholders.at(site, of).and(Map.of("package", Host.MADE));
        host(site).make(places.apart(made.command()), made.within(), made.words(), home);
    }

    /// A file that is merged is never copied over its successor, whatever carries its directory.
    private static List<String> left(Hop hop) {
        return Stream.concat(
                        hop.files().leave().stream(), hop.files().merge().stream().map(Merge::path))
                .toList();
    }

    /// The files as shipped, so that the next hop can tell what a person changed. Once merging has
    /// begun they are no longer as shipped: then they have been kept.
    private static void keepShipped(Site site, Hop hop, Path home) throws Fault {
        if (!host(site).exists(home.resolveSibling("." + home.getFileName() + ".defaults"))) {
            host(site)
                    .carry(
                            home,
                            shipped(home),
                            hop.files().merge().stream().map(Merge::path).toList(),
                            List.of());
        }
    }

    /// The first hop starts from a home that somebody else made: of what was shipped for it the
    /// files that are merged are unpacked anew.
    private void unpackBefore(Site site, Hop hop) throws Fault, InterruptedException {
        if (stage.hop() > 0 || hop.files().merge().isEmpty()) {
            return;
        }
        var merged = hop.files().merge().stream().map(Merge::path).toList();
        var options = Options.of(site);
        for (var part : options.current()) {
            try {
                if (part.source() instanceof Source.Made made) {
                    make(site, stage.at(Stage.CURRENT), made, before());
                } else {
                    host(site)
                            .unpackOnly(
                                    merged,
                                    part.source(),
                                    Path.of(options.packDirectory()),
                                    part.sha256(),
                                    part.strip(),
                                    before());
                }
            } catch (Fault.Permanent unavailable) {
                site.notes()
                        .add(
                                "the package of the running release is not available, so every setting"
                                        + " that differs is asked about: "
                                        + unavailable.problem().reason());
            }
        }
    }

    private Path before() {
        return before(Path.of(stage.home()));
    }

    private static Path before(Path home) {
        return home.resolveSibling(home.getFileName() + ".before");
    }

    static Path shipped(Path home) {
        return home.resolveSibling(home.getFileName() + ".shipped");
    }

    /// What is made beside a home while it is prepared, and goes with it.
    public static List<Path> beside(Path home) {
        return List.of(shipped(home), before(home));
    }

    private void merge(Site site, Hop hop, Path home) throws Fault {
        var places = Placeholders.at(site, stage);
        var conflicts = new ArrayList<Conflict>();
        var old = Path.of(stage.oldHome());
        for (var merge : hop.files().merge()) {
            conflicts.addAll(
                    host(site)
                            .merge(
                                    (stage.hop() > 0 ? shipped(old) : before())
                                            .resolve(merge.path()),
                                    old.resolve(merge.path()),
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
                                            .map(PrepareHome::words)
                                            .collect(Collectors.joining("; ")))
                            .advice(
                                    "Decide each under `set` of the file's merge in the pack, then start again"));
        }
    }

    /// A value whose key sounds like a secret is not shown.
    private static String words(Conflict conflict) {
        boolean secret = SECRET.matcher(conflict.key()).find();
        return conflict.file()
                + " "
                + conflict.key()
                + (secret
                        ? ": yours and the new one differ (not shown)"
                        : ": was "
                                + conflict.was()
                                + ", yours "
                                + conflict.mine()
                                + ", new "
                                + conflict.now());
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
            if (Options.of(site).keep()) {
                site.notes().add("the home is kept: " + stage.home());
                return;
            }
            host(site).remove(Path.of(stage.home()));
            host(site).remove(shipped(Path.of(stage.home())));
            host(site).remove(before());
        });
    }
}
