package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// A server that clients leave archives nothing more and runs no jobs; one that is down does not.
public record StopServerWork(Place place) implements UpgradeStep {

    @Override
    public String name() {
        return "stop-server-work";
    }

    @Override
    public String title() {
        return "Stop archiving and jobs of the new server";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        if (!FenceNewSide.down(site, new Copy.Server(place))) {
            databases(site).stopWork(settings(site), place);
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            if (!FenceNewSide.down(site, new Copy.Server(place))) {
                var _ = databases(site).startWork(settings(site), place);
            }
        });
    }
}
