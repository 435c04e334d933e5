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
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.Undo;
import java.time.Duration;
import java.util.Comparator;
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

    /// Of the pause limit. A copy on the same server cannot hold a moment: what is not proved now
    /// can be proved afterwards only where no client has written.
    private static final int SHARE_OF_SAME_SERVER = 10;

    /// Of the time that clients have waited already. A server of its own holds the moment and is
    /// proved to the end afterwards, so that a short pause is not made a long one here.
    private static final int SHARE_OF_PAUSE = 4;

    private static final Duration LEAST = Duration.ofMillis(100);

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
            case Copy.Server _, Copy.None _, Copy.Boxed _ -> compared(site, shareOfPause(site));
        };
    }

    /// The old side is read while none but superusers may come; whoever wrote to it then is told by
    /// its counters. Afterwards it is shut to all, since a database with sessions cannot be
    /// renamed.
    private Outcome onSameServer(Site site) throws Fault, InterruptedException {
        var databases = databases(site);
        databases.fenceDatabase(settings(site), true);
        long then = databases.rowChanges(production(site));
        var outcome =
                compared(site, site.run().order().pauseLimit().dividedBy(SHARE_OF_SAME_SERVER));
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

    /// By the journal's clock alone: until the step before this one was done.
    private static Duration shareOfPause(Site site) {
        var ends =
                site.run().steps().stream()
                        .map(StepRecord::state)
                        .filter(StepState.Done.class::isInstance)
                        .map(StepState.Done.class::cast)
                        .map(StepState.Done::until)
                        .max(Comparator.naturalOrder());
        var began = site.run().step(FenceProduction.NAME).flatMap(step -> step.state().startedAt());
        var share =
                began.isPresent() && ends.isPresent()
                        ? Duration.between(began.get(), ends.get()).dividedBy(SHARE_OF_PAUSE)
                        : LEAST;
        return share.compareTo(LEAST) < 0 ? LEAST : share;
    }

    private Outcome compared(Site site, Duration limit) throws Fault, InterruptedException {
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
