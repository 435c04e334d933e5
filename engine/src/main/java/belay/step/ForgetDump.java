package belay.step;

import static belay.step.UpgradeStep.host;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Removes the copy of the dump that was taken.
///
/// @param directory where it is kept
public record ForgetDump(String directory) implements UpgradeStep {

    @Override
    public String name() {
        return "forget-dump";
    }

    @Override
    public String title() {
        return "Remove the copy of the dump";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        host(site).remove(Path.of(directory));
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
