package belay.cli;

import belay.api.Clients;
import belay.api.Detected;
import belay.api.Estimate;
import belay.api.Evidence;
import belay.api.Imported;
import belay.api.Outlook;
import belay.api.PlanFile;
import belay.clean.Leftover;
import belay.clean.Thing;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.plan.Reply;
import belay.plan.Task;
import belay.plan.Terms;
import belay.plan.Wish;
import belay.release.Action;
import belay.release.Change;
import belay.release.Files;
import belay.release.ImportSheet;
import belay.release.Package;
import belay.release.ReleaseId;
import belay.run.Heading;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.system.ProductSystem;
import belay.system.SystemName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A shop, its plan and its run.
final class Sample {

    static final Instant START = Instant.parse("2026-11-21T09:03:12Z");
    static final RunId RUN = new RunId("20261121-0903-k7q2");
    static final SystemName SHOP = new SystemName("shop");

    static final Plan PLAN =
            new Plan(
                    new ProductSystem(
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
                            ProductSystem.Policy.DEFAULT),
                    "77aa",
                    new ReleaseId("1.4"),
                    new ReleaseId("2.3"),
                    List.of(
                            hop("2.0", "2.0 is a compulsory stop: it splits names"),
                            hop("2.3", "2.3 is the latest release")),
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
                    List.of(),
                    Terms.NONE);

    private Sample() {}

    private static Hop hop(String release, String rule) {
        return new Hop(
                new ReleaseId(release),
                new Hop.Because(rule, "https://shop.example/" + release),
                "full",
                "",
                List.of(),
                List.of(),
                List.of(new Package(new Package.Source.Npm("shop", release + ".0", "00"), "", 1)),
                Map.of(),
                List.of(new Action.Sql("a.sql", "SELECT 1")),
                List.of(),
                new Files(List.of(), List.of(), List.of()),
                List.of(),
                List.of(),
                List.of(),
                "");
    }

    static Outlook outlook(String... changes) {
        return outlook(List.of(), changes);
    }

    static Outlook outlookTaking(Estimate.Factor... factors) {
        var plain = outlook();
        return new Outlook(
                plain.file(),
                plain.packDirectory(),
                new Estimate(List.of(factors)),
                plain.routes(),
                plain.rehearsals(),
                plain.replies(),
                plain.changes());
    }

    static Outlook outlook(Reply reply) {
        return outlook(List.of(reply));
    }

    /// Of a plan whose first hop needs something done by hand before.
    static Outlook outlookWithTask(String what) {
        return outlookWith(List.of(new Task(what, what, "", List.of())), List.of());
    }

    /// Of a plan whose first hop may change any row of `table`.
    static Outlook outlookWithAnyRows(String table, String because) {
        return outlookWith(
                List.of(), List.of(new Change(table, Change.Kind.ROWS, List.of(), because)));
    }

    private static Outlook outlookWith(List<Task> before, List<Change> changes) {
        var first = PLAN.hops().getFirst();
        var hops =
                List.of(
                        new Hop(
                                first.release(),
                                first.because(),
                                first.kind(),
                                first.kindBecause(),
                                before,
                                first.after(),
                                first.packages(),
                                first.runtimes(),
                                first.actions(),
                                first.serving(),
                                first.files(),
                                changes,
                                first.facts(),
                                first.checks(),
                                first.oneWay()),
                        PLAN.hops().getLast());
        return outlook(
                new Plan(
                        PLAN.system(),
                        PLAN.packHash(),
                        PLAN.from(),
                        PLAN.to(),
                        hops,
                        PLAN.current(),
                        PLAN.currentFiles(),
                        PLAN.runtimes(),
                        PLAN.afterCopy(),
                        PLAN.neutralise(),
                        PLAN.identity(),
                        PLAN.facts(),
                        PLAN.checks(),
                        PLAN.volatileTables(),
                        PLAN.caches(),
                        PLAN.warnings(),
                        PLAN.terms()),
                List.of());
    }

    private static Outlook outlook(List<Reply> replies, String... changes) {
        return outlook(PLAN, replies, changes);
    }

