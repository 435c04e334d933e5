package belay.testkit;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Step;
import belay.run.Undo;
import java.util.Optional;

/// A step that makes a thing of its own name in a [World], finds it again, and removes it.
///
/// @param extra what it does besides, before it makes its thing
/// @param undo how it is taken back
/// @param takenBackFirst whether nothing before it is taken back while it is not
/// @param anew the name of the step to start anew from; empty for none
public record FakeStep(
        String name,
        World world,
        Extra extra,
        Undo undo,
        boolean commits,
        boolean opensPause,
        boolean takenBackFirst,
        String anew)
        implements Step {

    public interface Extra {
        void act(Site site) throws Fault, InterruptedException;
    }

    public record Made(String thing) {}

    public static FakeStep making(String name, World world) {
        Undo.Act removing = (_, _) -> world.remove(name);
        return new FakeStep(name, world, _ -> {}, new Undo.By(removing), false, false, false, "");
    }

    public FakeStep acting(Extra first) {
        return new FakeStep(name, world, first, undo, commits, opensPause, takenBackFirst, anew);
    }

    public FakeStep takenBackBy(Undo.Act act) {
        return new FakeStep(
                name, world, extra, new Undo.By(act), commits, opensPause, takenBackFirst, anew);
    }

    public FakeStep kept(String why) {
        return new FakeStep(
                name,
                world,
                extra,
                new Undo.Nothing(why),
                commits,
                opensPause,
                takenBackFirst,
                anew);
    }

    public FakeStep committing() {
        return new FakeStep(name, world, extra, undo, true, opensPause, takenBackFirst, anew);
    }

    public FakeStep openingPause() {
        return new FakeStep(name, world, extra, undo, commits, true, takenBackFirst, anew);
    }

    public FakeStep takenBackFirst(boolean first) {
        return new FakeStep(name, world, extra, undo, commits, opensPause, first, anew);
    }

    public FakeStep startingAnewFrom(String step) {
        return new FakeStep(name, world, extra, undo, commits, opensPause, takenBackFirst, step);
    }

    @Override
    public String title() {
        return "Make " + name;
    }

    @Override
    public Optional<Outcome> probe(Site site) {
        return world.has(name) ? Optional.of(outcome()) : Optional.empty();
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        extra.act(site);
        world.make(name);
        return outcome();
    }

    /// A committing step has taken effect when its thing is there.
    @Override
    public boolean took(Site site) {
        return world.has(name);
    }

    @Override
    public Optional<String> anewFrom() {
        return anew.isEmpty() ? Optional.empty() : Optional.of(anew);
    }

    private Outcome outcome() {
        return Outcome.of(new Made(name));
    }
}
