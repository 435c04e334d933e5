package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.world;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Sandboxes.Loaded;
import belay.outside.Sandboxes.Needs;
import belay.outside.Sandboxes.Repairs;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Loads the dump that was taken into its sandbox.
///
/// @param database of those that pg_dumpall wrote; empty where the dump is of one
/// @param directory where an archive may be unwrapped
public record LoadDump(String sandbox, Needs needs, String database, String directory)
        implements UpgradeStep {

    public static final String NAME = "load-dump";

    /// What was loaded.
    ///
    /// @param repairs what had to be mended, in words: the result has it, in another way
    /// @param leftOut what the result is without, in words
    public record Filled(
            long tables,
            long rows,
            long bytes,
            double seconds,
            List<String> repairs,
            List<String> leftOut) {

        /// What was recorded before they were told apart has no second list.
        public Filled {
            repairs = List.copyOf(repairs);
            leftOut = Optional.ofNullable(leftOut).map(List::copyOf).orElse(List.of());
        }
    }

    private static final int MOST_REPAIRS = 1_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Load the dump";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var told = new Told(new LinkedHashSet<>(), new LinkedHashSet<>());
        var loaded = load(site, told);
        var endpoint = world(site).sandboxes().endpoint(sandbox);
        refuseNeutralised(site, endpoint);
        databases(site).unmark(endpoint);
        told.mended().forEach(words -> site.notes().add("mended: " + words));
        told.leftOut().forEach(words -> site.notes().add("left out: " + words));
        if (!site.run().order().planHash().isEmpty()) {
            Identities.confirm(site, endpoint, plan(site).from());
        }
        return Outcome.of(
                new Filled(
                        loaded.tables(),
                        loaded.rows(),
                        loaded.bytes(),
                        loaded.took().toMillis() / 1e3,
                        List.copyOf(told.mended()),
                        List.copyOf(told.leftOut())));
    }

    /// What was neutralised has lost what production lives by.
    private static void refuseNeutralised(Site site, Endpoint database) throws Fault {
        if (site.run().order().purpose() != Purpose.DUMP_PRODUCTION) {
            return;
        }
        if (databases(site).neutralised(database)) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "DUMP:NEUTRALISED",
                                    "this dump came out of a test upgrade and was neutralised")
                            .expected("a fresh dump of production")
                            .advice("Take a new dump of production and hand that in"));
        }
    }

    private Loaded load(Site site, Told told) throws Fault, InterruptedException {
        var taken = site.fact(TakeDump.NAME, TakeDump.Taken.class);
        var world = world(site);
        world.host().remove(Path.of(directory));
        var box = world.sandboxes().open(sandbox, needs);
        try (var script =
                new TakenScript(world.dumps(), world.sandboxes())
                        .open(
                                Path.of(taken.copy()),
                                taken.head(),
                                database,
                                Path.of(directory),
                                needs.deadline(),
                                site.meter())) {
            var loaded = world.sandboxes().load(box, script, told, site.meter());
            told.leftOut().addAll(script.passedOver());
            return loaded;
        } catch (Fault.Permanent fault) {
            throw new Fault.Permanent(inFile(fault.problem(), taken), fault);
        } finally {
            world.host().remove(Path.of(directory));
        }
    }

    /// People know the file that they handed in, and neither its copy nor its stream.
    private static Problem inFile(Problem problem, TakeDump.Taken taken) {
        var copy = Path.of(taken.copy()).getFileName().toString();
        var file = Path.of(taken.file()).getFileName().toString();
        if (problem.place().equals(copy)) {
            return problem.place(file);
        }
        return Stream.of(copy + ":", "line ")
                .filter(problem.place()::startsWith)
                .findFirst()
                .map(start -> problem.place(file + ":" + problem.place().substring(start.length())))
                .orElse(problem);
    }

    /// Each once, in the order in which it was told.
    private record Told(LinkedHashSet<String> mended, LinkedHashSet<String> leftOut)
            implements Repairs {

        @Override
        public synchronized void made(Kind kind, String code, String words) {
            var same =
                    switch (kind) {
                        case MENDED -> mended;
                        case LEFT_OUT -> leftOut;
                    };
            if (same.size() < MOST_REPAIRS) {
                same.add(words);
            }
        }
    }

    @Override
    public Optional<String> anewFrom() {
        return Optional.of(OpenSandbox.NAME);
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> world(site).host().remove(Path.of(directory)));
    }
}
