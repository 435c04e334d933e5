package belay.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import belay.api.Belay.Consent;
import belay.api.evidence.EvidencePage;
import belay.api.evidence.MadeUp;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.problem.Answer.Given;
import belay.problem.Answer.Refused;
import belay.problem.Problem;
import belay.release.ReleaseId;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Part;
import belay.run.Picker;
import belay.run.Purpose;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.RunState;
import belay.run.Timings;
import belay.run.Watches;
import belay.step.CheckGates;
import belay.step.Copy;
import belay.step.FenceProduction;
import belay.step.Finding;
import belay.step.Finding.Verdict;
import belay.step.Moments;
import belay.step.OpenToClients;
import belay.step.Options;
import belay.step.Stage;
import belay.step.StepJson;
import belay.step.Switch;
import belay.step.SwitchClients;
import belay.step.UpgradeStep;
import belay.step.World;
import belay.system.ProductSystem.Route;
import belay.system.SystemName;
import belay.testkit.FakeDatabases;
import belay.testkit.FakeHost;
import belay.testkit.FakeJournal;
import belay.testkit.FakeRegisters;
import belay.testkit.FakeSandboxes;
import belay.testkit.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Belay answers, of a world in memory.
class InProcessTest {

    private static final Instant NOW = Instant.parse("2026-11-21T09:03:00Z");
    private static final String UNLOGGED = "unlogged table public.cart";

    private static final RunId UPGRADE = new RunId("20261121-0903-k7q2");
    private static final String KEPT = "shop_before_k7q2";

    private static final String PACK =
            """
            pack: 1
            product: kiosk
            scheme: numeric
            source: made for Belay
            date: 2026-11-01
            detect:
              - database: SELECT release FROM version
              - home: {file: version.txt, pattern: 'Kiosk (\\S+)'}
            releases:
              - {release: "1.0", date: 2024-03-01}
              - {release: "2.0", date: 2025-02-10}
            hops:
              - to: "2.0"
                migrate:
                  - sql: ADD public.version 2.0
                changes:
                  - {table: public.version, rows: added, because: the release puts itself there}
            facts:
              - {name: notes, sql: SELECT count(*) FROM note, holds: at-least}
            checks:
              - {name: notes are there, sql: SELECT count(*) FROM note, expect: '[1-9]\\d*'}
            """;

    private static final String SYSTEM =
            """
            system: kiosk
            product: kiosk
            database:
              port: 5432
              name: kiosk
              admin: {user: belay}
              user: kiosk
              promote: {by: rename}
            home: /opt/kiosk
            """;

