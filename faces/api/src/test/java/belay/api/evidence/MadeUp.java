package belay.api.evidence;

import belay.api.Clients;
import belay.api.Evidence;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.plan.Terms;
import belay.problem.Problem;
import belay.proof.Difference;
import belay.proof.Proof;
import belay.proof.TableName;
import belay.release.Action;
import belay.release.Change;
import belay.release.Files;
import belay.release.ReleaseId;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Heading;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Part;
import belay.run.Picker;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.step.Finding;
import belay.step.Finding.Verdict;
import belay.system.ProductSystem;
import belay.system.SystemName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs that never were.
public final class MadeUp {

    static final Instant START = Instant.parse("2026-11-21T09:03:12Z");
    static final SystemName SHOP = new SystemName("shop");
    static final RunId RUN = new RunId("20261121-0903-k7q2");
    static final String HOSTILE = "<script>alert('x')</script>\u001b[31m & \"quoted\" \u202eevil";

    private MadeUp() {}

    /// A step: title, milliseconds it took.
    private record Did(String title, long millis) {}

    private static final List<Did> UPGRADE =
            List.of(
                    new Did("Check the gates", 820),
                    new Did("Back up production", 12_400),
                    new Did("Restore the backup for trial", 9_300),
                    new Did("Ask the product what it holds", 95),
                    new Did("Copy production and follow it", 14_250),
                    new Did("Catch up with production", 1_200),
                    new Did("Fence production", 61),
                    new Did("Drain what was written", 7),
                    new Did("Promote the copy", 178),
                    new Did("Run the scripts of 2.0", 96),
                    new Did("Run the scripts of 2.3", 41),
                    new Did("Hold the moment for the proof", 12),
                    new Did("Lead the clients to the new side", 22),
                    new Did("Open the new side", 18),
                    new Did("Prove that nothing was lost", 6_100),
                    new Did("Ask the product again and compare", 90),
                    new Did("Run the tests", 1_240));

    static Evidence done() {
        var steps = steps(UPGRADE);
        var run = run(Purpose.PRODUCTION, RunState.DONE, new Heading.Forward(), steps);
        return new Evidence(
                START.plusSeconds(60),
                "0.1.0",
                run,
                List.of(plan("1.4", "2.0", "2.3")),
                List.of(pause(steps)),
                List.of(
                        new Finding("space", Verdict.OK, "41 GB free, 3.1 GB needed", List.of()),
                        new Finding(
                                "rehearsal",
                                Verdict.OK,
                                "passed 2 h ago with the same plan",
                                List.of()),
                        new Finding(
                                "unlogged tables",
                                Verdict.WARNING,
                                "",
                                List.of(
                                        Problem.of(
                                                        "COPY:UNLOGGED",
                                                        "an unlogged table is not carried over")
                                                .value("public.basket")
                                                .advice(
                                                        "Its rows are gone after the switch; empty"
                                                                + " it or make it logged")))),
                List.of(backup()),
                List.of(
                        new Evidence.FactPair("customers", "100000", "100000", true),
                        new Evidence.FactPair("turnover", "84211930.20", "84211930.20", true),
                        new Evidence.FactPair("front page", "200", "200", true)),
                List.of(proof(List.of())),
                List.of(),
                List.of(),
                log(steps),
                Path.of("/var/lib/belay/runs/" + RUN),
                new Clients.Target(Purpose.PRODUCTION, "2.3", "127.0.0.1:6432"));
    }

