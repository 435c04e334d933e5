package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;

/// Waits until the follower has everything that production ever wrote.
public record Drain(Copy copy) implements UpgradeStep {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String title() {
        return "Drain what was written";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var position = site.fact(FenceProduction.NAME, FenceProduction.Fenced.class).position();
        databases(site).drain(endpoint(site, copy), position, LIMIT);
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
