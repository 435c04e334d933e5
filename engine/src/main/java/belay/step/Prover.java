package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.plan;

import belay.outside.Databases;
import belay.outside.Databases.Bound;
import belay.outside.Databases.Reading;
import belay.outside.Databases.Snapshot;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.proof.Comparison;
import belay.proof.Comparison.Pair;
import belay.proof.Difference;
import belay.proof.Fingerprint;
import belay.proof.Proof;
import belay.proof.TableName;
import belay.proof.TableShape;
import belay.run.Site;
import belay.system.ProductSystem.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the data before and the data after, and judges them.
final class Prover {

    /// Tables of which the rows that differ are looked for.
    private static final int MOST_LOOKED_INTO = 20;

    private static final int MOST_NOTED = 100;

    private final Site site;
    private final Databases databases;
    private final Endpoint old;
    private final Endpoint young;
    private final List<Snapshot> at;

    /// @param at the moment to read `young`; now when empty, else exactly one
    Prover(Site site, Endpoint old, Endpoint young, List<Snapshot> at) {
        this.site = site;
        this.databases = databases(site);
        this.old = old;
        this.young = young;
        this.at = List.copyOf(at);
    }

    Comparison comparison() throws Fault, InterruptedException {
        var plan = plan(site);
        var shapes = Sides.ask(() -> databases.shapes(old), () -> databases.shapes(young));
        var comparison =
                Comparison.of(
                        shapes.old(),
                        shapes.young(),
                        plan.hops().stream().flatMap(hop -> hop.changes().stream()).toList(),
                        plan.uncompared());
        return plan.system().database().route() == Route.LOGICAL
                ? comparison.filledAnew(derived(shapes.old()))
                : comparison;
    }

    /// A copy by rows cannot bring what a materialised view holds; production's may be stale.
    private static Set<TableName> derived(List<TableShape> shapes) {
        return shapes.stream()
                .filter(TableShape::derived)
                .map(TableShape::table)
                .collect(Collectors.toSet());
    }

    /// @param tables of which something was read on both sides
    record Read(Proof proof, Set<TableName> tables) {}

    /// Compares as many tables as `bound` allows, the smallest first.
    ///
    /// @param boundary only rows of transactions before this one are read of the young side; 0 for
    ///   all
    Read read(Comparison comparison, long boundary, Bound bound)
            throws Fault, InterruptedException {
        long end = System.nanoTime() + bound.time().toNanos();
        var was = before(comparison, new Bound(bound.time().dividedBy(2), bound.bytes()));
        var some = comparison.of(tables(was));
        var left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        var is = after(some, boundary, new Bound(left, Long.MAX_VALUE));
        return read(some, new Sides<>(was, is), boundary, end);
    }

    /// The same with both sides at once, for tables so small that asking takes longer than reading.
    /// A table that was small and has grown is read as well.
    Read readSmall(Comparison comparison, Bound bound) throws Fault, InterruptedException {
        long end = System.nanoTime() + bound.time().toNanos();
        var prints = Sides.ask(() -> before(comparison, bound), () -> after(comparison, 0, bound));
        var some = comparison.of(tables(prints.old()));
        var is = new ArrayList<>(prints.young());
        var grown = grown(some, tables(is));
        if (!grown.isEmpty()) {
            var left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            is.addAll(after(comparison.of(grown), 0, new Bound(left, Long.MAX_VALUE)));
        }
        return read(some, new Sides<>(prints.old(), is), 0, end);
    }

    /// By their names before.
    private static Set<TableName> grown(Comparison read, Set<TableName> young) {
        return read.pairs().stream()
                .filter(pair -> !young.contains(pair.after().table()))
                .map(pair -> pair.before().table())
                .collect(Collectors.toSet());
    }

    private Read read(
            Comparison comparison, Sides<List<Fingerprint>> prints, long boundary, long end)
            throws Fault, InterruptedException {
        var was = prints.old();
        var is = prints.young();
        var read = tables(is);
        var both =
                comparison.pairs().stream()
                        .filter(pair -> read.contains(pair.after().table()))
                        .map(pair -> pair.before().table())
                        .collect(Collectors.toCollection(HashSet::new));
        var missing = new HashMap<TableName, Long>();
        for (var pair : comparison.of(both).grown(was, is)) {
            var rows = missing(pair, boundary, Duration.ofNanos(end - System.nanoTime()));
            if (rows.isPresent()) {
                missing.put(pair.before().table(), rows.getAsLong());
            } else {
                both.remove(pair.before().table());
            }
        }
        return new Read(comparison.of(both).judge(was, is, missing), both);
    }

