package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.release.Pack;
import belay.release.Packs;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the catalogue knows of a way stands in the plan of a system, and closes it.
class TermsTest {

    @TempDir Path folder;

    @Test
    void anIssueClosesThePlanUntilItIsAccepted() throws IOException {
        var pack = pack("issues: [{id: B-1, affects: 3.0, fixed: 2.5, because: slow}]");

        var open = plan(pack, system(""), WISH);
        var accepted = plan(pack, system(""), WISH.allow(Set.of("B-1")));

        assertThat(codes(open)).containsExactly("ISSUE:OPEN");
        assertThat(codes(accepted)).isEmpty();
        assertThat(accepted.terms().allowed()).containsExactly("B-1");
        assertThat(accepted.hash()).isNotEqualTo(open.hash());
    }

    @Test
    void aRehearsalIsGoodForEveryPlanThatCarriesOutTheSame() throws IOException {
        var pack = pack("issues: [{id: B-1, affects: 3.0, fixed: 2.5, because: slow}]");
        var rehearsed = plan(pack, system(""), WISH);

        assertThat(plan(pack, system(""), WISH.allow(Set.of("B-1"))).rehearsalHash())
                .isEqualTo(plan(pack, system("about: {a: 1}"), WISH).rehearsalHash())
                .isEqualTo(plan(pack, system("policy: {window: 4h}"), WISH).rehearsalHash())
                .isEqualTo(rehearsed.rehearsalHash());
        assertThat(plan(pack, system("home: /opt/x"), WISH).rehearsalHash())
                .isNotEqualTo(rehearsed.rehearsalHash());
    }

    @Test
    void whatTheSystemTellsDecidesWhetherAnIssueApplies() throws IOException {
        var pack = pack("issues: [{id: B-1, affects: 3.0, when: {failover: true}, because: x}]");

        assertThat(plan(pack, system(""), WISH).terms().issues().getFirst().applies())
                .isEqualTo("cannot tell");
        assertThat(plan(pack, system("about: {failover: true}"), WISH).terms().issues())
                .extracting(Reply.Hit::applies)
                .containsExactly("applies");
        assertThat(plan(pack, system("about: {failover: false}"), WISH).terms().issues()).isEmpty();
        assertThat(plan(pack, system(""), WISH.facts(Map.of("failover", "false"))).terms().issues())
                .isEmpty();
    }

    @Test
    void whatTheDataSaysDecidesWhetherAnIssueApplies() throws IOException {
        var pack =
                pack(
                        "issues: [{id: B-1, affects: 3.0, when: {sql: SELECT 1, expect: '1'}, because: x}]");

        assertThat(Planner.questions(pack)).containsExactly("SELECT 1");
        assertThat(
                        planned(Planner.plan(pack, system(""), WISH, Map.of("SELECT 1", "0")))
                                .terms()
                                .issues())
                .isEmpty();
        assertThat(
                        planned(Planner.plan(pack, system(""), WISH, Map.of("SELECT 1", "1")))
                                .terms()
                                .issues())
                .extracting(Reply.Hit::applies)
                .containsExactly("applies");
    }

    @Test
    void aBrokenSmallPackageGivesWayToTheFullOne() throws IOException {
        var pack =
                pack(
                        """
                        package-kinds: [{kind: cumulative, for: 3.0, from: '>=1', because: base line}]
                        issues: [{id: P-1, affects: 3.0, package: cumulative, because: files are lost}]
                        """);

        var fallen = plan(pack, system(""), WISH);
        var accepted = plan(pack, system(""), WISH.allow(Set.of("P-1")));

        assertThat(fallen.hops().getFirst().kind()).isEqualTo("full");
        assertThat(fallen.hops().getFirst().kindBecause()).contains("P-1", "files are lost");
        assertThat(fallen.terms().issues()).isEmpty();
        assertThat(accepted.hops().getFirst().kind()).isEqualTo("cumulative");
        assertThat(accepted.terms().allowed()).containsExactly("P-1");
    }

