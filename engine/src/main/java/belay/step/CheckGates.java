package belay.step;

import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;
import java.util.List;

/// Looks at every gate once more when the run starts.
public record CheckGates(Purpose purpose, String directory) implements UpgradeStep {

    /// What the step found.
    ///
    /// @param findings in the order of the gates
    public record Checked(List<Finding> findings) {}

    @Override
    public String name() {
        return "check-gates";
    }

    @Override
    public String title() {
        return "Check the gates";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var findings = Gates.check(world(site), plan(site), purpose, Path.of(directory));
        if (!Gates.open(findings)) {
            throw Gates.refusal(findings);
        }
        return Outcome.of(new Checked(findings));
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
