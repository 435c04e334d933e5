package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.problem.Problem;
import belay.release.Action;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepState;
import belay.run.Waivers.Waiver;
import belay.step.Finding;
import belay.step.Gates;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What is wrong is found before anything is touched, or taken back: production goes on either way.
class RefusalsTest {

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
    void aHopThatFailsHalfWayIsTakenBackAndTheWritersGoOn() throws Exception {
        var broken =
                withScript(
                        new Action.Sql(
                                "hops/2.0.sql",
                                "DELETE FROM order_line;\nSELECT nothing FROM nowhere"));

        var run = carriedOut(broken);

        assertThat(run.state()).isEqualTo(RunState.UNDONE);
        assertThat(failure(run)).contains("hops/2.0.sql:2", "nowhere");
        assertProductionGoesOn();
        assertThat(
                        rig.postgres.ask(
                                rig.postgres.endpoint(rig.plan.system().database()),
                                "SELECT count(*) FROM pg_replication_slots"))
                .isEqualTo("0");
    }

    @Test
    void aHopThatDoesNotBringItsReleaseIsRolledBackAndNotCalledDone() throws Exception {
        var idle =
                changedHop(
                        withScript(new Action.Sql("hops/2.0.sql", "SELECT 1")),
                        "checks",
                        List.of());

        var run = carriedOut(idle);

        assertThat(run.state()).isEqualTo(RunState.UNDONE);
        assertThat(failure(run)).contains("RELEASE:OTHER", "1.4", "2.0");
        assertProductionGoesOn();
    }

    @Test
    void aPackThatCanCarryNothingOutIsPlannedWithAndRefusedForARunByName() {
        var empty = changedHop(rig.plan, "actions", List.of());

        assertThat(refusals(empty)).contains("HOP:NOTHING_TO_DO");
    }

    @Test
    void aPortThatIsTakenIsNamedAndTheWritersGoOn() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var plan = changed("/system/database", "promotedPort", taken.getLocalPort());

            var run = carriedOut(plan);

