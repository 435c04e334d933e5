package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.world;

import belay.outside.Databases.Bound;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.proof.Comparison;
import belay.proof.Difference;
import belay.proof.Proof;
import belay.proof.TableName;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares the data before with the data after, table by table, inside the databases.
///
/// It fails on no difference: what it found is on record once and for all, and [JudgeFindings]
/// decides.
///
/// @param before what is not touched any more: the fenced old side, or the data kept beside the
///   copy
/// @param keptBeside whether `before` is the database kept in the copy's own server
/// @param after the upgraded data
/// @param moment whether clients are on `after` by now: then what was not proved before they came
///   is read as it was then
public record ProveData(Copy before, boolean keptBeside, Copy after, boolean moment)
        implements UpgradeStep {

    static final String NAME = "prove-data";

    private static final Duration LOOKING = Duration.ofSeconds(30);

    /// A session that wrote and is idle tells it within ten seconds.
    private static final Duration TOLD = Duration.ofSeconds(12);

    private static final Duration POLL = Duration.ofMillis(200);

    /// What the step found.
    ///
    /// @param sequencesBehind that would give out a value again
    /// @param later tables that are to be proved after the opening
    /// @param exact false when the held moment was lost with its process or could not be held: then
    ///   of tables that clients have changed since nothing is said
    public record Proved(
            Proof proof, List<String> sequencesBehind, List<TableName> later, boolean exact) {

        public Proved {
            sequencesBehind = List.copyOf(sequencesBehind);
            later = List.copyOf(later);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Compare the data before and after";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var old =
                keptBeside
                        ? endpoint(site, before).database(CopyBefore.DATABASE)
                        : endpoint(site, before);
        var young = endpoint(site, after);
        return Outcome.of(moment ? rest(site, old, young) : whole(site, old, young));
    }

    private static Proved whole(Site site, Endpoint old, Endpoint young)
            throws Fault, InterruptedException {
        var prover = new Prover(site, old, young, List.of());
        var comparison = prover.comparison();
        var proof = prover.read(comparison, 0, Bound.NONE).proof();
        return new Proved(
                prover.lookedInto(proof, comparison, 0, LOOKING), prover.behind(), List.of(), true);
    }

    /// What was proved before the opening is not read again: clients are at work on it.
    private static Proved rest(Site site, Endpoint old, Endpoint young)
            throws Fault, InterruptedException {
        var early = site.fact(ProveBeforeOpening.NAME, Proved.class);
        var held = world(site).moments().of(site.run().id());
        var prover = new Prover(site, old, young, held.stream().toList());
        var comparison =
                early.later().isEmpty()
                        ? Comparison.of(List.of(), List.of(), List.of(), List.of())
                        : prover.comparison().rest(Set.copyOf(early.later()));
        long boundary = held.isPresent() ? 0 : held(site).boundary();
        var proof = prover.read(comparison, boundary, Bound.NONE).proof();
        if (held.isEmpty()) {
            proof = withoutTouched(site, young, proof, comparison);
        }
        proof = prover.lookedInto(proof, comparison, boundary, LOOKING);
        world(site).moments().release(site.run().id());
        boolean exact = held.isPresent() || proof.notProved().isEmpty();
        return new Proved(
                early.proof().and(proof).and(unreadable(early.later(), comparison)),
                early.sequencesBehind(),
                List.of(),
                exact);
    }

    private static HoldMoment.Held held(Site site) {
        return site.fact(HoldMoment.NAME, HoldMoment.Held.class);
    }

    /// Without the held moment, a table that clients have changed since cannot be told from one
    /// that the upgrade has changed: of it nothing is said, least of all that it is equal. One that
    /// nobody has written to is as it was.
    private static Proof withoutTouched(
            Site site, Endpoint young, Proof proof, Comparison comparison)
            throws Fault, InterruptedException {
        var names =
                comparison.pairs().stream()
                        .collect(
                                Collectors.toMap(
                                        pair -> pair.before().table(),
                                        pair -> pair.after().table()));
        var differ =
                proof.differences().stream()
                        .map(Difference::table)
                        .collect(Collectors.toCollection(HashSet::new));
        var then = held(site).words();
        var touched = new HashSet<TableName>();
        long end = System.nanoTime() + TOLD.toNanos();
        while (touched.size() < differ.size()) {
            var now = databases(site).writeMarks(young);
            differ.stream()
                    .filter(table -> moved(names.getOrDefault(table, table), then, now))
                    .forEach(touched::add);
            if (touched.size() == differ.size() || System.nanoTime() > end) {
                break;
            }
            Thread.sleep(POLL);
        }
        return Prover.without(
                proof,
                touched,
                "changed by clients since, and the moment before them was not held");
    }

    private static boolean moved(
            TableName table, Map<TableName, String> then, Map<TableName, String> now) {
        var was = then.get(table);
        return was == null || !was.equals(now.get(table));
    }

    private static Proof unreadable(List<TableName> later, Comparison comparison) {
        var read =
                comparison.pairs().stream()
                        .map(pair -> pair.before().table())
                        .collect(Collectors.toSet());
        var notProved = new ArrayList<Proof.NotProved>();
        later.stream()
                .filter(table -> !read.contains(table))
                .forEach(table ->
                        notProved.add(
                                new Proof.NotProved(
                                        table, "dropped or renamed since clients came")));
        return new Proof(List.of(), List.of(), List.of(), List.of(), notProved);
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