    private static Outlook outlook(Plan plan, List<Reply> replies, String... changes) {
        return new Outlook(
                new PlanFile("/etc/shop/system.yaml", Wish.to("", "2.3"), "9f2c", plan),
                "/opt/belay/packs/shop",
                new Estimate(List.of()),
                List.of(),
                List.of(),
                replies,
                List.of(changes));
    }

    static Detected detected() {
        return new Detected(
                SHOP,
                "shop",
                List.of(
                        new Detected.Sign(
                                "database shop",
                                "SELECT version",
                                Detected.Confidence.CERTAIN,
                                List.of(new ReleaseId("1.4")),
                                "it says 1.4",
                                List.of()),
                        new Detected.Sign(
                                "file 版本.txt",
                                "the file",
                                Detected.Confidence.NONE,
                                List.of(),
                                "\u001b[31mgone\u001b[0m",
                                List.of())));
    }

    /// A run of three steps, as far as `done` of them.
    static Run run(RunState state, int done) {
        return run(RUN, SHOP, state, done);
    }

    static Run run(RunId id, SystemName system, RunState state, int done) {
        var titles = List.of("Check the gates", "Back up production", "Copy the database");
        var steps = new ArrayList<StepRecord>();
        for (int i = 0; i < titles.size(); i++) {
            var part = new Part("step-" + i, "Made", titles.get(i), "{}", false);
            steps.add(
                    i >= done
                            ? new StepRecord(i, part)
                            : new StepRecord(
                                    i,
                                    part,
                                    new StepState.Done(
                                            START.plusSeconds(10L * i),
                                            START.plusSeconds(10L * i + 8),
                                            Outcome.NOTHING),
                                    new UndoState.Kept(),
                                    0,
                                    0,
                                    ""));
        }
        var order =
                new Order(
                        id,
                        system,
                        Purpose.TESTING,
                        "{}",
                        "9f2c",
                        "{}",
                        "ada",
                        Duration.ofSeconds(60),
                        steps.stream().map(StepRecord::part).toList());
        return new Run(
                order,
                state,
                1,
                new Heading.Forward(),
                false,
                0,
                false,
                false,
                List.of(),
                START,
                START.plusSeconds(30),
                steps);
    }

    static Evidence evidence(Run run) {
        return new Evidence(
                START.plusSeconds(31),
                "0.1.0",
                run,
                List.of(PLAN),
                List.of(
                        new Evidence.Pause(
                                START,
                                START.plusMillis(463),
                                Duration.ofMillis(463),
                                Duration.ofMillis(137),
                                Duration.ZERO)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Path.of("/var/lib/belay/runs/" + RUN),
                Clients.of(run, List.of()));
    }

    static Imported imported(Imported.State state) {
        return new Imported(
                "x",
                ImportSheet.Kind.ISSUES,
                "/var/lib/belay/packs/x+issues",
                state,
                "9f2c",
                Map.of("releases", 1_085),
                state == Imported.State.CHANGED
                        ? List.of(
                                new Imported.Change(
                                        "hops",
                                        List.of("1 → 2", "2 → 3"),
                                        List.of("1 → 3"),
                                        List.of()))
                        : List.of(),
                List.of(
                        new Imported.Row(
                                "A",
                                "k.json:3:1",
                                "From 1 onwards",
                                "",
                                Imported.Outcome.IMPORTED,
                                ""),
                        new Imported.Row(
                                "B",
                                "k.json:4:1",
                                "TBD",
                                "",
                                Imported.Outcome.NOT_PARSED,
                                "it names no release: TBD")));
    }

    static Leftover backupLeft() {
        return backup("b-1", 405_000_000, new Leftover.Verdict.Removable("left by a try"));
    }

    static Leftover backupKept() {
        return backup(
                "b-2",
                1_000_000_000,
                new Leftover.Verdict.Kept("ordered by hand, kept until 2026-11-28 09:03 UTC"));
    }

    private static Leftover backup(String id, long bytes, Leftover.Verdict verdict) {
        return new Leftover(
                new Thing.Backup(id, "/var/lib/belay/backups/" + id),
                "shop",
                RUN.text(),
                START,
                bytes,
                verdict);
    }
}
