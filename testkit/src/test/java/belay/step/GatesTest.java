package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.release.Command;
import belay.release.Files;
import belay.release.Serving;
import belay.run.Purpose;
import belay.run.Waivers.Waiver;
import belay.step.Finding.Verdict;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import belay.testkit.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What must be so before a run may start.
class GatesTest {

    private static final Command UNTOLD = new Command(List.of("/opt/kiosk"), Map.of(), "", "");

    private static final String UNLOGGED = "unlogged table public.cart";

    private final Scene scene = Scene.withDirectory();
    private Plan plan;
    private Surroundings around;

    @BeforeEach
    void layOut() throws Exception {
        plan = scene.kiosk(Route.PHYSICAL);
        around = scene.production(plan);
    }

    @Test
    void everyGateIsOpenWhereNothingIsWrong() {
        assertThat(problems(plan, Purpose.PRODUCTION)).isEmpty();
    }

    // Packages

    @Test
    void aProgramThatMakesAPackageAndIsNotThereIsRefused() {
        var made = Scene.madeBy(plan, "pip");

        assertThat(problems(made, Purpose.TESTING))
                .singleElement()
                .asString()
                .contains("PACKAGE:NO_PROGRAM", "package of 2.0", "pip");
        around.put("program pip", "");
        assertThat(problems(made, Purpose.TESTING)).isEmpty();
    }

    // The operator's environment file

    @Test
    void anEnvironmentFileThatIsNotThereIsRefused() {
        assertThat(problems(Scene.withEnvironment(plan, "/etc/kiosk.env"), Purpose.TESTING))
                .singleElement()
                .asString()
                .contains("/etc/kiosk.env");
    }

    @Test
    void aVariableThatWouldLeadATrialToProductionIsWarnedOfByItsName() {
        var last = Scene.with(plan, plan.hops().getLast());
        var with = Scene.withEnvironment(last, "/etc/kiosk.env");
        around.put(
                "file /etc/kiosk.env",
                """
                REPORTS=jdbc:postgresql://localhost:5432/kiosk?password=hunter2
                PEER=http://two:8082/
                DATABASE_PORT=5432
                DSN="host=127.0.0.1 port=5432 dbname=kiosk"
                COLOUR=54321
                RELEASE=1.5432.0
                """);

        var findings = Gates.check(Scene.world(around), with, Purpose.TESTING, Scene.BELAY);

        assertThat(Gates.open(findings)).isTrue();
        assertThat(findings)
                .filteredOn(one -> one.gate().equals("environment"))
                .hasSize(2)
                .allSatisfy(one -> {
                    assertThat(one.verdict()).isEqualTo(Verdict.WARNING);
                    assertThat(one.found())
                            .startsWith("DSN, PEER, REPORTS of /etc/kiosk.env")
                            .doesNotContain("hunter2");
                });
    }

    // What a route does not carry

    @Test
    void whatIsLeftBehindBlocksProductionAndNamesTheWaiverThatAnswersForIt() {
        around.put("server 5432 carriage " + UNLOGGED, "the route does not carry its rows");

        assertThat(problems(plan, Purpose.PRODUCTION))
                .hasSize(1)
                .first()
                .asString()
                .contains("CARRY:LEFT_BEHIND", UNLOGGED, "does not carry its rows")
                .contains("belay waive SYSTEM '" + UNLOGGED + "'");
    }

    @Test
    void whatIsLeftBehindBlocksNoRehearsalAndIsToldThere() {
        around.put("server 5432 carriage " + UNLOGGED, "the route does not carry its rows");

        var findings = Gates.check(Scene.world(around), plan, Purpose.TESTING, Scene.BELAY);

        assertThat(Gates.open(findings)).isTrue();
        assertThat(findings)
                .filteredOn(one -> one.verdict() == Verdict.BLOCKS_PRODUCTION)
                .extracting(Finding::gate)
                .containsExactly("carried");
    }

    @Test
    void whoeverAnswersForItIsNamedUntilTheWaiverEnds() throws Exception {
        around.put("server 5432 carriage " + UNLOGGED, "the route does not carry its rows");
        waive(UNLOGGED, Duration.ofDays(1));

        var findings = Gates.check(Scene.world(around), plan, Purpose.PRODUCTION, Scene.BELAY);

        assertThat(Gates.open(findings)).isTrue();
        assertThat(findings)
                .extracting(Finding::found)
                .anyMatch(found -> found.contains("ada answers for it until 2026-11-22"));
        waive(UNLOGGED, Duration.ofDays(-1));
        assertThat(problems(plan, Purpose.PRODUCTION)).hasSize(1);
    }

    @Test
    void aWaiverOfOneThingIsNoneOfAnother() throws Exception {
        around.put("server 5432 carriage " + UNLOGGED, "the route does not carry its rows");
        waive("unlogged table public.basket", Duration.ofDays(1));

        assertThat(problems(plan, Purpose.PRODUCTION)).hasSize(1);
    }

