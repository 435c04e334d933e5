package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Bound;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.proof.Comparison;
import belay.proof.TableName;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;
import java.util.List;

/// Proves what is quick to prove while nobody is on either side: the names of tables and columns,
/// and the data of small tables.
///
/// What it finds can still be rolled back without a loss. It only puts it on record;
/// [JudgeFindings] decides, so that what was found stays found whoever takes the run over.
///
/// @param after the upgraded data, not yet open to anybody
public record ProveBeforeOpening(Copy after) implements UpgradeStep {

    static final String NAME = "prove-before-opening";

    /// Of the pause limit. A copy on the same server has made the pause long already and cannot
    /// hold a moment, so that as much is proved as there is time for.
    private static final int SHARE_OF_SAME_SERVER = 10;

    /// A server of its own can hold a moment and is proved to the end afterwards: what is read
    /// while clients wait takes some hundredths of a second, and on a busy machine no more than
    /// this share.
    private static final int SHARE_OF_OWN_SERVER = 50;

    private static final long SMALL_BYTES = 4 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Compare what is quick before clients are let in";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        return switch (after) {
            case Copy.Named _ -> onSameServer(site);
            case Copy.Server _, Copy.None _, Copy.Boxed _ ->
                    compared(
                            site,
                            onOwnServer(site).time(),
                            (prover, all) -> prover.readSmall(all, onOwnServer(site)));
        };
    }

    static Bound onOwnServer(Site site) {
        return new Bound(share(site, SHARE_OF_OWN_SERVER), SMALL_BYTES);
    }

    private static Duration share(Site site, int part) {
        return site.run().order().pauseLimit().dividedBy(part);
    }

    /// The old side is read while none but superusers may come; whoever wrote to it then is told by
    /// its counters. Afterwards it is shut to all, since a database with sessions cannot be
    /// renamed.
    private Outcome onSameServer(Site site) throws Fault, InterruptedException {
        var limit = share(site, SHARE_OF_SAME_SERVER);
        var databases = databases(site);
        databases.fenceDatabase(settings(site), true);
        long then = databases.rowChanges(production(site));
        var outcome =
                compared(
                        site,
                        limit,
                        (prover, all) -> prover.read(all, 0, new Bound(limit, Long.MAX_VALUE)));
        long now = databases.rowChanges(production(site));
        databases.fenceDatabase(settings(site), false);
        if (now != then) {
            throw new Fault.Permanent(
                    Problem.of("FENCE:LEAKED", "somebody wrote to the old side after it was fenced")
                            .value((now - then) + " rows")
                            .expected("none")
                            .advice("Find the superuser's job that writes there and stop it"));
        }
        return outcome;
    }

    @FunctionalInterface
    private interface Reader {
        Prover.Read read(Prover prover, Comparison comparison) throws Fault, InterruptedException;
    }

    private Outcome compared(Site site, Duration limit, Reader reader)
            throws Fault, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        var prover = new Prover(site, production(site), endpoint(site, after), List.of());
        var comparison = prover.comparison();
        var read = reader.read(prover, comparison);
        var left = Duration.ofNanos(Math.max(limit.toNanos() / 2, end - System.nanoTime()));
        var proof = prover.lookedInto(read.proof(), comparison, 0, left);
        var later =
                comparison.pairs().stream()
                        .map(pair -> pair.before().table())
                        .filter(table -> !read.tables().contains(table))
                        .toList();
        if (!later.isEmpty()) {
            site.notes().add(later(later));
        }
        return Outcome.of(new ProveData.Proved(proof, prover.behind(), later, true));
    }

    private static String later(List<TableName> tables) {
        return (tables.size() == 1
                        ? "1 larger table is proved after the opening: "
                        : tables.size() + " larger tables are proved after the opening: ")
                + String.join(", ", tables.stream().limit(5).map(TableName::toString).toList())
                + (tables.size() > 5 ? ", …" : "");
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
