package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;

/// Has the machine start the new server when it starts itself, in the manner of the old one.
public record StartAtBoot(Place place) implements UpgradeStep {

    static final String NAME = "start-at-boot";

    /// What the step found.
    ///
    /// @param files that start it; empty where nothing is known to start the old server
    public record Registered(List<String> files) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Register the new server for the machine's start";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var files = databases(site).startAtBoot(settings(site), place);
        site.notes()
                .add(
                        files.isEmpty()
                                ? "nothing starts the new server when the machine starts"
                                : "written: " + String.join(", ", files));
        return Outcome.of(new Registered(files));
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> databases(site).notAtBoot(place));
    }
}