    private void waive(String thing, Duration holds) throws Fault {
        Scene.world(around)
                .waivers()
                .put(
                        new Waiver(
                                plan.system().name(),
                                thing,
                                "ada",
                                "the shop is shut",
                                Scene.NOW.plus(holds)));
    }

    // A server that cannot be backed up

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"TESTING", "PRODUCTION"})
    void aServerWhoseFilesAreElsewhereIsRefusedBeforeAnythingIsDone(Purpose purpose) {
        around.put("server 5432 no backup", "its files are on another machine");

        assertThat(problems(plan, purpose))
                .hasSize(1)
                .first()
                .asString()
                .contains("BACKUP:NOT_POSSIBLE", "its files are on another machine");
    }

    // Whether a restored home finds its database

    @Test
    void aRestoreIsRefusedWhereNothingLeadsTheRestoredHomeToItsDatabase() {
        assertThat(problems(untold(), Purpose.RESTORE))
                .hasSize(2)
                .allMatch(problem -> problem.contains("RESTORE:NO_ADDRESS"))
                .anyMatch(problem -> problem.contains("node one"))
                .anyMatch(problem -> problem.contains("node two"));
    }

    @Test
    void oneThatTellsTheAddressIsEnough() {
        var restoring = Scene.restoring(plan);
        var hop = restoring.hops().getFirst();
        var nowhere = new Promotion(List.of(), List.of());

        assertThat(problems(plan(hop.files(), serving(UNTOLD), nowhere), Purpose.RESTORE))
                .as("a file of the home")
                .isEmpty();
        assertThat(problems(plan(nothing(), hop.serving(), nowhere), Purpose.RESTORE))
                .as("the command's environment")
                .isEmpty();
        assertThat(
                        problems(
                                plan(
                                        nothing(),
                                        serving(
                                                new Command(
                                                        List.of("/opt/kiosk", "{database.port}"),
                                                        Map.of(),
                                                        "",
                                                        "")),
                                        nowhere),
                                Purpose.RESTORE))
                .as("the command's words")
                .isEmpty();
        var hook = plan.system().database().promote().hook();
        assertThat(
                        problems(
                                plan(nothing(), serving(UNTOLD), new Promotion(List.of(), hook)),
                                Purpose.RESTORE))
                .as("a hook")
                .isEmpty();
    }

    private Plan untold() {
        return plan(nothing(), serving(UNTOLD), new Promotion(List.of(), List.of()));
    }

    private static Files nothing() {
        return new Files(List.of(), List.of(), List.of());
    }

    private static List<Serving> serving(Command command) {
        return List.of(
                new Serving(
                        List.of(),
                        List.of(new Serving.Process("server", command, List.of())),
                        List.of(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        List.of(),
                        List.of()));
    }

    /// A restore to a release that is served so.
    private Plan plan(Files files, List<Serving> serving, Promotion promotion) {
        var restoring = Scene.restoring(scene.kiosk(Route.PHYSICAL, promotion));
        var hop = restoring.hops().getFirst();
        return Scene.with(
                restoring,
                new Hop(
                        hop.release(),
                        hop.because(),
                        hop.kind(),
                        hop.kindBecause(),
                        hop.before(),
                        hop.after(),
                        hop.packages(),
                        hop.runtimes(),
                        hop.actions(),
                        serving,
                        files,
                        hop.changes(),
                        hop.facts(),
                        hop.checks(),
                        hop.oneWay()));
    }

    // Whether clients find the new side

    @Test
    void aNewAddressToWhichNothingLeadsClientsIsWarnedOf() throws Exception {
        assertThat(addresses(Scene.notes(Route.PHYSICAL)))
                .singleElement()
                .asString()
                .contains("clients that name 127.0.0.1:5432", "promote.configurations", "rename");
        assertThat(addresses(plan)).as("a file and a hook tell it").isEmpty();
        assertThat(addresses(scene.kioskAt(6432))).as("a port is named").isEmpty();
        assertThat(addresses(Scene.notes(Route.TEMPLATE))).as("it keeps its address").isEmpty();
    }

    private List<String> addresses(Plan checked) {
        return found(checked, "address");
    }

    @Test
    void aSlotThatNothingLimitsIsWarnedOfWhereOneIsUsed() {
        assertThat(found(plan, "slots"))
                .singleElement()
                .asString()
                .contains("max_slot_wal_keep_size");
        assertThat(found(Scene.notes(Route.TEMPLATE), "slots")).isEmpty();
    }

    private List<String> found(Plan checked, String gate) {
        return Gates.check(Scene.world(around), checked, Purpose.PRODUCTION, Scene.BELAY).stream()
                .filter(finding -> finding.gate().equals(gate))
                .map(Finding::found)
                .toList();
    }

    private List<String> problems(Plan checked, Purpose purpose) {
        return Gates.check(Scene.world(around), checked, purpose, Scene.BELAY).stream()
                .filter(finding -> finding.verdict() == Verdict.REFUSED)
                .flatMap(finding -> finding.problems().stream())
                .map(problem -> problem.code() + " " + problem)
                .toList();
    }
}
