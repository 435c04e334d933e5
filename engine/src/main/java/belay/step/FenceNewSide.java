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

    static final String NAME = "fence-new-side";

    /// What the step found.
    ///
    /// @param down whether there was no server to fence
    public record Fenced(boolean down) {}

    @Override
    public String name() {
        return NAME;
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
        boolean down = down(site, copy);
        if (down) {
            site.notes()
                    .add(
                            "nothing listens at "
                                    + endpoint(site, copy)
                                    + ": the new side is taken as shut, and fenced if it answers again");
        } else {
            shut(site);
        }
        return Outcome.of(new Fenced(down));
    }

    private void shut(Site site) throws Fault, InterruptedException {
        switch (copy) {
            case Copy.Server _ ->
                    databases(site).fenceServer(endpoint(site, copy), site.run().id().text());
            case Copy.Named _, Copy.None _, Copy.Boxed _ ->
                    databases(site).fenceDatabase(settings(site), false);
        }
    }

    /// Whether the server of the new side is gone, and whoever ordered the rollback has accepted
    /// what it loses. On production's own server the old side would be gone with it.
    static boolean down(Site site, Copy copy) {
        return copy instanceof Copy.Server
                && Options.of(site).acceptedLoss()
                && databases(site).down(endpoint(site, copy));
    }

    /// Whether there was no server to fence. One that has come up since is fenced now, before
    /// anybody is led elsewhere.
    static boolean taken(Site site, Copy copy) throws Fault, InterruptedException {
        boolean down = site.fact(NAME, Fenced.class).down();
        if (down && !down(site, copy)) {
            new FenceNewSide(copy).shut(site);
            site.notes().add("the new side answers again, and is fenced");
        }
        return down;
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            if (down(site, copy)) {
                site.notes().add("the new side is down: there is nothing to open");
                return;
            }
            switch (copy) {
                case Copy.Server _ ->
                        databases(site).open(endpoint(site, copy), site.run().id().text());
                case Copy.Named _, Copy.None _, Copy.Boxed _ ->
                        databases(site).openDatabase(settings(site), settings(site).name());
            }
        });
    }
}
