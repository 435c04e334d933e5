package belay.step;

import static belay.step.UpgradeStep.databases;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// The machine starts the server that clients have left no more.
public record NotAtBoot(Place place) implements UpgradeStep {

    @Override
    public String name() {
        return "not-at-boot";
    }

    @Override
    public String title() {
        return "Take the new server out of the machine's start";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        databases(site).notAtBoot(place);
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("production is the old side again");
    }
}
