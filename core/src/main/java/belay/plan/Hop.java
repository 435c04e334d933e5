package belay.plan;

import belay.release.Action;
import belay.release.Change;
import belay.release.Check;
import belay.release.Fact;
import belay.release.Files;
import belay.release.Package;
import belay.release.ReleaseId;
import belay.release.Serving;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One step of the path: everything needed to bring the system to `release`, taken from the pack
/// when planned.
///
/// @param because the rule and its source, in words
/// @param kind of its package, e.g. `full`
/// @param kindBecause why this kind; may be empty
/// @param before what has to be so first
/// @param after what follows it
/// @param packages none for a product without files of its own
/// @param runtimes name → version it needs, e.g. `java` → `21`
/// @param actions what is done to the data, in order
/// @param serving none for a product without processes
/// @param changes differences this hop is declared to make
/// @param facts the plan's facts as this release is asked them, by the same names: a path may have
///   moved
/// @param oneWay why there is no way back after it; empty when there is one
public record Hop(
        ReleaseId release,
        Because because,
        String kind,
        String kindBecause,
        List<Task> before,
        List<Task> after,
        List<Package> packages,
        Map<String, String> runtimes,
        List<Action> actions,
        List<Serving> serving,
        Files files,
        List<Change> changes,
        List<Fact> facts,
        List<Check> checks,
        String oneWay) {

    public Hop {
        before = List.copyOf(before);
        after = List.copyOf(after);
        packages = List.copyOf(packages);
        runtimes = Map.copyOf(runtimes);
        actions = List.copyOf(actions);
        serving = List.copyOf(serving);
        changes = List.copyOf(changes);
        facts = List.copyOf(facts);
        checks = List.copyOf(checks);
    }

    /// How it is served; empty for a product without processes.
    public Optional<Serving> served() {
        return serving.stream().findFirst();
    }

    /// Why a hop is in the path.
    public record Because(String rule, String source) {}
}
