package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.ProofWords;
import belay.api.Standing;
import belay.outside.Databases;
import belay.outside.Databases.Bound;
import belay.outside.Databases.Reading;
import belay.outside.Fault;
import belay.problem.Answer.Given;
import belay.proof.Difference;
import belay.proof.Proof;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepState;
import belay.run.Waivers.Waiver;
import belay.step.JudgeFindings;
import belay.system.ProductSystem.Route;
import belay.testkit.Death;
import belay.testkit.DyingJournal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The proof of an upgrade whose hop loses data, on real servers and under real writers.
class ProofTest {

    private static final String LOSS =
            "DELETE FROM job WHERE id = 2; UPDATE product SET stock = stock + 1 WHERE id IN (3, 5);";

    private Rig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new Rig().withoutBackups();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"PHYSICAL", "TEMPLATE", "LOGICAL"})
    void aHopThatLosesRowsIsRolledBackBeforeClientsAreLetIn(Route route) throws Exception {
        var plan = rig.harmful(LOSS, "", route);
        var run = carriedOut(rig.order(Purpose.PRODUCTION, plan, List.of(), false));
        rig.shop.stopWriters();

        assertThat(run.state()).as("%s", run.steps()).isEqualTo(RunState.UNDONE);
        assertThat(run.committed()).isFalse();
        assertThat(failure(run, "judge-before-opening"))
                .contains(
                        "public.job had 2 rows and has 1: 1 gone, e.g. id=2 (mentioned by the hop"
                                + " to 2.3: hops/2.3.sql)",
                        "public.product has other values in the same number of rows:"
                                + " 2 changed, e.g. id=3, id=5; in stock (2)",
                        "{table: public.product, columns: [stock], because: ...}");
        assertThat(ProofWords.proof(run).orElseThrow().holds()).isFalse();
        assertThat(rig.shop.orders().lost()).isZero();
    }

    /// What was small before is compared before the opening, however large a hop has made it.
    @Test
    void aSmallTableThatAHopHasFilledIsComparedBeforeClientsAreLetIn() throws Exception {
        var plan =
                rig.harmful(
                        "INSERT INTO job (name, every)"
                                + " SELECT repeat('x', 1000), '1 day' FROM generate_series(1, 6000);",
                        "",
                        Route.PHYSICAL);
        var run = carriedOut(rig.order(Purpose.PRODUCTION, plan, List.of(), false));

        assertThat(run.state()).as("%s", run.steps()).isEqualTo(RunState.UNDONE);
        assertThat(failure(run, "judge-before-opening"))
                .contains("public.job had 2 rows and has 6002");
    }

    @Test
    void whereAHopMayAddRowsItMayNotChangeTheOldOnes() throws Exception {
        var plan =
                rig.harmful(
                        "UPDATE shop_version SET installed = now() WHERE release = '1.4';",
                        "",
                        Route.TEMPLATE);
        var run = carriedOut(rig.order(Purpose.PRODUCTION, plan, List.of(), false));
        rig.shop.stopWriters();

        assertThat(run.state()).as("%s", run.steps()).isEqualTo(RunState.UNDONE);
        assertThat(failure(run, "judge-before-opening"))
                .contains("public.shop_version has 0 of its 1 old rows");
    }

    @Test
    void whatWasFoundAfterTheOpeningStaysFoundUntilSomebodyAnswersForIt() throws Exception {
        var id = rig.order(Purpose.PRODUCTION, rig.harmful(LOSS, "", Route.PHYSICAL), List.of());
        var found = carriedOut(id, hasty());
        assertThat(found.state()).isEqualTo(RunState.FAILED);
        assertThat(failure(found, "judge-findings")).contains("belay rollback", "belay accept");

        var resumed = resumed(id);
        assertThat(resumed.state()).isEqualTo(RunState.FAILED);
        assertThat(failure(resumed, "judge-findings")).isEqualTo(failure(found, "judge-findings"));
        assertThat(ProofWords.line(ProofWords.proof(resumed).orElseThrow()))
                .startsWith("does not hold: ")
                .contains("2 differences");
        assertThat(((Given<Standing>) rig.belay().standing(id)).value().need())
                .contains("belay rollback " + id, "belay accept " + id + " --why REASON")
                .doesNotContain("corrected");

        rig.store
                .waivers()
                .put(
                        new Waiver(
                                found.system(),
                                JudgeFindings.acceptance(id),
                                "anna",
                                "jobs are scheduled anew",
                                Instant.now().plus(Duration.ofDays(1))));
        var accepted = resumed(id);
        assertThat(accepted.state()).isEqualTo(RunState.DONE);
        var judged =
                accepted.step("judge-findings")
                        .orElseThrow()
                        .outcome()
                        .as(JudgeFindings.Judged.class);
        assertThat(judged.by()).isEqualTo("anna");
        assertThat(judged.differences()).isEqualTo(2);
        assertThat(ProofWords.proof(accepted).orElseThrow().holds()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PHYSICAL", "TEMPLATE"})
    void whereTheMomentIsLostWhatNobodyTouchedIsProvedAndTheRestIsToldApart(Route route)
            throws Exception {
        var plan = rig.harmful(LOSS, "", route);
        var id = rig.order(Purpose.PRODUCTION, plan, List.of(), false);
        dieWhenOpened(id);
        awaitWrites();
        var run = carriedOut(id, hasty());
        rig.shop.stopWriters();

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        var proof = ProofWords.proof(run).orElseThrow();
        assertThat(proof.differences())
                .extracting(Difference::table)
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("public.job", "public.product");
        assertThat(proof.notCompared()).noneMatch(left -> left.reason().contains("clients"));
        assertThat(proof.compared())
                .extracting(Proof.Compared::table)
                .extracting(Object::toString)
                .contains("public.customer", "public.event");
    }

    @Test
    void oneRehearsalTellsEverythingAndKeepsItsCopyIfItIsWanted() throws Exception {
        var plan =
                rig.harmful(
                        LOSS,
                        """
                          - name: a fact of another product
                            sql: SELECT count(*) FROM nowhere
                            holds: equal
                          - name: jobs there are
                            sql: SELECT count(*) FROM job
                            holds: equal
                        """,
                        Route.PHYSICAL);
        var run = carriedOut(rig.order(Purpose.TESTING, plan, List.of(), true));
        rig.shop.stopWriters();

        assertThat(run.state()).isEqualTo(RunState.UNDONE);
        assertThat(failure(run, "judge-findings"))
                .contains(
                        "a fact of another product",
                        "jobs there are",
                        "public.job had 2 rows and has 1",
                        "public.product has other values");
        var kept = rig.kept(run);
        assertThat(rig.postgres.ask(kept, "SELECT count(*) FROM job")).isEqualTo("1");
        assertThat(rig.postgres.ask(kept.database("belay-before"), "SELECT count(*) FROM job"))
                .isEqualTo("2");
    }

    private Run carriedOut(RunId id) throws Exception {
        return carriedOut(id, rig.postgres);
    }

    private Run carriedOut(RunId id, Databases databases) throws Exception {
        rig.carryOut(id, rig.store.journal(), databases, rig.host);
        return rig.run(id);
    }

    private Run resumed(RunId id) throws Exception {
        rig.store.journal().resume(id, "test");
        return carriedOut(id);
    }

    /// Whoever takes over has not what this one held in memory.
    private void dieWhenOpened(RunId id) throws Fault, InterruptedException {
        for (int breath = 3; !opened(id); breath = 7) {
            try {
                rig.carryOut(id, new DyingJournal(rig.store.journal(), breath), hasty(), rig.host);
            } catch (Death expected) {
                assertThat(rig.run(id).state()).isEqualTo(RunState.RUNNING);
            }
        }
    }

    private void awaitWrites() throws Fault {
        long then = rig.shop.orders().acknowledged();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (rig.shop.orders().acknowledged() < then + 20) {
            assertThat(System.nanoTime()).as("nobody writes").isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private boolean opened(RunId id) throws Fault {
        return rig.run(id).step("open-to-clients").orElseThrow().state() instanceof StepState.Done;
    }

    private static String failure(Run run, String step) {
        return Stream.of(run.step(step).orElseThrow().state())
                .map(state -> ((StepState.Failed) state).problem())
                .map(problem ->
                        problem.reason() + " | " + problem.value() + " | " + problem.advice())
                .findFirst()
                .orElseThrow();
    }

    /// A server so slow that nothing can be read within the pause.
    private Databases hasty() {
        return hasty(rig.postgres);
    }

    private static Databases hasty(Databases real) {
        return (Databases)
                Proxy.newProxyInstance(
                        ProofTest.class.getClassLoader(),
                        new Class<?>[] {Databases.class},
                        (_, method, arguments) -> {
                            try {
                                if (method.getName().equals("fingerprints")
                                        && arguments.length == 5
                                        && arguments[3] instanceof Bound bound
                                        && bound.time().compareTo(Duration.ofHours(1)) < 0) {
                                    arguments[2] = List.<Reading>of();
                                }
                                var result = method.invoke(real, arguments);
                                return result instanceof Databases under ? hasty(under) : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
