package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.proof.TableName;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;
import java.util.List;

/// Proves what is quick to prove while nobody is on either side: the names of tables and columns,
/// and the data of as many tables, the smallest first, as a share of the pause leaves time for.
///
/// What it finds can still be rolled back without a loss. It only puts it on record;
/// [JudgeFindings] decides, so that what was found stays found whoever takes the run over.
///
/// @param after the upgraded data, not yet open to anybody
public record ProveBeforeOpening(Copy after) implements UpgradeStep {

    static final String NAME = "prove-before-opening";

    /// Of the pause limit. A copy on the same server has made the pause long already and cannot
    /// hold a moment; a server of its own can, and is proved to the end afterwards.
    private static final int SHARE_OF_SAME_SERVER = 10;

    private static final int SHARE_OF_OWN_SERVER = 50;

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
            case Copy.Server _, Copy.None _, Copy.Boxed _ -> compared(site, SHARE_OF_OWN_SERVER);
        };
    }

    /// The old side is read while none but superusers may come; whoever wrote to it then is told by
    /// its counters. Afterwards it is shut to all, since a database with sessions cannot be
    /// renamed.
    private Outcome onSameServer(Site site) throws Fault, InterruptedException {
        var databases = databases(site);
        databases.fenceDatabase(settings(site), true);
        long then = databases.rowChanges(production(site));
        var outcome = compared(site, SHARE_OF_SAME_SERVER);
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

    private Outcome compared(Site site, int share) throws Fault, InterruptedException {
        var limit = site.run().order().pauseLimit().dividedBy(share);
        long end = System.nanoTime() + limit.toNanos();
        var prover = new Prover(site, production(site), endpoint(site, after), List.of());
        var comparison = prover.comparison();
        var read = prover.read(comparison, 0, limit);
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
        return tables.size()
                + " tables take longer than the pause leaves time for and are proved after the"
                + " opening: "
                + String.join(", ", tables.stream().limit(5).map(TableName::toString).toList())
                + (tables.size() > 5 ? ", …" : "");
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
