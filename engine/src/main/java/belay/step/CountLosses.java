package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;

import belay.outside.Changes;
import belay.outside.Databases.WriteMark;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Counts, with all clients out, what was changed on the new side alone. Clients wait meanwhile: it
/// asks the server's counters and reads no table.
///
/// @param mark where the counters stood before the first client came
public record CountLosses(Copy copy, WriteMark mark) implements UpgradeStep {

    static final String NAME = "count-losses";

    /// Changes that going back loses.
    public record Losses(Changes changes) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Count what going back loses";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var changes = changes(site);
        if (!changes.none() && !Options.of(site).acceptedLoss()) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "ROLLBACK:LOSES",
                                    "rolling back loses what was written since the promotion")
                            .value(changes.words())
                            .expected("no change, or --accept-loss")
                            .advice(
                                    "Say `belay rollback RUN --accept-loss` if that is what you want"));
        }
        site.notes().add("rolling back loses " + changes.words());
        return Outcome.of(new Losses(changes));
    }

    private Changes changes(Site site) throws Fault, InterruptedException {
        return copy instanceof Copy.Server && FenceNewSide.taken(site, copy)
                ? new Changes.Unknown("the new side was down")
                : databases(site).changesSince(endpoint(site, copy), mark);
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
