package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Keeps the data as it is before the hops, beside the copy, so that both can be read afterwards.
///
/// @param routed a database that the plan's route has made of the copy, and that takes its name, as
///   in production; empty if there is none
public record CopyBefore(Copy copy, String routed) implements UpgradeStep {

    static final String DATABASE = "belay-before";

    @Override
    public String name() {
        return "copy-before";
    }

    @Override
    public String title() {
        return "Keep the data as it was";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        if (copy instanceof Copy.Boxed(var sandbox)) {
            world(site).sandboxes().duplicate(sandbox, DATABASE);
        } else if (!routed.isEmpty()) {
            databases(site).rename(endpoint(site, copy), routed, DATABASE);
            databases(site).openDatabase(endpoint(site, copy));
        } else {
            databases(site).copyTemplate(endpoint(site, copy), DATABASE);
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("it is removed with the copy");
    }
}
