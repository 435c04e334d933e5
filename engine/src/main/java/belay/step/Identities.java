package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.plan;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Answer.Given;
import belay.problem.Answer.Refused;
import belay.problem.Problem;
import belay.release.ReleaseId;
import belay.run.Site;

/// Asks a database which release it belongs to.
final class Identities {

    private Identities() {}

    /// @throws Fault.Permanent if a database says that it is another release, or another product
    static void confirm(Site site, Endpoint database, ReleaseId expected) throws Fault {
        for (var identity : plan(site).identity()) {
            var answer = databases(site).ask(database, identity.query());
            switch (identity.read(answer.lines().findFirst().orElse(""))) {
                case Given<ReleaseId>(var found) when found.equals(expected) -> {}
                case Given<ReleaseId>(var found) -> throw other(database, found.text(), expected);
                case Refused<ReleaseId>(var problems) ->
                        throw other(database, problems.getFirst().value(), expected);
            }
        }
    }

    private static Fault other(Endpoint database, String found, ReleaseId expected) {
        return new Fault.Permanent(
                Problem.of("RELEASE:OTHER", "the database " + database + " is of another release")
                        .value(found)
                        .expected(expected.text())
                        .advice("Run `belay detect` and plan again"));
    }
}
