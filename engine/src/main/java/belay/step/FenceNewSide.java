package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Keeps every client out of the new side, so that what a way back loses can be counted exactly.
public record FenceNewSide(Copy copy) implements UpgradeStep {

    @Override
    public String name() {
        return "fence-new-side";
    }

    @Override
    public String title() {
        return "Fence the new side";
    }

    @Override
    public boolean opensPause() {
        return true;
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        var run = site.run().id().text();
        switch (copy) {
            case Copy.Server(var place) ->
                    databases(site).fenceServer(endpoint(site, new Copy.Server(place)), run);
            case Copy.Named _, Copy.None _, Copy.Boxed _ ->
                    databases(site).fenceDatabase(settings(site), false);
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            switch (copy) {
                case Copy.Server(var place) ->
                        databases(site)
                                .open(
                                        endpoint(site, new Copy.Server(place)),
                                        site.run().id().text());
                case Copy.Named _, Copy.None _, Copy.Boxed _ ->
                        databases(site).openDatabase(settings(site), settings(site).name());
            }
        });
    }
}
