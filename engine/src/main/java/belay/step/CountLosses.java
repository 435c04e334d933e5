package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Counts, with all clients out, the writes that exist on the new side alone.
///
/// @param boundary the first transaction of a client on the new side
public record CountLosses(Copy copy, long boundary) implements UpgradeStep {

    static final String NAME = "count-losses";

    /// Writes that going back loses.
    public record Losses(long transactions, long rows) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Count what going back loses";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var since = databases(site).writesSince(endpoint(site, copy), boundary);
        if (since.transactions() > 0 && !Options.of(site).acceptedLoss()) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "ROLLBACK:LOSES",
                                    "going back loses what was written since the promotion")
                            .value(
                                    since.transactions()
                                            + " transactions, "
                                            + since.rows()
                                            + " rows")
                            .expected("none, or --accept-loss")
                            .advice(
                                    "Say `belay rollback RUN --accept-loss` if that is what you want"));
        }
        site.notes()
                .add(
                        "going back loses "
                                + since.transactions()
                                + " transactions ("
                                + since.rows()
                                + " rows)");
        return Outcome.of(new Losses(since.transactions(), since.rows()));
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
