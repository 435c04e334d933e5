package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import belay.system.ProductSystem.Route;

/// Copies a database that nobody uses to another one of the same server: in production the fenced
/// one, and the pause is as long as this takes; in a rehearsal the one from the backup.
///
/// @param database the copy's name
/// @param of what is copied
public record CopyProduction(String database, Route route, Copy of) implements UpgradeStep {

    @Override
    public String name() {
        return "copy-production";
    }

    @Override
    public String title() {
        return of instanceof Copy.None
                ? "Copy production on its server"
                : "Copy the database by the plan's route";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        switch (route) {
            case LOGICAL -> databases(site).copyRows(endpoint(site, of), database, site.meter());
            case AUTO, PHYSICAL, TEMPLATE ->
                    databases(site).copyTemplate(endpoint(site, of), database);
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return of instanceof Copy.None
                ? new Undo.By((site, outcome) ->
                        databases(site).dropDatabase(endpoint(site, of), database))
                : new Undo.Nothing("the copy is removed as a whole");
    }
}
