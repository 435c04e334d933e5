package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Holds the upgraded data as it is before the first client comes, so that it can be proved
/// afterwards without keeping anybody waiting.
public record HoldMoment(Copy copy) implements UpgradeStep {

    static final String NAME = "hold-moment";

    /// What the step found.
    ///
    /// @param boundary the first transaction that is a client's
    public record Held(long boundary) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Hold the moment for the proof";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var moment = databases(site).hold(endpoint(site, copy));
        var held = new Held(moment.boundary());
        switch (copy) {
            case Copy.Server _ -> world(site).moments().hold(site.run().id(), moment);
            // A database that is given another name must be without sessions: only its boundary is
            // kept.
            case Copy.Named _, Copy.None _, Copy.Boxed _ -> moment.close();
        }
        return Outcome.of(held);
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> world(site).moments().release(site.run().id()));
    }
}
