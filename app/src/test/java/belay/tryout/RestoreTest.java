package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Belay.Consent;
import belay.api.Clients;
import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Answer.Given;
import belay.problem.Answer.Refused;
import belay.problem.Problem;
import belay.run.Backups.Backup;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepState;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import belay.testkit.Death;
import belay.testkit.DyingJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// A restore is of a release: its data, its home and what leads to them come back together, or
/// production stays as it is.
class RestoreTest {

    private static final String RELEASE =
            "SELECT release FROM shop_version ORDER BY installed DESC LIMIT 1";

    /// Started, and then: before what it did is on record.
    private static final int ACTED = 3;

    /// That, after the step that is repeated is on record.
    private static final int NEXT_ACTED = 7;

    private Rig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @Test
    @EnabledIfSystemProperty(named = "belay.kills", matches = "\\d+")
    void aBackupOfAnOlderReleaseBringsThatReleaseBackWhereverItsCarrierDies() throws Exception {
        home("1.4");
        var before = backup();
        carry(rig.order(Purpose.PRODUCTION, rig.plan, List.of()));
        released("2.3");

        var run = given(rig.belay().restore(rig.shop.system(), before.id(), Consent.GIVEN)).id();
        int deaths = dying(run);

        var restored = rig.run(run);
        assertThat(restored.state()).as(problems(restored)).isEqualTo(RunState.DONE);
        assertThat(deaths).isGreaterThanOrEqualTo(restored.steps().size());
        assertThat(ask(RELEASE)).isEqualTo("1.4");
        assertThat(releasedFile()).isEqualTo("1.4");
        assertWritersGoOn();
    }

    @Test
    void whoDiesInsideEveryKindOfActOfARestoreLeavesOneProductionAndTheWayBack() throws Exception {
        home("1.4");
        var before = backup();
        var upgrade = carry(rig.order(Purpose.PRODUCTION, rig.plan, List.of()));
        assertThat(upgrade.state()).isEqualTo(RunState.DONE);
        released("2.3");

        var run = given(rig.belay().restore(rig.shop.system(), before.id(), Consent.GIVEN)).id();
        var deadly = new Deadly();
        while (!rig.run(run).state().over()) {
            try {
                rig.carryOut(
                        run,
                        rig.store.journal(),
                        deadly.databases(rig.postgres),
                        deadly.host(rig.host));
            } catch (Death expected) {
                assertThat(deadly.seen()).isNotEmpty();
            }
        }

        assertThat(rig.run(run).state()).isEqualTo(RunState.DONE);
        assertThat(deadly.seen()).contains("restoreAsProduction", "fenceServer", "carry", "open");
        assertThat(ask(RELEASE)).isEqualTo("1.4");
        assertWritersGoOn();
        assertThat(releasedFile()).isEqualTo("1.4");
        assertThat(Clients.of(rig.run(run), List.of()).sentence())
                .contains("the restored backup, release 1.4");
        assertThat(given(rig.belay().evidence(run)).losses())
                .singleElement()
                .satisfies(loss ->
                        assertThat(loss.words())
                                .startsWith("everything written since ")
                                .endsWith(", the moment of backup " + before.id()));
        assertTheRestoreCanBeRolledBack(run, upgrade.id());
    }

    /// To the upgrade that stood before it, which then stands again.
    private void assertTheRestoreCanBeRolledBack(RunId restore, RunId upgrade) throws Exception {
        assertThat(refused(rig.belay().lossOfRollback(upgrade)))
                .contains("ROLLBACK:NOT_STANDING", "belay rollback " + restore);
        assertThat(refused(rig.belay().rollback(restore, Consent.NOT_GIVEN)))
                .contains("LOSS:NOT_ACCEPTED");

        var back = carry(given(rig.belay().rollback(restore, Consent.GIVEN)).id());

        assertThat(back.state()).as(problems(back)).isEqualTo(RunState.DONE);
        assertThat(ask(RELEASE)).isEqualTo("2.3");
        assertThat(releasedFile()).isEqualTo("2.3");
        assertWritersGoOn();
        assertThat(rig.belay().lossOfRollback(upgrade)).isInstanceOf(Given.class);
    }

    @Test
    void aProductionThatIsDownComesBackFromItsBackupWhereTheLossIsAccepted() throws Exception {
        home("1.4");
        var before = backup();
        var dead = new Place(rig.home().resolve("try/production"), production().port());
        rig.postgres.stop(dead);

        assertThat(refused(rig.belay().restore(rig.shop.system(), before.id(), Consent.NOT_GIVEN)))
                .contains("LOSS:NOT_ACCEPTED", "unknown number of changes", "nothing listens at");
        var run =
                carry(
                        given(rig.belay().restore(rig.shop.system(), before.id(), Consent.GIVEN))
                                .id());

        assertThat(run.state()).as(problems(run)).isEqualTo(RunState.DONE);
        assertThat(production().port()).isNotEqualTo(dead.port());
        assertThat(ask(RELEASE)).isEqualTo("1.4");
        assertThat(given(rig.belay().standing(run.id())).clients().sentence())
                .contains("the restored backup, release 1.4");
        assertWritersGoOn();
    }

