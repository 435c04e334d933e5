package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.ReleaseId;
import belay.run.Site;
import belay.step.ReleaseSigns.Sign;
import java.util.ArrayList;
import java.util.List;

/// Compares what a system says of its release with what it must be.
final class Identities {

    private Identities() {}

    /// @throws Fault.Permanent if a database says that it is another release, or another product
    static void confirm(Site site, Endpoint database, ReleaseId expected) throws Fault {
        see(site, true, database, "", expected);
    }

    /// Database and home each have to say it, where the pack knows how to ask them.
    ///
    /// @param home empty for a product without files of its own
    /// @return where the release stands, for people
    /// @throws Fault.Permanent if something says another release, or does not say any
    static List<String> see(Site site, Endpoint database, String home, ReleaseId expected)
            throws Fault {
        var seen = new ArrayList<String>();
        seen.addAll(see(site, true, database, home, expected));
        if (!home.isEmpty()) {
            seen.addAll(see(site, false, database, home, expected));
        }
        if (seen.isEmpty()) {
            throw notSeen("the pack has no rule under detect that works here", expected);
        }
        return seen;
    }

    private static List<String> see(
            Site site, boolean inDatabase, Endpoint database, String home, ReleaseId expected)
            throws Fault {
        var rules =
                plan(site).identity().stream()
                        .filter(rule -> rule.ofDatabase() == inDatabase)
                        .toList();
        var seen = new ArrayList<String>();
        var silent = new ArrayList<String>();
        for (var sign : new ReleaseSigns(databases(site), host(site)).of(rules, database, home)) {
            compare(sign, expected);
            sign.version().forEach(version -> seen.add(sign.where() + ": " + version));
            sign.problems().forEach(problem -> silent.add(sign.where() + ": " + problem.reason()));
        }
        if (seen.isEmpty() && !silent.isEmpty()) {
            throw notSeen(String.join("; ", silent), expected);
        }
        return seen;
    }

    private static Fault notSeen(String why, ReleaseId expected) {
        return new Fault.Permanent(
                Problem.of("RELEASE:NOT_SEEN", "nothing says that this is release " + expected)
                        .value(why)
                        .expected(expected.text())
                        .advice(
                                "Look at what the hop did; `detect` in the pack says where the release must stand"));
    }

    private static void compare(Sign sign, ReleaseId expected) throws Fault {
        for (var version : sign.version().toList()) {
            if (!sign.rule().is(version, expected)) {
                throw other(sign, version.id().text(), expected);
            }
        }
    }

    private static Fault other(Sign sign, String found, ReleaseId expected) {
        return new Fault.Permanent(
                Problem.of("RELEASE:OTHER", "the " + sign.where() + " is of another release")
                        .value(found)
                        .expected(expected.text())
                        .advice("Run `belay detect` and plan again"));
    }
}
