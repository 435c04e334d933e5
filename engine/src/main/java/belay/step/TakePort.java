package belay.step;

import static belay.step.UpgradeStep.databases;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Gives the new side the port that clients may know beforehand. While the product was tried its
/// role could log in there, and a client that tries every address it knows would have found it; now
/// that the new side is shut, it may.
///
/// @param from where it was tried
/// @param to the same directory, at the port of `promote.port`
public record TakePort(Place from, Place to) implements UpgradeStep {

    @Override
    public String name() {
        return "take-port";
    }

    @Override
    public String title() {
        return "Give the new side its port";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        databases(site).move(from, to);
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the copy is removed as a whole");
    }
}