    private OptionalLong missing(Pair pair, long boundary, Duration limit)
            throws Fault, InterruptedException {
        return limit.isPositive()
                ? databases.missing(old, before(pair), young, at, after(pair, boundary), limit)
                : OptionalLong.empty();
    }

    private List<Fingerprint> before(Comparison comparison, Bound bound)
            throws Fault, InterruptedException {
        var readings = comparison.pairs().stream().map(Prover::before).toList();
        return databases.fingerprints(old, List.of(), readings, bound, site.meter());
    }

    private List<Fingerprint> after(Comparison comparison, long boundary, Bound bound)
            throws Fault, InterruptedException {
        var readings = comparison.pairs().stream().map(pair -> after(pair, boundary)).toList();
        return databases.fingerprints(young, at, readings, bound, site.meter());
    }

    private static Reading before(Pair pair) {
        return new Reading(pair.before().table(), pair.before().columns(), pair.before().as(), 0);
    }

    private static Reading after(Pair pair, long boundary) {
        return new Reading(
                pair.after().table(), pair.after().columns(), pair.after().as(), boundary);
    }

    private static Set<TableName> tables(List<Fingerprint> prints) {
        return prints.stream().map(Fingerprint::table).collect(Collectors.toSet());
    }

    /// The same proof with the rows that differ, for as many tables as `limit` leaves time for.
    Proof lookedInto(Proof proof, Comparison comparison, long boundary, Duration limit)
            throws Fault, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        var told = new ArrayList<Difference>();
        int looked = 0;
        for (var difference : proof.differences()) {
            var left = Duration.ofNanos(end - System.nanoTime());
            boolean rows =
                    switch (difference.kind()) {
                        case ROWS, VALUES, OLD_ROWS -> true;
                        case TABLE_MISSING, TABLE_APPEARED, COLUMN_MISSING, COLUMN_APPEARED, TYPE ->
                                false;
                    };
            if (!rows || left.isNegative() || ++looked > MOST_LOOKED_INTO) {
                told.add(difference);
                continue;
            }
            var pair =
                    comparison.pairs().stream()
                            .filter(one -> one.before().table().equals(difference.table()))
                            .findFirst()
                            .orElseThrow();
            told.add(
                    difference.with(
                            databases.differences(
                                    old, before(pair), young, at, after(pair, boundary), left)));
        }
        told.stream()
                .limit(MOST_NOTED)
                .forEach(difference -> site.notes().add(difference.toString()));
        return new Proof(
                proof.compared(), told, proof.seen(), proof.notCompared(), proof.notProved());
    }

    /// Sequences that would give out a value again.
    List<String> behind() throws Fault, InterruptedException {
        var values = Sides.ask(() -> databases.sequences(old), () -> databases.sequences(young));
        var now = values.young();
        var behind = new ArrayList<String>();
        values.old()
                .forEach((sequence, value) -> {
                    var is = now.get(sequence);
                    if (is != null && is < value) {
                        behind.add(sequence + " was at " + value + " and is at " + is);
                    }
                });
        return behind;
    }

    /// The same proof, in which of `tables` nothing is said but why.
    static Proof without(Proof proof, Set<TableName> tables, String reason) {
        var notProved = new ArrayList<>(proof.notProved());
        var named = new HashSet<TableName>();
        proof.differences().stream()
                .map(Difference::table)
                .filter(tables::contains)
                .filter(named::add)
                .forEach(table -> notProved.add(new Proof.NotProved(table, reason)));
        return new Proof(
                proof.compared().stream().filter(one -> !named.contains(one.table())).toList(),
                proof.differences().stream().filter(one -> !named.contains(one.table())).toList(),
                proof.seen(),
                proof.notCompared().stream().filter(one -> !named.contains(one.table())).toList(),
                notProved);
    }
}