    static Evidence takenBack() {
        var steps = new ArrayList<StepRecord>();
        var at = START;
        var all = steps(UPGRADE);
        for (var step : all.subList(0, 10)) {
            var done = (StepState.Done) step.state();
            at = done.until();
            steps.add(
                    new StepRecord(
                            step.ordinal(),
                            step.part(),
                            step.ordinal() == 9
                                    ? new StepState.Failed(done.since(), done.until(), hostile())
                                    : done,
                            step.ordinal() == 4
                                    ? new UndoState.Stuck(
                                            at.plusSeconds(3),
                                            Problem.of(
                                                            "SLOT:BUSY",
                                                            "the replication slot is still in use")
                                                    .value("belay_20261121_0903_k7q2")
                                                    .advice(
                                                            "End the session that holds it, then:"
                                                                    + " belay resume "
                                                                    + RUN))
                                    : new UndoState.Undone(
                                            at.plusMillis(1_000 - 80L * step.ordinal()), ""),
                            0,
                            0,
                            ""));
        }
        all.subList(10, all.size())
                .forEach(step -> steps.add(new StepRecord(step.ordinal(), step.part())));
        return new Evidence(
                START.plusSeconds(60),
                "0.1.0",
                run(
                        Purpose.PRODUCTION,
                        RunState.UNDONE,
                        new Heading.Back(hostile(), Heading.Cause.FAULT),
                        steps),
                List.of(plan("1.4", "2.0", "2.3")),
                List.of(),
                List.of(
                        new Finding(
                                HOSTILE,
                                Verdict.REFUSED,
                                HOSTILE,
                                List.of(
                                        Problem.of("GATE:CLOSED", HOSTILE)
                                                .value(HOSTILE)
                                                .advice(HOSTILE)))),
                List.of(
                        new Backup(
                                "b-1",
                                SHOP,
                                RUN,
                                "/var/lib/belay/backups/" + HOSTILE.replace('/', '-'),
                                START,
                                "1.4",
                                "0/16B3748",
                                1_310_000_000,
                                "ab".repeat(32),
                                new Trial.Failed(START, hostile()))),
                List.of(new Evidence.FactPair(HOSTILE, HOSTILE, "other", false)),
                List.of(
                        proof(
                                List.of(
                                        new Difference(
                                                new TableName("public", "orders"),
                                                Difference.Kind.ROWS,
                                                "",
                                                "1000000",
                                                "999999")))),
                List.of(),
                List.of(),
                List.of(new Evidence.Line(START, HOSTILE)),
                Path.of("/var/lib/belay/runs/" + RUN),
                new Clients.Source(Purpose.PRODUCTION, "1.4", "db.example:5432"));
    }

