package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import belay.system.ProductSystem.Route;

/// Copies the fenced production to another database of the same server; the pause is as long as
/// this takes.
public record CopyProduction(String database, Route route) implements UpgradeStep {

    @Override
    public String name() {
        return "copy-production";
    }

    @Override
    public String title() {
        return "Copy production on its server";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        switch (route) {
            case LOGICAL -> databases(site).copyRows(settings(site), database, site.meter());
            case AUTO, PHYSICAL, TEMPLATE ->
                    databases(site).copyTemplate(production(site), database);
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.By(
                (site, outcome) -> databases(site).dropDatabase(production(site), database));
    }
}