    @Test
    void requirementsAreLookedForOnEachNode() throws IOException {
        var pack = pack("requirements: [{name: dotnet, for: 3.0, version: '8', install: .NET 8}]");
        var system =
                system(
                        """
                        nodes:
                          - {name: one, about: {dotnet: 8.0.1}}
                          - {name: two, about: {dotnet: 6.0}}
                          - {name: three}
                        """);

        var plan = plan(pack, system, WISH);

        assertThat(plan.terms().requirements())
                .extracting(need -> need.node() + " " + need.state())
                .containsExactly("one met", "three unknown", "two not met");
        assertThat(codes(plan)).containsExactly("REQUIREMENT:NOT_MET");
        assertThat(Obstacle.of(plan).getFirst().waiver()).isEqualTo("dotnet 8 on two");
    }

    @Test
    void everyNameUnderWhichAPlanCanAskSomebodyIsKnownFromThePack() throws IOException {
        var pack =
                pack(
                        """
                        requirements: [{name: dotnet, for: 3.0, version: '8', install: .NET 8}]
                        issues: [{id: B-1, affects: 3.0, because: slow}]
                        rules:
                          - {step: rebuild the index, to: 3.0, because: it has another form}
                          - {check: space, to: 3.0, ask: {sql: SELECT 7, expect: '7'}, because: x}
                        """);
        var system = system("nodes: [{name: one, about: {dotnet: 6.0}}, {name: two}]");

        var names = new WaiverNames(pack, system);

        assertThat(names.all())
                .containsExactly("B-1", "rebuild the index", "dotnet 8 on one", "dotnet 8 on two");
        assertThat(names.all())
                .containsAll(
                        Obstacle.of(plan(pack, system, WISH)).stream()
                                .map(Obstacle::waiver)
                                .toList());
        assertThat(names.has("hotfix 7")).isTrue();
        assertThat(names.has("space")).isFalse();
    }

    @Test
    void nodesOfDifferentReleasesAreRefused() throws IOException {
        var system = system("nodes: [{name: one, release: 1.0}, {name: two, release: 1.5}]");

        assertThat(Planner.plan(pack(""), system, WISH).toString())
                .contains("PLAN:MIXED", "one 1.0, two 1.5");
    }

    @Test
    void whatIsDoneByHandHasToBeAnsweredFor() throws IOException {
        var pack =
                pack(
                        """
                        rules:
                          - {step: rebuild the index, to: 3.0, because: it has another form}
                          - {check: space, to: 3.0, ask: {sql: SELECT 7, expect: '7'}, because: x}
                        """);

        var plan = plan(pack, system(""), WISH.to("3.0"));

        assertThat(Obstacle.of(plan))
                .extracting(Obstacle::waiver)
                .containsExactly("rebuild the index");
        assertThat(plan.hops().getFirst().before().getFirst().asked()).hasSize(1);
    }

