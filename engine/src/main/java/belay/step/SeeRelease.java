package belay.step;

import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.release.ReleaseId;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;

/// Asks the database and the home which release they are, as `belay detect` does, and compares that
/// with what the hop promised: nothing is done that was not seen.
///
/// @param stage where the release must be by now
public record SeeRelease(String name, Stage stage) implements UpgradeStep {

    /// What the step found.
    ///
    /// @param signs where it stands
    public record Seen(String release, List<String> signs) {

        public Seen {
            signs = List.copyOf(signs);
        }
    }

    @Override
    public String title() {
        return "Detect the release" + (stage.production() ? "" : " on the copy");
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var expected = promised(site);
        return Outcome.of(
                new Seen(
                        expected.text(),
                        Identities.see(site, endpoint(site, stage.copy()), home(site), expected)));
    }

    private ReleaseId promised(Site site) {
        return stage.hop() == Stage.CURRENT
                ? plan(site).from()
                : plan(site).hops().get(stage.hop()).release();
    }

    /// In production it is the home as its operator names it: what is seen is what is served.
    private String home(Site site) {
        return stage.production()
                ? plan(site).system().home().map(home -> home.path()).orElse("")
                : stage.home();
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
