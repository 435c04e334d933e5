package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.run.Site;
import belay.run.Undo;
import belay.system.ProductSystem.Route;

/// Keeps every client out of production. From here on the clock of the pause runs.
///
/// @param route by which the copy is made: one that follows needs the whole server shut, one on the
///   same server this database alone
public record FenceProduction(Route route) implements UpgradeStep {

    static final String NAME = "fence-production";

    /// What the step found.
    ///
    /// @param position log position after which production writes nothing more
    /// @param rowChanges that production had counted by then
    /// @param down whether there was no server to fence
    public record Fenced(String position, long rowChanges, boolean down) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Fence production";
    }

    @Override
    public boolean opensPause() {
        return true;
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        if (down(site)) {
            site.notes()
                    .add(
                            "nothing listens at "
                                    + production(site)
                                    + ": production is taken as shut, and fenced if it answers again");
            return Outcome.of(new Fenced("", 0, true));
        }
        var run = site.run().id().text();
        if (route == Route.PHYSICAL) {
            var position = databases(site).fence(settings(site), run);
            return Outcome.of(
                    new Fenced(position, databases(site).rowChanges(production(site)), false));
        }
        databases(site).fenceDatabase(settings(site), route == Route.LOGICAL);
        return Outcome.of(new Fenced("", 0, false));
    }

    /// A restore is what a production that is down is brought back with. Every other run needs it.
    static boolean down(Site site) {
        return site.run().order().purpose() == Purpose.RESTORE
                && databases(site).down(production(site));
    }

    /// Whether there was no server to fence. One that has come up since is fenced now, before
    /// anybody is led elsewhere.
    static boolean taken(Site site) throws Fault, InterruptedException {
        boolean down = site.fact(NAME, Fenced.class).down();
        if (down && !down(site)) {
            databases(site).fence(settings(site), site.run().id().text());
            site.notes().add("production answers again, and is fenced");
        }
        return down;
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            if (down(site)) {
                site.notes().add("production is down: there is nothing to open");
            } else if (route == Route.PHYSICAL) {
                databases(site).open(production(site), site.run().id().text());
            } else {
                databases(site).openDatabase(settings(site), settings(site).name());
            }
        });
    }
}
