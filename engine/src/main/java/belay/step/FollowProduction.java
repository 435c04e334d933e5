package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.label;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Makes a fresh copy of production that follows it while production goes on.
public record FollowProduction(Place place) implements UpgradeStep {

    static final String NAME = "follow-production";

    /// Where the follower listens.
    public record Following(int port, String directory) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Copy production and follow it";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var follower = databases(site).follow(settings(site), label(site), place, site.meter());
        Identities.confirm(site, follower, plan(site).from());
        return Outcome.of(new Following(place.port(), place.directory().toString()));
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            databases(site).remove(place);
            databases(site).unfollow(settings(site), label(site));
        });
    }
}
