package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;

/// Lets the new release log in to the copy, so that it can migrate; clients know nothing of it yet.
public record AdmitProduct(Copy copy) implements UpgradeStep {

    /// What the step found.
    ///
    /// @param roles that may log in again
    public record Admitted(List<String> roles) {}

    @Override
    public String name() {
        return "admit-product";
    }

    @Override
    public String title() {
        return "Let the new release in";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        site.fence().check();
        return Outcome.of(
                new Admitted(databases(site).open(endpoint(site, copy), site.run().id().text())));
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the copy is removed as a whole");
    }
}
