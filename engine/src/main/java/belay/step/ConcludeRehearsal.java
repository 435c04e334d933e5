package belay.step;

import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Rehearsals.Rehearsal;
import belay.run.Site;
import belay.run.Undo;

/// Records that this plan was rehearsed and that everything held.
public record ConcludeRehearsal() implements UpgradeStep {

    @Override
    public String name() {
        return "conclude-rehearsal";
    }

    @Override
    public String title() {
        return "Record that the rehearsal passed";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var run = site.run();
        world(site)
                .rehearsals()
                .put(
                        new Rehearsal(
                                run.id(),
                                run.system(),
                                UpgradeStep.plan(site).rehearsalHash(),
                                world(site).clock().instant(),
                                true,
                                run.step(ProveData.NAME)
                                        .map(step -> step.outcome().json())
                                        .orElse("{}")));
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