    private final Surroundings around = new Surroundings();
    private Path system;
    private InProcess belay;
    private Memory records;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("packs/kiosk"));
        Files.writeString(folder.resolve("packs/kiosk/pack.yaml"), PACK);
        system = folder.resolve("system.yaml");
        Files.writeString(system, SYSTEM);
        production();
        records = new Memory(around);
        belay =
                new InProcess(
                        new InProcess.Person("ada", "test"),
                        Path.of("/belay"),
                        new Shelf(List.of(folder.resolve("packs"))),
                        records.world().databases(),
                        records.world().dumps(),
                        records.world().sandboxes(),
                        records.world().host(),
                        records,
                        new RunIds(() -> NOW, new Random(1)),
                        List::of);
    }

    private void production() {
        around.put("server 5432 at", "/var/lib/postgresql");
        around.put("server 5432 runs", "");
        around.put("server 5432 role belay", "login");
        around.put("server 5432 role kiosk", "login");
        around.put("server 5432 db kiosk access", "all");
        around.put("server 5432 db kiosk table public.note", "id integer\n1");
        around.put("server 5432 db kiosk table public.version", "release text\n1.0");
        around.put("file /opt/kiosk/version.txt", "Kiosk 1.0\n");
    }

    // Homes

    @Test
    void aHomeTellsWhoseItIsWithoutADescriptionOfItsSystem() throws Exception {
        var found = Answer.given(belay.detectHome(Path.of("/opt/kiosk")));

        assertThat(found.certain())
                .hasValue(new HomeFound.Sign("kiosk", "version.txt", new ReleaseId("1.0")));
    }

    @Test
    void aFolderThatNoPackKnowsIsNobodysHome() throws Exception {
        around.put("file /opt/other/version.txt", "Other 1.0\n");

        assertThat(Answer.given(belay.detectHome(Path.of("/opt/other"))).signs()).isEmpty();
        assertThat(belay.detectHome(Path.of("/opt/absent"))).isInstanceOf(Refused.class);
    }

    // Backups

    @Test
    void aBackupWhoseHomeIsOfAnotherReleaseThanItsDatabaseIsRefusedByName() throws Exception {
        backup("Kiosk 2.0\n");

        assertThat(refusal(belay.lossOfRestore(system, "before")))
                .contains("BACKUP:MIXED", "2.0 in the file version.txt")
                .contains("belay backups");
    }

    @Test
    void aBackupOfOneReleaseCanBeRestored() throws Exception {
        backup("Kiosk 1.0\n");

        assertThat(belay.lossOfRestore(system, "before")).isInstanceOf(Given.class);
    }

    @Test
    void whatARestoreLosesIsUnknownWhereProductionIsDown() throws Exception {
        backup("Kiosk 1.0\n");
        around.remove("server 5432 runs");

        var refused = belay.restore(system, "before", Consent.NOT_GIVEN);

        assertThat(refusal(refused))
                .contains("LOSS:NOT_ACCEPTED", "an unknown number of changes", "nothing listens");
    }

    @Test
    void aProductionThatHangsIsNotTakenAsShut() throws Exception {
        backup("Kiosk 1.0\n");
        around.put("server 5432 hangs", "");

        assertThat(refusal(belay.restore(system, "before", Consent.GIVEN)))
                .contains("RESTORE:NOT_SHUT", "is silent", "pg_ctl -m immediate stop");
    }

    private void backup(String home) throws Fault {
        around.put("file /belay/backups/before/home/version.txt", home);
        new FakeRegisters(around)
                .backups()
                .put(
                        new Backup(
                                "before",
                                new SystemName("kiosk"),
                                new RunId("20261120-0903-k7q2"),
                                "/belay/backups/before",
                                NOW,
                                "1.0",
                                "0/1",
                                1,
                                "sum",
                                new Trial.Untried()));
    }

    @Test
    void aBackupThatIsNotThereIsRefusedWithThoseThatAre() throws Exception {
        assertThat(refusal(belay.restore(system, "nonsense", Consent.GIVEN)))
                .contains("BACKUP:UNKNOWN", "found nonsense", "a backup of kiosk; there is none");
        backup("Kiosk 1.0\n");

        assertThat(refusal(belay.restore(system, "befor", Consent.GIVEN)))
                .contains("BACKUP:UNKNOWN", "found befor", "such as before", "did you mean before?")
                .contains("belay backups");
    }

    @Test
    void aRunThatIsNotThereIsRefusedWithThoseThatAre() throws Exception {
        var run = upgraded();

        assertThat(refusal(belay.run(new RunId("20261121-0903-k7q1"))))
                .contains("RUN:UNKNOWN", "found 20261121-0903-k7q1", "such as " + run)
                .contains("did you mean " + run + "?", "belay status");
    }

    @Test
    void aDescriptionFromAFifoIsReadButNothingIsUpgradedByIt(@TempDir Path folder)
            throws Exception {
        var fifo = folder.resolve("fifo");
        assertThat(started("mkfifo", fifo.toString()).waitFor()).isZero();

        var first = started("sh", "-c", "cat \"$0\" > \"$1\"", "" + system, "" + fifo);
        assertThat(belay.detect(fifo)).isInstanceOf(Given.class);
        assertThat(first.waitFor()).isZero();
        var second = started("sh", "-c", "cat \"$0\" > \"$1\"", "" + system, "" + fifo);
        assertThat(refusal(belay.upgrade(new Wanted.Release(fifo, "2.0"))))
                .contains("SYSTEM:NOT_KEPT", "found " + fifo);
        assertThat(second.waitFor()).isZero();
    }

    private static Process started(String... command) throws IOException {
        return new ProcessBuilder(command).start();
    }

    // Waivers

    @Test
    void whatIsLeftBehindBlocksUntilSomebodyAnswersForItUnderTheNameThatIsTold() throws Exception {
        around.put("server 5432 carriage " + UNLOGGED, "the route does not carry its rows");
        assertThat(blocking()).contains("CARRY:LEFT_BEHIND").contains("'" + UNLOGGED + "'");

        var waived = belay.waive(system, UNLOGGED, "the shop is shut", Duration.ofDays(7));

        assertThat(waived).isInstanceOf(Given.class);
        assertThat(blocking()).doesNotContain("CARRY:LEFT_BEHIND");
        assertThat(findings())
                .extracting(Finding::found)
                .anyMatch(found ->
                        found.contains(UNLOGGED + ": ada answers for it")
                                && found.contains("the shop is shut"));
    }

    @Test
    void aWaiverThatIsWithdrawnAnswersForNothingAnyMore() throws Exception {
        around.put("server 5432 carriage " + UNLOGGED, "the route does not carry its rows");
        assertThat(belay.waive(system, UNLOGGED, "it is so", Duration.ofDays(7)))
                .isInstanceOf(Given.class);

        assertThat(belay.withdraw(system, UNLOGGED)).isEqualTo(Answer.of(List.of()));

        assertThat(blocking()).contains("CARRY:LEFT_BEHIND");
    }

    @Test
    void aWaiverWithoutAReasonIsNone() throws Exception {
        assertThat(refusal(belay.waive(system, UNLOGGED, " ", Duration.ofDays(7))))
                .contains("WAIVER:INCOMPLETE");
        assertThat(refusal(belay.waive(system, UNLOGGED, "...", Duration.ofDays(7))))
                .contains("WAIVER:NO_REASON", "why, in words");
        assertThat(refusal(belay.waive(system, UNLOGGED, "for ever", Duration.ofDays(91))))
                .contains("WAIVER:INCOMPLETE", "at most 90 days");
        assertThat(refusal(belay.waive(system, UNLOGGED, "for no time", Duration.ZERO)))
                .contains("WAIVER:INCOMPLETE", "at least a day");
    }

    @Test
    void nobodyAnswersForWhatNothingAsksFor() throws Exception {
        around.put("server 5432 carriage " + UNLOGGED, "the route does not carry its rows");

        var refused = belay.waive(system, "unlogged table public.card", "x", Duration.ofDays(7));

        assertThat(refusal(refused))
                .contains("WAIVER:UNKNOWN", "'" + UNLOGGED + "'")
                .contains("did you mean " + UNLOGGED + "?");
        assertThat(belay.waivers(system)).isEqualTo(Answer.of(List.of()));
    }

    private List<Finding> findings() throws Fault, InterruptedException {
        return Answer.given(belay.check(new Wanted.Release(system, "2.0"))).findings();
    }

    private String blocking() throws Fault, InterruptedException {
        return findings().stream()
                .filter(finding -> finding.verdict() == Verdict.REFUSED)
                .map(finding -> finding.problems().toString())
                .toList()
                .toString();
    }

    // What can be rolled back

    @Test
    void aRunThatLedClientsNowhereCannotBeRolledBack() throws Exception {
        var run = Answer.given(belay.backup(system));

        assertThat(run.order().purpose()).isEqualTo(Purpose.BACKUP);
        assertThat(refusal(belay.lossOfRollback(run.id())))
                .contains("ROLLBACK:NOT_PROMOTED", "an upgrade or a restore that was promoted");
    }

    @Test
    void ofARunUnderWayIsNotSaidThatThereIsNothingToRollBack() throws Exception {
        ordered(UnaryOperator.identity());

        assertThat(refusal(belay.lossOfRollback(UPGRADE)))
                .contains("RUN:AT_WORK")
                .doesNotContain("ROLLBACK:NOT_PROMOTED");
    }

    @Test
    void aRollbackIsOfferedAsLongAsThereIsAnOldSide() throws Exception {
        around.put("server 5432 db shop access", "all");
        around.put("server 5432 db " + KEPT + " access", "nobody");
        var run = upgraded();

        var kept = Answer.given(belay.evidence(run));
        around.remove("server 5432 db " + KEPT + " access");
        var cleaned = Answer.given(belay.evidence(run));

        assertThat(NextStep.of(kept, List.of()))
                .extracting(NextStep::command)
                .containsExactly("belay rollback " + run);
        assertThat(new EvidencePage().html(kept)).contains("The old side is kept");
        assertThat(NextStep.of(cleaned, List.of())).isEmpty();
        assertThat(cleaned.clients().sentence())
                .startsWith("Clients are served by the new side, release 2.3, at 127.0.0.1:")
                .contains("cannot be rolled back: there is no old side to go back to");
        assertThat(new EvidencePage().html(cleaned)).doesNotContain("The old side is kept");
    }

    @Test
    void aFailedUpgradeIsGivenUpTogetherWithTheOrderThatRollsItBack() throws Exception {
        failedAfterItsOpening();
        records.noWorker = true;

        var dead = catchThrowableOfType(Fault.class, () -> belay.rollback(UPGRADE, Consent.GIVEN));

        var rollback = records.journal().holder(new SystemName("shop")).orElseThrow();
        assertThat(rollback.order().purpose()).isEqualTo(Purpose.GO_BACK);
        assertThat(dead.problem().advice()).contains("belay resume " + rollback.id());
        assertThat(state(UPGRADE)).isEqualTo(RunState.ABANDONED);
        records.noWorker = false;
        assertThat(belay.resume(rollback.id())).isInstanceOf(Given.class);
        assertThat(records.worked).containsExactly(rollback.id());
    }

    @Test
    void whatARollbackIsRefusedForLeavesTheFailedUpgradeAsItIs() throws Exception {
        failedAfterItsOpening();
        around.remove("server 5432 db " + KEPT + " access");

        assertThat(refusal(belay.rollback(UPGRADE, Consent.GIVEN)))
                .contains("ROLLBACK:NO_OLD_SIDE");

        assertThat(state(UPGRADE)).isEqualTo(RunState.FAILED);
    }

    private void failedAfterItsOpening() throws Fault {
        around.put("server 5432 db shop access", "all");
        around.put("server 5432 db " + KEPT + " access", "nobody");
        int steps = ordered(UnaryOperator.identity());
        var journal = records.journal();
        var claim = journal.pickUp(UPGRADE, new Picker("here", 1, NOW)).orElseThrow();
        for (int step = 0; step < steps; step++) {
            journal.started(claim, step, Journal.Flush.DISK);
            journal.finished(claim, step, Outcome.NOTHING);
        }
        journal.ended(claim, RunState.FAILED);
    }

    private RunState state(RunId run) throws Fault {
        return records.journal().find(run).orElseThrow().state();
    }

    // Runs of another version

    @Test
    void aRunWhoseStepsFoundWhatThisVersionDoesNotReadIsRefusedByName() throws Exception {
        var journal = records.journal();
        var steps = List.<UpgradeStep>of(new CheckGates(Purpose.PRODUCTION, "/belay"));
        ordered(UnaryOperator.identity(), steps);
        var claim = journal.pickUp(UPGRADE, new Picker("here", 1, NOW)).orElseThrow();
        journal.started(claim, 0, Journal.Flush.DISK);
        journal.finished(claim, 0, new Outcome("{\"findings\": 1, \"later\": 2}"));
        journal.ended(claim, RunState.FAILED);

        for (var refused :
                List.of(belay.run(UPGRADE), belay.standing(UPGRADE), belay.evidence(UPGRADE))) {
            assertThat(refusal(refused)).contains("RUN:OTHER_VERSION", "what its steps found");
        }
        assertThat(belay.unread(journal.find(UPGRADE).orElseThrow())).isPresent();
        assertThat(belay.runs(10)).hasSize(1);
        assertThat(belay.alarms()).isEmpty();
        assertThat(belay.leftovers()).isEmpty();
    }

    @Test
    void aRunOfAnotherVersionIsRefusedByNameAndEverythingElseGoesOn() throws Exception {
        var other = upgraded(InProcessTest::ofAnotherVersion);
        var readable = Answer.given(belay.backup(system)).id();

        for (var refused :
                List.of(
                        belay.run(other),
                        belay.rollback(other, Consent.GIVEN),
                        belay.resume(other),
                        belay.standing(other),
                        belay.evidence(other))) {
            assertThat(refusal(refused))
                    .contains("RUN:OTHER_VERSION", other.text(), "its plan", "Use the Belay");
        }
        assertThat(belay.runs(10)).hasSize(2);
        assertThat(belay.standing(readable)).isInstanceOf(Given.class);
        assertThat(belay.cancel(readable)).isInstanceOf(Given.class);
        assertThat(belay.alarms()).isEmpty();
        assertThat(belay.leftovers()).isEmpty();
    }

    /// With a key that a later version has added.
    private static String ofAnotherVersion(String plan) {
        return plan.replaceFirst("\\{", "{\"later\": 1, ");
    }

    /// A shop that was upgraded by a change of names.
    private RunId upgraded() throws Fault {
        return upgraded(UnaryOperator.identity());
    }

    /// @param written as which its plan is on record
    private RunId upgraded(UnaryOperator<String> written) throws Fault {
        int steps = ordered(written);
        var journal = records.journal();
        var claim = journal.pickUp(UPGRADE, new Picker("here", 1, NOW)).orElseThrow();
        for (int step = 0; step < steps; step++) {
            journal.started(claim, step, Journal.Flush.DISK);
            journal.finished(claim, step, Outcome.NOTHING);
        }
        journal.ended(claim, RunState.DONE);
        return UPGRADE;
    }

    /// An upgrade that nobody has picked up.
    ///
    /// @return how many steps it has
    private int ordered(UnaryOperator<String> written) throws Fault {
        var copy = new Copy.Named("shop_new");
        var stage = new Stage(0, "", Map.of(), "", "", "", "", true, copy);
        var steps =
                List.<UpgradeStep>of(
                        new FenceProduction(Route.TEMPLATE),
                        new SwitchClients(new Switch(stage, copy, KEPT, "", "", "")),
                        new OpenToClients(copy, UPGRADE.text(), false));
        ordered(written, steps);
        return steps.size();
    }

    private void ordered(UnaryOperator<String> written, List<UpgradeStep> steps) throws Fault {
        var _ =
                records.journal()
                        .create(
                                new Order(
                                        UPGRADE,
                                        new SystemName("shop"),
                                        Purpose.PRODUCTION,
                                        written.apply(PlanJson.write(MadeUp.plan("1.4", "2.3"))),
                                        "9f2c",
                                        new Options("", "", false, false, List.of(), List.of())
                                                .json(),
                                        "ada",
                                        Duration.ofSeconds(60),
                                        steps.stream()
                                                .map(s -> Part.of(s, new StepJson()))
                                                .toList()));
    }

    private static String refusal(Answer<?> answer) {
        return answer instanceof Refused<?>(var problems) ? problems.toString() : "not refused";
    }

    /// What Belay remembers, and a worker that never comes.
    private static final class Memory implements Records {

        private final World world;
        private final Journal journal = new FakeJournal(() -> NOW, _ -> false);
        private final List<RunId> worked = new ArrayList<>();
        private boolean noWorker;

        Memory(Surroundings around) {
            var sandboxes = new FakeSandboxes(around, new NoPrograms());
            var registers = new FakeRegisters(around);
            this.world =
                    new World(
                            new FakeDatabases(around),
                            sandboxes,
                            sandboxes,
                            new FakeHost(around, new NoPrograms()),
                            registers.backups(),
                            registers.rehearsals(),
                            registers.waivers(),
                            new Moments(),
                            () -> NOW);
        }

        @Override
        public boolean exist() {
            return true;
        }

        @Override
        public Journal journal() {
            return journal;
        }

        @Override
        public Timings timings() {
            return (_, _, _, _) -> List.of();
        }

        @Override
        public World world() {
            return world;
        }

        @Override
        public Watches watches() {
            return new Watches() {

                @Override
                public void stands(RunId run, Picker watchdog) {}

                @Override
                public Optional<Watching> of(RunId run) {
                    return Optional.empty();
                }
            };
        }

        @Override
        public void work(RunId run) throws Fault {
            if (noWorker) {
                throw new Fault.Permanent(Problem.of("WORKER:NONE", "no worker can be started"));
            }
            worked.add(run);
        }
    }
}