            assertThat(run.state()).isEqualTo(RunState.UNDONE);
            assertThat(failure(run)).contains("Port " + taken.getLocalPort() + " is taken");
            assertProductionGoesOn();
        }
    }

    @Test
    void everyGateThatIsClosedSaysWhyAndWhatToDo() {
        assertThat(refusals(rig.plan)).containsExactly("REHEARSAL:NONE");
        assertThat(refusals(changed("/system/database", "user", "belay"))).contains("ROLES:SAME");
        assertThat(refusals(changed("/system/database", "user", "nobody")))
                .contains("ROLES:MISSING");
        assertThat(refusals(changed("/system/database", "name", "postgres")))
                .contains("DATABASE:OTHER_PRODUCT");
        assertThat(refusals(changed("", "from", "1.3"))).contains("PLAN:STALE");
        assertThat(refusals(changed("/system/database", "adminPasswordFile", "/no/such/file")))
                .contains("DATABASE:PASSWORD_FILE");
        assertThat(refusals(changed("/system/database", "name", "missing")))
                .contains("DATABASE:3D000");
    }

    @Test
    void whatIsAnsweredForInVainIsTold() throws Exception {
        var now = rig.world(rig.postgres, rig.host).clock().instant();
        var system = rig.plan.system().name();
        rig.store
                .waivers()
                .put(new Waiver(system, "start at bot", "ann", "ticket 7", now.plusSeconds(600)));

        var findings =
                Gates.check(
                        rig.world(rig.postgres, rig.host), rig.plan, Purpose.TESTING, rig.home());

        assertThat(findings)
                .filteredOn(finding -> finding.gate().equals("waivers"))
                .singleElement()
                .extracting(Finding::found)
                .asString()
                .contains("'start at bot' answers for nothing");
    }

    @Test
    void aPortThatIsTakenIsNamedBeforeAnythingIsDoneAndWhoseItIs() throws Exception {
        int production = rig.plan.system().database().port();
        var own = changed("/system/database", "promotedPort", production);

        assertThat(problems(own, Purpose.PRODUCTION, rig.host).toString())
                .contains("PORT:TAKEN", "production itself");
        assertThat(problems(own, Purpose.TESTING, rig.host).toString()).contains("PORT:TAKEN");
        assertThat(refusals(changed("/system/database", "promotedPort", rig.host.freePort())))
                .containsExactly("REHEARSAL:NONE");
    }

    @Test
    void roomIsMeasuredOnTheDiskWhereTheCopyWillLie() {
        var elsewhere = changed("/system/database", "directory", "/elsewhere/copies");
        var host = fullAt("/elsewhere");

        assertThat(problems(elsewhere, Purpose.PRODUCTION, host).toString())
                .contains("SPACE:TOO_LITTLE", "0 MB free at /elsewhere", "database.directory");
        assertThat(problems(rig.plan, Purpose.PRODUCTION, host).toString())
                .doesNotContain("SPACE:TOO_LITTLE");
    }

    /// This machine, with one full disk more.
    private Host fullAt(String where) {
        return (Host)
                Proxy.newProxyInstance(
                        Host.class.getClassLoader(),
                        new Class<?>[] {Host.class},
                        (proxy, method, arguments) -> {
                            boolean there =
                                    arguments != null
                                            && arguments[0] instanceof Path path
                                            && path.startsWith(where);
                            return switch (method.getName()) {
                                case "freeBytes" -> there ? 0L : Long.MAX_VALUE;
                                case "disk" -> there ? "full" : "empty";
                                default -> method.invoke(rig.host, arguments);
                            };
                        });
    }

    private List<Problem> problems(Plan plan, Purpose purpose, Host host) {
        return Gates.check(rig.world(rig.postgres, host), plan, purpose, rig.home()).stream()
                .flatMap(finding -> finding.problems().stream())
                .toList();
    }

    private List<String> refusals(Plan plan) {
        var findings =
                Gates.check(
                        rig.world(rig.postgres, rig.host), plan, Purpose.PRODUCTION, rig.home());
        return findings.stream()
                .map(Finding::problems)
                .flatMap(List::stream)
                .peek(problem -> assertThat(problem.advice()).as(problem.code()).isNotEmpty())
                .map(problem -> problem.code())
                .toList();
    }

    private Run carriedOut(Plan plan) throws Fault, InterruptedException {
        var run = rig.order(Purpose.PRODUCTION, plan, List.of());
        rig.carryOut(run, rig.store.journal(), rig.postgres, rig.host);
        return rig.run(run);
    }

    private static String failure(Run run) {
        for (var step : run.steps()) {
            if (step.state() instanceof StepState.Failed failed) {
                return failed.problem().toString();
            }
        }
        return "nothing failed";
    }

    private void assertProductionGoesOn() throws Exception {
        long before = rig.shop.orders().acknowledged();
        long end = System.nanoTime() + 20_000_000_000L;
        while (rig.shop.orders().acknowledged() <= before && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        rig.shop.stopWriters();
        assertThat(rig.shop.orders().acknowledged()).isGreaterThan(before);
        assertThat(rig.shop.orders().lost()).isZero();
    }

    private Plan withScript(Action.Sql script) {
        var first = rig.plan.hops().getFirst();
        var hops = new ArrayList<Hop>(rig.plan.hops());
        hops.set(
                0,
                new Hop(
                        first.release(),
                        first.because(),
                        first.kind(),
                        first.kindBecause(),
                        first.before(),
                        first.after(),
                        first.packages(),
                        first.runtimes(),
                        List.of(script),
                        first.serving(),
                        first.files(),
                        first.changes(),
                        first.facts(),
                        first.checks(),
                        first.oneWay()));
        var json = (ObjectNode) PlanJson.mapper().valueToTree(rig.plan);
        json.set("hops", PlanJson.mapper().valueToTree(hops));
        return PlanJson.mapper().treeToValue(json, Plan.class);
    }

    private static Plan changedHop(Plan plan, String key, Object value) {
        var json = (ObjectNode) PlanJson.mapper().valueToTree(plan);
        ((ObjectNode) json.at("/hops/0")).set(key, PlanJson.mapper().valueToTree(value));
        return PlanJson.mapper().treeToValue(json, Plan.class);
    }

    private Plan changed(String where, String key, Object value) {
        var json = (ObjectNode) PlanJson.mapper().valueToTree(rig.plan);
        ((ObjectNode) json.at(where)).putPOJO(key, value);
        return PlanJson.read(PlanJson.mapper().writeValueAsString(json));
    }
}
