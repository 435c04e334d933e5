package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.world;

import belay.outside.Databases;
import belay.outside.Databases.Reading;
import belay.outside.Databases.Snapshot;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Problem;
import belay.proof.Comparison;
import belay.proof.Comparison.Side;
import belay.proof.Difference;
import belay.proof.Fingerprint;
import belay.proof.Proof;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Compares the data before with the data after, table by table, inside the databases.
///
/// @param before what is not touched any more: the fenced old side, or the data kept beside the
///   copy
/// @param keptBeside whether `before` is the database kept in the copy's own server
/// @param after the upgraded data
/// @param moment whether `after` is read as it was before the first client came
/// @param accepted why differences that no hop declares do not end the run; empty if they do
public record ProveData(
        Copy before, boolean keptBeside, Copy after, boolean moment, String accepted)
        implements UpgradeStep {

    static final String NAME = "prove-data";

    private static final int MOST_NOTED = 100;

    /// What the step found.
    ///
    /// @param sequencesBehind that would give out a value again
    /// @param exact false when the held moment was lost with its process: then rows that clients
    ///   wrote since are left out by the transaction they carry
    public record Proved(Proof proof, long rows, List<String> sequencesBehind, boolean exact) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Prove that nothing was lost";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var databases = databases(site);
        var plan = plan(site);
        var old =
                keptBeside
                        ? endpoint(site, before).database(CopyBefore.DATABASE)
                        : endpoint(site, before);
        var young = endpoint(site, after);
        var comparison =
                Comparison.of(
                        databases.shapes(old),
                        databases.shapes(young),
                        plan.hops().stream().flatMap(hop -> hop.changes().stream()).toList(),
                        plan.uncompared());
        var held =
                moment
                        ? world(site).moments().of(site.run().id()).stream().toList()
                        : List.<Snapshot>of();
        boolean exact = !moment || !held.isEmpty();
        var was =
                read(
                        databases,
                        old,
                        List.of(),
                        comparison,
                        Comparison.Pair::before,
                        0,
                        site.meter());
        var is =
                read(
                        databases,
                        young,
                        held,
                        comparison,
                        Comparison.Pair::after,
                        exact ? 0 : boundary(site),
                        site.meter());
        var proof = exact ? comparison.judge(was, is) : lenient(comparison.judge(was, is));
        var behind = behind(databases, old, young);
        world(site).moments().release(site.run().id());
        proof.differences().stream()
                .limit(MOST_NOTED)
                .forEach(difference -> site.notes().add(difference.toString()));
        if (accepted.isEmpty()) {
            refuse(proof, behind);
        } else {
            site.notes().add("differences that no hop declares are accepted: " + accepted);
        }
        return Outcome.of(
                new Proved(proof, was.stream().mapToLong(Fingerprint::rows).sum(), behind, exact));
    }

    /// Without the held moment, a table that clients have changed since cannot be told from one
    /// that the upgrade has changed: of it nothing is said, least of all that it is equal.
    private static Proof lenient(Proof proof) {
        var unsure =
                proof.differences().stream()
                        .filter(difference ->
                                difference.kind() == Difference.Kind.ROWS
                                        || difference.kind() == Difference.Kind.VALUES)
                        .toList();
        var tables = unsure.stream().map(Difference::table).toList();
        var notCompared = new ArrayList<>(proof.notCompared());
        tables.forEach(table ->
                notCompared.add(
                        new Proof.NotCompared(
                                table,
                                "changed by clients since, and the moment before them was lost with"
                                        + " its process")));
        return new Proof(
                proof.compared().stream().filter(one -> !tables.contains(one.table())).toList(),
                proof.differences().stream().filter(one -> !unsure.contains(one)).toList(),
                proof.seen(),
                notCompared);
    }

    private static long boundary(Site site) {
        return site.fact(HoldMoment.NAME, HoldMoment.Held.class).boundary();
    }

    private static List<Fingerprint> read(
            Databases databases,
            Endpoint database,
            List<Snapshot> at,
            Comparison comparison,
            Function<Comparison.Pair, Side> side,
            long boundary,
            Meter meter)
            throws Fault, InterruptedException {
        var readings =
                comparison.pairs().stream()
                        .map(side)
                        .map(one -> new Reading(one.table(), one.columns(), boundary))
                        .toList();
        return databases.fingerprints(database, at, readings, meter);
    }

    private static List<String> behind(Databases databases, Endpoint old, Endpoint young)
            throws Fault {
        var now = databases.sequences(young);
        var behind = new ArrayList<String>();
        databases
                .sequences(old)
                .forEach((sequence, value) -> {
                    var is = now.get(sequence);
                    if (is != null && is < value) {
                        behind.add(sequence + " was at " + value + " and is at " + is);
                    }
                });
        return behind;
    }

    private static void refuse(Proof proof, List<String> behind) throws Fault {
        if (proof.holds() && behind.isEmpty()) {
            return;
        }
        var words = new ArrayList<String>();
        proof.differences().forEach(difference -> words.add(difference.toString()));
        words.addAll(behind);
        if (words.isEmpty()) {
            words.add("no table was compared");
        }
        throw new Fault.Permanent(
                Problem.of(
                                "PROOF:DIFFERS",
                                "the data is not the old data: " + words.size() + " differences")
                        .value(String.join("; ", words.subList(0, Math.min(5, words.size()))))
                        .expected("only the differences that the hops declare")
                        .advice(
                                "Look at what the hop did; a difference that is right belongs under its"
                                        + " `changes`. If production is the new side already, `belay"
                                        + " rollback` leads back"));
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