    /// Many of everything, with long and wide names.
    static Evidence large() {
        var dids = new ArrayList<Did>();
        for (int i = 0; i < 60; i++) {
            dids.add(
                    new Did(
                            i % 7 == 0
                                    ? "資料庫をコピーして追いかける、とても長い名前の手順です " + i
                                    : "Start the new release on node number "
                                            + i
                                            + " and wait until it is ready",
                            (i * 7919L) % 60_000 + 3));
        }
        var steps = steps(dids);
        var releases = new ArrayList<String>();
        for (int i = 0; i < 16; i++) {
            releases.add(
                    i % 5 == 3
                            ? "10.4.0.0-14772-2024082" + i + "-release [CU5] hot fix 12"
                            : "10." + i);
        }
        return new Evidence(
                START.plusSeconds(4_000),
                "0.1.0",
                run(Purpose.TESTING, RunState.DONE, new Heading.Forward(), steps),
                List.of(plan(releases.toArray(String[]::new))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(proof(List.of())),
                List.of(),
                List.of(),
                log(steps),
                Path.of("/var/lib/belay/runs/" + RUN),
                new Clients.Source(Purpose.TESTING, "10.0", ""));
    }

    static Run run(Purpose purpose, RunState state, Heading heading, List<StepRecord> steps) {
        var order =
                new Order(
                        RUN,
                        SHOP,
                        purpose,
                        "{}",
                        "9f2c".repeat(16),
                        "{}",
                        "ada",
                        Duration.ofSeconds(60),
                        steps.stream().map(StepRecord::part).toList());
        return new Run(
                order,
                state,
                1,
                heading,
                state == RunState.DONE,
                0,
                false,
                false,
                List.of(new Picker("host", 4711, START)),
                START,
                START.plusSeconds(51),
                steps);
    }

    private static List<StepRecord> steps(List<Did> dids) {
        var steps = new ArrayList<StepRecord>();
        var at = START;
        for (var did : dids) {
            var until = at.plusMillis(did.millis());
            steps.add(
                    new StepRecord(
                            steps.size(),
                            new Part("step-" + steps.size(), "Made", did.title(), "{}", false),
                            new StepState.Done(at, until, Outcome.NOTHING),
                            new UndoState.Kept(),
                            0,
                            0,
                            ""));
            at = until.plusMillis(4);
        }
        return steps;
    }

    private static Evidence.Pause pause(List<StepRecord> steps) {
        var from = ((StepState.Done) steps.get(6).state()).since();
        var until = ((StepState.Done) steps.get(13).state()).until();
        return new Evidence.Pause(
                from, until, Duration.between(from, until), Duration.ofMillis(137), Duration.ZERO);
    }

    private static Backup backup() {
        return new Backup(
                "20261121-0903-k7q2",
                SHOP,
                RUN,
                "/var/lib/belay/backups/20261121-0903-k7q2",
                START.plusSeconds(13),
                "1.4",
                "0/16B3748",
                1_310_000_000,
                "ab".repeat(32),
                new Trial.Passed(START.plusSeconds(23), Duration.ofMillis(9_300)));
    }

    private static Problem hostile() {
        return Problem.of("SCRIPT:FAILED", "the script 2.0/split-names.sql failed: " + HOSTILE)
                .value("ERROR: column \"surname\" of relation \"customer\" already exists")
                .expected("a customer table as 1.4 made it")
                .advice(
                        "Look at how the table came to have the column, mend it, and rehearse"
                                + " again")
                .place("packs/shop/hops/2.0/split-names.sql:14");
    }

    private static Proof proof(List<Difference> differences) {
        return new Proof(
                List.of(
                        compared("customer", 9, 100_000),
                        compared("orders", 12, 1_000_000),
                        compared("order_line", 6, 2_310_443),
                        compared("event_2026_11", 5, 41_201),
                        compared("parcel", 4, 81_114)),
                differences,
                List.of(
                        new Change(
                                "public.customer",
                                Change.Kind.COLUMNS_ADDED,
                                List.of("given_name", "surname"),
                                "names are kept in two columns from 2.0 on"),
                        new Change(
                                "public.stock_level",
                                Change.Kind.TABLE_ADDED,
                                List.of(),
                                "stock is counted for each warehouse")),
                List.of(
                        new Proof.NotCompared(
                                new TableName("public", "session"),
                                "volatile: it changes all the time"),
                        new Proof.NotCompared(
                                new TableName("public", "schema_version"),
                                "rows: any, so no rows of this table are compared: the migration tool writes it")),
                List.of(
                        new Proof.NotProved(
                                new TableName("public", "cart"),
                                "changed by clients since, and the moment before them was not"
                                        + " held")));
    }

    private static Proof.Compared compared(String table, int columns, long rows) {
        return new Proof.Compared(new TableName("public", table), columns, rows);
    }

    private static List<Evidence.Line> log(List<StepRecord> steps) {
        return steps.stream()
                .map(step ->
                        new Evidence.Line(
                                ((StepState.Done) step.state()).since(),
                                "started: " + step.part().title()))
                .toList();
    }

    /// A way along these releases.
    ///
    /// @param releases the first runs now
    public static Plan plan(String... releases) {
        var hops = new ArrayList<Hop>();
        for (int i = 1; i < releases.length; i++) {
            hops.add(
                    new Hop(
                            new ReleaseId(releases[i]),
                            new Hop.Because(
                                    i < releases.length - 1
                                            ? "compulsory stop: it changes the data that later"
                                                    + " releases build on"
                                            : "the release that is wanted",
                                    "https://shop.example/upgrade/" + releases[i]),
                            "full",
                            "",
                            List.of(),
                            List.of(),
                            List.of(),
                            Map.of(),
                            List.of(
                                    new Action.Sql("a.sql", "SELECT 1"),
                                    new Action.Sql("b.sql", "SELECT 2")),
                            List.of(),
                            new Files(List.of(), List.of(), List.of()),
                            List.of(),
                            List.of(),
                            List.of(),
                            i == 1 ? "a password is stored in a new form" : ""));
        }
        return new Plan(
                system(),
                "77aa".repeat(16),
                new ReleaseId(releases[0]),
                new ReleaseId(releases[releases.length - 1]),
                hops,
                List.of(),
                new Files(List.of(), List.of(), List.of()),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of("no checksum is known for the package of 2.0"),
                Terms.NONE);
    }

    private static ProductSystem system() {
        return new ProductSystem(
                SHOP,
                "shop",
                List.of(),
                Map.of(),
                new ProductSystem.DatabaseSettings(
                        "postgresql",
                        "127.0.0.1",
                        5432,
                        "shop",
                        "belay",
                        "",
                        "shop",
                        "",
                        ProductSystem.Route.AUTO,
                        new ProductSystem.Promotion(List.of(), List.of()),
                        "",
                        0),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                ProductSystem.Policy.DEFAULT);
    }
}
