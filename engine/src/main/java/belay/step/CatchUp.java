package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;
import java.util.List;

/// Waits until the follower is so close behind production that the rest is drained in a moment, and
/// asks once what will be asked while clients wait.
///
/// @param turn to the new side, which is to follow
public record CatchUp(Copy copy, Switch turn) implements UpgradeStep {

    private static final long CLOSE_BYTES = 1 << 20;
    private static final Duration POLL = Duration.ofMillis(50);

    /// Without any progress for this long somebody must look.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /// What the step found.
    ///
    /// @param bytes of log still to be applied
    public record CaughtUp(long bytes) {}

    @Override
    public String name() {
        return "catch-up";
    }

    @Override
    public String title() {
        return "Catch up with production";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var follower = endpoint(site, copy);
        long best = Long.MAX_VALUE;
        long since = System.nanoTime();
        boolean asked = false;
        while (true) {
            long behind = databases(site).behind(settings(site), follower);
            if (behind <= CLOSE_BYTES) {
                if (asked) {
                    return Outcome.of(new CaughtUp(behind));
                }
                askOnce(site, follower);
                asked = true;
                continue;
            }
            if (behind < best) {
                best = behind;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new Fault.Permanent(
                        Problem.of(
                                        "FOLLOW:TOO_SLOW",
                                        "the standby does not catch up with production")
                                .value(behind + " bytes behind")
                                .expected("less than " + CLOSE_BYTES)
                                .advice(
                                        "Wait for an hour with fewer writes, then run `belay resume`"));
            }
            site.meter().at(Math.max(0, best - behind), best, "bytes");
            Thread.sleep(POLL);
        }
    }

    /// What will be asked while clients wait: the first answer of a process takes many times as
    /// long as the next, since code is loaded and sessions are opened for it.
    private void askOnce(Site site, Endpoint follower) throws Fault, InterruptedException {
        var prover = new Prover(site, production(site), follower, List.of());
        var _ = prover.readSmall(prover.comparison(), ProveBeforeOpening.onOwnServer(site));
        var _ = prover.behind();
        var _ = databases(site).rowChanges(production(site));
        var _ = databases(site).rowChanges(follower);
        var _ = databases(site).writeMarks(follower);
        var _ = databases(site).unlogged(settings(site));
        turn.requirePossible(site);
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
