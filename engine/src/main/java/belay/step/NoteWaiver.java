package belay.step;

import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Writes into the run that somebody answers for what was not done before it.
///
/// @param what was not done, e.g. `a test upgrade`
public record NoteWaiver(String what, String by, String why) implements UpgradeStep {

    /// Who answers for what, and why.
    public record Noted(String what, String by, String why) {}

    @Override
    public String name() {
        return "note-waiver";
    }

    @Override
    public String title() {
        return "Note who answers for " + what + " that was left out";
    }

    @Override
    public Outcome act(Site site) {
        site.notes().add(by + " answers for " + what + " that was left out: " + why);
        return Outcome.of(new Noted(what, by, why));
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
