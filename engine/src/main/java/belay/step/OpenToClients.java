package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;

/// Lets clients in on the new side: from here on it is production, and the run only goes forward.
///
/// @param watched whether the old side counts row changes, which must not have moved since the
///   fence
/// @param run whose fence is taken away
public record OpenToClients(Copy copy, String run, boolean watched) implements UpgradeStep {

    static final String NAME = "open-to-clients";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Open the new side";
    }

    @Override
    public boolean commits() {
        return true;
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        if (watched) {
            refuseStrayWrites(site);
        }
        site.fence().check();
        if (watched) {
            var roles = databases(site).open(endpoint(site, copy), run);
            if (!roles.isEmpty()) {
                site.notes().add("these roles can log in again: " + String.join(", ", roles));
            }
        } else {
            databases(site).openDatabase(settings(site), settings(site).name());
        }
        return Outcome.NOTHING;
    }

    /// Of a production that was down nothing can be compared: what it had counted is not known.
    static void refuseStrayWrites(Site site) throws Fault, InterruptedException {
        if (FenceProduction.taken(site)) {
            return;
        }
        long then = site.fact(FenceProduction.NAME, FenceProduction.Fenced.class).rowChanges();
        long now = databases(site).rowChanges(production(site));
        if (now < then) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "FENCE:UNKNOWN",
                                    "production has counted anew since it was fenced, so nothing tells whether somebody wrote to it")
                            .value(now + " row changes")
                            .expected(then + ", as at the fence")
                            .advice(
                                    "Its server was restarted or crashed in the pause: find out why, then start again"));
        }
        if (now != then) {
            throw new Fault.Permanent(
                    Problem.of("FENCE:LEAKED", "somebody wrote to the old side after it was fenced")
                            .value((now - then) + " rows")
                            .expected("none")
                            .advice(
                                    "Find the writer (a job that runs as Belay's own role?) and stop it"));
        }
    }

    /// While the fence still holds nobody has written to the new side.
    @Override
    public boolean took(Site site) throws Fault {
        return watched
                ? !databases(site).fenced(endpoint(site, copy), run)
                : databases(site).accepts(settings(site));
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing(
                "clients write to the new side; `belay rollback` goes back to the old one");
    }
}