    @Test
    void aRestoredProductThatFailsItsTestsIsNotDoneAndProductionGoesOn() throws Exception {
        var before = backup();
        Files.writeString(
                rig.shop.system(),
                """
                checks:
                  - name: nobody has ever passed this
                    sql: SELECT 1
                    expect: "2"
                """,
                java.nio.file.StandardOpenOption.APPEND);

        var run = given(rig.belay().restore(rig.shop.system(), before.id(), Consent.GIVEN)).id();
        carry(run);

        assertThat(rig.run(run).state()).isEqualTo(RunState.UNDONE);
        assertThat(problems(rig.run(run))).contains("CHECK:FAILED");
        assertWritersGoOn();
    }

    @Test
    void whatLivesOnTheSameServerIsNotShutOut() throws Exception {
        var before = backup();
        var server = production();
        rig.postgres.copyTemplate(server.database("postgres"), "neighbour");

        var refused = rig.belay().restore(rig.shop.system(), before.id(), Consent.GIVEN);

        assertThat(refused(refused)).contains("RESTORE:NOT_POSSIBLE", "neighbour");
        assertWritersGoOn();
    }

    @Test
    void aBackupWithoutTheHomeIsRefusedByName() throws Exception {
        var before = backup();
        home("1.4");

        var refused = rig.belay().restore(rig.shop.system(), before.id(), Consent.GIVEN);

        assertThat(refused(refused)).contains("BACKUP:NO_HOME");
    }

    /// A home whose release stands in a file, reached by a link.
    private void home(String release) throws Exception {
        var directory = Files.createDirectories(rig.home().resolve("shops/first"));
        Files.writeString(directory.resolve("release.txt"), release + "\n");
        Files.createSymbolicLink(link(), directory);
        Files.writeString(
                rig.shop.system(),
                "home: " + link() + "\n",
                java.nio.file.StandardOpenOption.APPEND);
    }

    private Path link() {
        return rig.home().resolve("shops/current");
    }

    private String releasedFile() throws Exception {
        return Files.readString(link().resolve("release.txt")).strip();
    }

    /// What an upgrade of the product would have written.
    private void released(String release) throws Exception {
        Files.writeString(link().resolve("release.txt"), release + "\n");
    }

    private Backup backup() throws Exception {
        var run = given(rig.belay().backup(rig.shop.system())).id();
        assertThat(carry(run).state()).isEqualTo(RunState.DONE);
        return rig.store.backups().of(rig.plan.system().name()).getFirst();
    }

    private Run carry(RunId run) throws Fault, InterruptedException {
        rig.carryOut(run, rig.store.journal(), rig.postgres, rig.host);
        return rig.run(run);
    }

    private int dying(RunId run) throws Fault, InterruptedException {
        int lastBreath = ACTED;
        int deaths = 0;
        while (!rig.run(run).state().over()) {
            try {
                rig.carryOut(
                        run,
                        new DyingJournal(rig.store.journal(), lastBreath),
                        rig.postgres,
                        rig.host);
            } catch (Death expected) {
                lastBreath = NEXT_ACTED;
                deaths++;
            }
        }
        return deaths;
    }

    /// Where system.yaml says that production is.
    private Endpoint production() {
        var system = ((Given<ProductSystem>) SystemFile.read(rig.shop.system())).value();
        return rig.postgres.endpoint(system.database());
    }

    private String ask(String query) throws Fault {
        return rig.postgres.ask(production(), query);
    }

    private void assertWritersGoOn() throws Fault {
        long before = rig.shop.orders().acknowledged();
        long end = System.nanoTime() + 20_000_000_000L;
        while (rig.shop.orders().acknowledged() <= before && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(rig.shop.orders().acknowledged()).isGreaterThan(before);
    }

    private static <T> T given(Answer<T> answer) {
        return switch (answer) {
            case Given<T>(var value) -> value;
            case Refused<T>(var problems) -> throw new AssertionError(problems);
        };
    }

    private static String refused(Answer<?> answer) {
        return answer instanceof Refused<?>(var problems) ? problems.toString() : "not refused";
    }

    private static String problems(Run run) {
        return run.steps().stream()
                .map(step -> step.state())
                .filter(StepState.Failed.class::isInstance)
                .map(state -> ((StepState.Failed) state).problem())
                .map(Problem::toString)
                .toList()
                .toString();
    }
}
