package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;

/// Lets the new release log in to the copy, so that it can migrate and be tried; everybody else
/// stays out. Clients know nothing of the copy yet, and what none of them could write none of them
/// can lose when the run is rolled back.
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

    /// A rehearsal's copy was never shut: it is now, so that a product which needs another role too
    /// fails there and not in the pause.
    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        if (copy instanceof Copy.Server) {
            var run = site.run().id().text();
            databases(site).fenceServer(endpoint(site, copy), run);
            databases(site).admit(endpoint(site, copy), run, settings(site).user());
        }
        return Outcome.of(new Admitted(List.of(settings(site).user())));
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the copy is removed as a whole");
    }
}
