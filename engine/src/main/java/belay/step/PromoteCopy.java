package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;

/// Makes the follower a server of its own. Clients still find neither side open.
public record PromoteCopy(Copy copy) implements UpgradeStep {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "promote-copy";
    }

    @Override
    public String title() {
        return "Promote the copy";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        site.fence().check();
        databases(site).promote(endpoint(site, copy), LIMIT);
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the copy is removed as a whole");
    }
}