    @Test
    void aPauseForMigrationsStandsAtItsHop() throws IOException {
        var pack =
                pack(
                        """
                        rules:
                          - background: {name: ids, introduced: 2.0.1, deprecated: 3.0, ask: {sql: SELECT 0, expect: '0'}}
                            because: they grow
                        """);

        var plan = plan(pack, system(""), WISH);

        assertThat(plan.hops())
                .extracting(hop -> hop.release().text())
                .containsExactly("2.5", "3.0");
        assertThat(plan.hops().getFirst().after())
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.what()).isEqualTo("wait for the background migrations ids");
                    assertThat(task.byHand()).isFalse();
                });
        assertThat(codes(plan)).isEmpty();
    }

    @Test
    void whatIsDoneOnTheWayUpIsNotDoneOnTheWayDown() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("pack")).resolve("a.sql"), "SELECT 1;");
        Files.writeString(
                Files.createDirectories(folder.resolve("pack")).resolve("b.sql"), "SELECT 2;");
        var pack =
                pack(
                        """
                        rules: [{downgrade: {from: 3.0, to: 2.5}, on: downgrade, because: supported}]
                        hops:
                          - {to: '*', migrate: [{sql: a.sql}]}
                          - {to: 2.5, on: downgrade, migrate: [{sql: b.sql}]}
                        """);
        var wish =
                new Wish(
                        "3.0", "2.5", Set.of(), "", "", List.of(), Set.of(), true, List.of(), "",
                        List.of(), false, List.of(), Map.of());

        var plan = plan(pack, system(""), wish);

        assertThat(plan.terms().downgrade()).isTrue();
        assertThat(plan.hops().getFirst().actions().toString())
                .contains("b.sql")
                .doesNotContain("a.sql");
    }

    @Test
    void theWindowIsThatOfTheWishElseThatOfTheSystem() throws IOException {
        var system = system("policy: {window: 2h}");

        assertThat(plan(pack(""), system, WISH).terms().window())
                .containsExactly(Duration.ofHours(2));
        assertThat(
                        plan(pack(""), system, WISH.window(List.of(Duration.ofHours(1))))
                                .terms()
                                .window())
                .containsExactly(Duration.ofHours(1));
        assertThat(
                        new Window(Duration.ofHours(2))
                                .against(Duration.ofHours(1), Duration.ofHours(2)))
                .isEmpty();
        assertThat(
                        new Window(Duration.ofHours(2))
                                .against(Duration.ofHours(1), Duration.ofMinutes(121))
                                .orElseThrow()
                                .toString())
                .contains("WINDOW:TOO_SHORT", "120 min", "121 min");
    }

    @Test
    void theWayWithTheLeastDowntimeTakesTheQuickerStop() throws IOException {
        var pack =
                pack(
                        """
                        estimate:
                          - {name: rewrite, minutes: 90, each-hop: true, downtime: true, for: 2.0.2}
                          - {name: restart, minutes: 5, each-hop: true, downtime: true}
                        rules: [{stop: 2.0.*, because: x}]
                        """);
        var wish =
                new Wish(
                        "1.0", "", Set.of(), "", "", List.of(), Set.of(), false, List.of(), "",
                        List.of(), true, List.of(), Map.of());

        var proposal = (Proposal.Planned) Planner.plan(pack, system(""), wish);

        assertThat(proposal.plan().terms().estimates())
                .extracting(Reply.Estimate::likely)
                .containsExactly(100.0, 100.0);
        assertThat(proposal.reply().compare().getLast())
                .isEqualTo(new Reply.Alternative("least downtime", List.of("2.0.1", "3.0"), 0, 10));
    }

    @Test
    void theSameAgainIsTheSamePlan() throws IOException {
        var more =
                """
                issues: [{id: B-1, affects: 3.0, because: x}, {id: B-2, affects: 3.0, because: x}]
                requirements: [{name: dotnet, for: 3.0, version: '8', install: x}]
                """;
        var about = "about: {a: 1, b: 2, c: 3, d: [4, 5]}\nnodes: [{name: one}, {name: two}]";
        var wish = WISH.allow(Set.of("B-2", "B-1"));

        assertThat(plan(pack(more), system(about), wish).hash())
                .isEqualTo(plan(pack(more), system(about), wish).hash())
                .isNotEqualTo(plan(pack(more), system(about + "\nrelease: 1.0"), wish).hash());
    }

    private static final Wish WISH = Wish.latest("1.0");

    private static final String BASE =
            """
            pack: 1
            product: x
            scheme: numeric
            source: its vendor
            releases:
              - {release: 3.0}
              - {release: 2.5}
              - {release: 2.0.2}
              - {release: 2.0.1}
              - {release: 1.5}
              - {release: 1.0}
            """;

    private Pack pack(String more) throws IOException {
        var pack = Files.createDirectories(folder.resolve("pack"));
        Files.writeString(pack.resolve("pack.yaml"), BASE + more + "\n");
        return given(Packs.read(pack));
    }

    private ProductSystem system(String more) throws IOException {
        Files.writeString(
                folder.resolve("system.yaml"),
                """
                system: mine
                product: x
                database: {name: x, user: x, admin: {user: belay}}
                """
                        + more
                        + "\n");
        return given(SystemFile.read(folder.resolve("system.yaml")));
    }

    private static Plan plan(Pack pack, ProductSystem system, Wish wish) {
        return planned(Planner.plan(pack, system, wish));
    }

    private static Plan planned(Proposal proposal) {
        if (proposal instanceof Proposal.Planned(var plan, _)) {
            return plan;
        }
        throw new AssertionError("not planned: " + proposal);
    }

    private static List<String> codes(Plan plan) {
        return Obstacle.of(plan).stream().map(obstacle -> obstacle.problem().code()).toList();
    }
}
