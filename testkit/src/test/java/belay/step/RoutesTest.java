package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Databases.Offer;
import belay.outside.Fault;
import belay.plan.Plan;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Wish;
import belay.problem.Answer.Given;
import belay.release.Pack;
import belay.release.Packs;
import belay.run.Purpose;
import belay.run.RunId;
import belay.system.ProductSystem;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Policy;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import belay.system.SystemName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoutesTest {

    private static final Offer PHYSICAL =
            new Offer(
                    Route.PHYSICAL,
                    List.of("the server holds other databases too"),
                    List.of(),
                    List.of());
    private static final Offer TEMPLATE =
            new Offer(
                    Route.TEMPLATE,
                    List.of(),
                    List.of("roughly 3 s to 9 s for 1300 MB"),
                    List.of());
    private static final Offer LOGICAL =
            new Offer(
                    Route.LOGICAL, List.of("pg_dump is not on this machine"), List.of(), List.of());

    @Test
    void thePlanHoldsTheFirstRouteThatIsPossible() {
        var routes = new Routes(Route.AUTO, List.of(PHYSICAL, TEMPLATE, LOGICAL));

        assertThat(routes.choose(system("shop", Route.AUTO)).database().route())
                .isEqualTo(Route.TEMPLATE);
    }

    @Test
    void anotherRouteIsAnotherPlan() {
        assertThat(plan("shop", Route.TEMPLATE).hash())
                .isNotEqualTo(plan("shop", Route.PHYSICAL).hash());
    }

    @Test
    void whatIsChosenIsShownWithWhatItMeansForThePause() {
        var routes = new Routes(Route.TEMPLATE, List.of(PHYSICAL, TEMPLATE, LOGICAL));

        assertThat(routes.findings())
                .extracting(Finding::found)
                .containsExactly(
                        "not possible: the server holds other databases too",
                        "chosen: roughly 3 s to 9 s for 1300 MB",
                        "not possible: pg_dump is not on this machine");
    }

    @Test
    void whereNoRouteIsPossibleTheRefusalItselfNamesEveryHindrance() {
        var findings = new Routes(Route.AUTO, List.of(PHYSICAL, LOGICAL)).findings();

        var problem = findings.getLast().problems().getFirst();
        assertThat(problem.code()).isEqualTo("ROUTE:NONE");
        assertThat(problem.value())
                .isEqualTo(
                        "physical: the server holds other databases too; logical: pg_dump is not on this machine");
    }

    @Test
    void whereTheWantedRouteIsNotPossibleAnotherOneIsNamed() {
        var findings = new Routes(Route.LOGICAL, List.of(PHYSICAL, TEMPLATE, LOGICAL)).findings();

        var problem = findings.getLast().problems().getFirst();
        assertThat(problem.reason()).contains("by the route logical");
        assertThat(problem.advice()).contains("set database.route in system.yaml to template");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"TEMPLATE", "LOGICAL"})
    void theRehearsalMakesTheSameCopyAsProduction(Route route) throws Fault {
        var plan = plan("shop", route);

        assertThat(routes(itinerary(Purpose.TESTING, plan).rehearsal(List.of())))
                .containsExactly(route)
                .isEqualTo(routes(itinerary(Purpose.PRODUCTION, plan).production()));
    }

    @Test
    void aNameThatIsKeptFitsWhateverTheProductsNameIs() throws Fault {
        for (var name : List.of("shop", "ü".repeat(31), "a".repeat(63))) {
            var kept =
                    itinerary(Purpose.PRODUCTION, plan(name, Route.TEMPLATE)).production().stream()
                            .filter(SwitchClients.class::isInstance)
                            .map(step -> ((SwitchClients) step).how().keptDatabase())
                            .findFirst()
                            .orElseThrow();

            assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
            assertThat(kept)
                    .endsWith("_before_20261121_0903_k7q2")
                    .startsWith(name.substring(0, 4));
        }
    }

    private static List<Route> routes(List<UpgradeStep> steps) {
        return steps.stream()
                .filter(CopyProduction.class::isInstance)
                .map(step -> ((CopyProduction) step).route())
                .toList();
    }

    private static Itinerary itinerary(Purpose purpose, Plan plan) {
        return new Itinerary(
                new RunId("20261121-0903-k7q2"), purpose, plan, Path.of("/belay"), () -> 5432);
    }

    private static Plan plan(String database, Route route) {
        var pack = ((Given<Pack>) Packs.read(Path.of("../packs/shop"))).value();
        return ((Proposal.Planned)
                        Planner.plan(pack, system(database, route), Wish.to("1.4", "2.3")))
                .plan();
    }

    private static ProductSystem system(String database, Route route) {
        return new ProductSystem(
                new SystemName("shop"),
                "shop",
                List.of(),
                Map.of(),
                new DatabaseSettings(
                        "postgresql",
                        "127.0.0.1",
                        5432,
                        database,
                        "belay",
                        "",
                        "shop",
                        "",
                        route,
                        new Promotion(List.of(), List.of()),
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
                Policy.DEFAULT);
    }
}
