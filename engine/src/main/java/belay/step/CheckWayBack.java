package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Looks, while clients still work, whether there is an old side, and whether everything that the
/// switch has written can be taken back without losing what somebody has written there since.
public record CheckWayBack(Switch how) implements UpgradeStep {

    @Override
    public String name() {
        return "check-way-back";
    }

    @Override
    public String title() {
        return "Check what will be taken back";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var gone = how.noOldSide(databases(site), settings(site));
        if (gone.isPresent()) {
            throw new Fault.Permanent(gone.get());
        }
        var changed = how.changedSince(site);
        if (!changed.isEmpty()) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "ROLLBACK:CHANGED_SINCE",
                                    "somebody has changed what the upgrade wrote to lead clients")
                            .value(String.join("; ", changed))
                            .expected("what the upgrade wrote, or what was there before it")
                            .advice(
                                    "Set each key to what it should be after the rollback, as it was"
                                            + " before the upgrade, and roll back again"));
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
