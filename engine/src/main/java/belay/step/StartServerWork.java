package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;

/// Lets the promoted server archive and run its jobs, as the old one did: before clients were let
/// in, what it wrote of its own accord could not have been taken back.
public record StartServerWork(Place place) implements UpgradeStep {

    /// What the step found.
    ///
    /// @param pending settings that hold only after the server's next start
    public record Working(List<String> pending) {}

    @Override
    public String name() {
        return "start-server-work";
    }

    @Override
    public String title() {
        return "Start archiving and jobs of the new server";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var pending = databases(site).startWork(settings(site), place);
        if (!pending.isEmpty()) {
            site.notes()
                    .add(
                            "these settings take effect at the next start of the server: "
                                    + String.join(", ", pending));
        }
        return Outcome.of(new Working(pending));
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> databases(site).stopWork(settings(site), place));
    }
}
