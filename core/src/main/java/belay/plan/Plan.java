package belay.plan;

import belay.release.Action;
import belay.release.Check;
import belay.release.Fact;
import belay.release.Files;
import belay.release.Identity;
import belay.release.ReleaseId;
import belay.release.Serving;
import belay.system.ProductSystem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The frozen way of one system from its release to another: complete in itself, so that another
/// worker can carry it out without the pack.
///
/// @param packHash SHA-256 over the pack's files
/// @param current how the release that runs now is served, to start and stop production and to run
///   the old release on a copy; a list of none or one
/// @param currentFiles what the old home holds for its successor
/// @param runtimes of the current release
/// @param afterCopy done to every copy before anything starts on it
/// @param neutralise done to a rehearsal's copy before anything starts on it
/// @param identity how its database and its home tell the release: `from` before the first hop, the
///   hop's release after it; one answer is needed, and no two may differ
/// @param facts as the release `from` is asked them
/// @param volatileTables RE2 patterns of tables that are never compared (sessions, locks)
/// @param caches RE2 patterns of tables that the product fills again by itself: their rows need not
///   be carried, and are not compared
public record Plan(
        ProductSystem system,
        String packHash,
        ReleaseId from,
        ReleaseId to,
        List<Hop> hops,
        List<Serving> current,
        Files currentFiles,
        Map<String, String> runtimes,
        List<Action.Sql> afterCopy,
        List<Action.Sql> neutralise,
        List<Identity> identity,
        List<Fact> facts,
        List<Check> checks,
        List<String> volatileTables,
        List<String> caches,
        List<String> warnings,
        Terms terms) {

    public Plan {
        hops = List.copyOf(hops);
        current = List.copyOf(current);
        runtimes = Map.copyOf(runtimes);
        afterCopy = List.copyOf(afterCopy);
        neutralise = List.copyOf(neutralise);
        identity = List.copyOf(identity);
        facts = List.copyOf(facts);
        checks = List.copyOf(checks);
        volatileTables = List.copyOf(volatileTables);
        caches = List.copyOf(caches);
        warnings = List.copyOf(warnings);
    }

    /// Tables of which nothing is compared.
    public List<String> uncompared() {
        return Stream.concat(volatileTables.stream(), caches.stream()).toList();
    }

    /// SHA-256 of the plan's canonical JSON, lower-case hex: two plans with the same hash are the
    /// same plan.
    public String hash() {
        return PlanJson.hash(this);
    }

    /// The hash of what is carried out, without the terms under which it may be. A rehearsal is
    /// good for every plan that has the same: to accept an issue, to say that a requirement is met
    /// or to allow a longer pause makes another plan and changes nothing in what was rehearsed.
    public String rehearsalHash() {
        return PlanJson.rehearsalHash(this);
    }
}
