package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Problem;
import belay.release.Action;
import belay.release.Command;
import belay.release.Pack;
import belay.release.Package;
import belay.release.Packs;
import belay.release.ReleaseId;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {

    @TempDir Path folder;
    @TempDir Path home;

    @Test
    void takesTheShopOverItsCompulsoryStop() throws IOException {
        var plan =
                planned(
                        Planner.plan(
                                given(Packs.read(Path.of("../packs/shop"))),
                                system("product: shop"),
                                Wish.latest("1.4")));

        assertThat(path(plan)).containsExactly("2.0", "2.3");
        assertThat(plan.hops().getFirst().because().rule())
                .startsWith("2.0 is a compulsory stop: 2.0 splits");
        assertThat(plan.hops().getLast().because().rule()).isEqualTo("2.3 is the latest release");
        assertThat(plan.facts()).hasSize(4);
        assertThat(plan.neutralise())
                .extracting(Action.Sql::name)
                .containsExactly("neutralise.sql");
        assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
    }

    @Test
    void aSystemIsNotToldThatThereIsNothingToDoWhereAHotfixWasAskedFor() throws IOException {
        var wish =
                new Wish(
                        "3.0",
                        "3.0",
                        Set.of(),
                        "",
                        "",
                        List.of(),
                        Set.of(),
                        false,
                        List.of("H1"),
                        "",
                        List.of(),
                        false,
                        List.of(),
                        Map.of());

        assertThat(refusal(Planner.plan(pack(""), system(""), wish)))
                .contains("PLAN:ONLY_HOTFIXES", "H1");
    }

    @Test
    void takesTheFewestHops() throws IOException {
        assertThat(path("", "1.0", "3.0")).containsExactly("3.0");
    }

    @Test
    void takesTheLatestReleaseOfAStop() throws IOException {
        assertThat(path("rules: [{stop: 2.0.*, because: x}]", "1.0", "3.0"))
                .containsExactly("2.0.2", "3.0");
    }

    @Test
    void aStopIsSatisfiedByStandingInIt() throws IOException {
        assertThat(path("rules: [{stop: 2.0.*, because: x}]", "2.0.1", "3.0"))
                .containsExactly("3.0");
        assertThat(path("rules: [{stop: 2.0.*, because: x}]", "1.0", "2.0.1"))
                .containsExactly("2.0.1");
    }

    @Test
    void aStopCountsOnlyBetweenTheReleasesThatItNames() throws IOException {
        var rule = "rules: [{stop: 2.0.2, from: <1.5, to: '>=3', because: x}]";

        assertThat(path(rule, "1.0", "3.0")).containsExactly("2.0.2", "3.0");
        assertThat(path(rule, "1.5", "3.0")).containsExactly("3.0");
        assertThat(path(rule, "1.0", "2.5")).containsExactly("2.5");
    }

    @Test
    void anOptionalStopIsTakenUnlessItIsLeftOut() throws IOException {
        var pack = pack("rules: [{stop: 2.5, optional: true, because: it is faster}]");

        var taken = planned(Planner.plan(pack, system(""), Wish.to("1.0", "3.0")));
        var left =
                planned(
                        Planner.plan(
                                pack, system(""), Wish.to("1.0", "3.0").without(Set.of("2.5"))));

        assertThat(path(taken)).containsExactly("2.5", "3.0");
        assertThat(taken.hops().getFirst().because())
                .isEqualTo(new Hop.Because("2.5 is an optional stop: it is faster", "its vendor"));
        assertThat(path(left)).containsExactly("3.0");
        assertThat(left.warnings()).contains("The optional stop 2.5 is left out, as asked for.");
    }

    @Test
    void aCompulsoryStopCannotBeLeftOut() throws IOException {
        var pack = pack("rules: [{stop: 2.5, because: x}]");

        assertThat(
                        refusal(
                                Planner.plan(
                                        pack,
                                        system(""),
                                        Wish.to("1.0", "3.0").without(Set.of("2.5")))))
                .contains("PLAN:NOT_OPTIONAL");
    }

    @Test
    void aSkippedReleaseIsNeverInstalled() throws IOException {
        assertThat(
                        path(
                                "rules: [{stop: 2.0.*, because: x}, {skip: 2.0.2, because: broken}]",
                                "1.0",
                                "3.0"))
                .containsExactly("2.0.1", "3.0");
    }

    @Test
    void aRefusedHopIsGoneAround() throws IOException {
        var plan =
                planned(
                        Planner.plan(
                                pack(
                                        "rules: [{refuse: {from: <2, to: '>=3'}, because: the old"
                                                + " format is gone, source: manual §3}]"),
                                system(""),
                                Wish.to("1.0", "3.0")));

        assertThat(path(plan)).containsExactly("2.5", "3.0");
        assertThat(plan.hops().getFirst().because())
                .isEqualTo(
                        new Hop.Because(
                                "no direct way from 1.0: the old format is gone", "manual §3"));
    }

    @Test
    void previewsAndWithdrawnReleasesAreNoStops() throws IOException {
        var pack =
                pack(
                        "rules: [{stop: '>=2.7 <3', because: x}]",
                        "{release: 2.7, state: preview}",
                        "{release: 2.8, state: withdrawn}");

        assertThat(Planner.plan(pack, system(""), Wish.to("1.0", "3.0")))
                .isInstanceOf(Proposal.Unreachable.class);
    }

    @Test
    void aPreviewIsInstalledOnlyWhenAskedForByName() throws IOException {
        var pack = pack("", "{release: 4.0, state: preview}");

        var asked = planned(Planner.plan(pack, system(""), Wish.to("1.0", "4.0")));

        assertThat(path(planned(Planner.plan(pack, system(""), Wish.latest("1.0")))))
                .containsExactly("3.0");
        assertThat(asked.warnings()).contains("4.0 is a preview.");
    }

    @Test
    void theSameReleaseIsNothingToDo() throws IOException {
        assertThat(Planner.plan(pack(""), system(""), Wish.to("3.0", "v3.0")))
                .isEqualTo(new Proposal.NothingToDo(new ReleaseId("3.0")));
    }

    @Test
    void anOlderReleaseIsRefused() throws IOException {
        assertThat(refusal(Wish.to("3.0", "1.0"))).contains("PLAN:OLDER", "restore the backup");
    }

    @Test
    void anUnknownReleaseIsRefusedAndTheKnownOnesNamed() throws IOException {
        assertThat(refusal(Wish.to("1.0", "9.9")))
                .contains("TARGET:INVALID", "one of 3.0, 2.5, 2.0.2");
        assertThat(refusal(Wish.to("0.9", "3.0"))).contains("SOURCE:INVALID", "found 0.9");
        assertThat(refusal(Wish.to("1.0", "three"))).contains("TARGET:INVALID", "found three");
        assertThat(refusal(Wish.to("1.0", "3.0").without(Set.of("7")))).contains("RELEASE:UNKNOWN");
    }

    @Test
    void aWithdrawnReleaseIsRefused() throws IOException {
        assertThat(
                        refusal(
                                Planner.plan(
                                        pack("", "{release: 3.1, state: withdrawn}"),
                                        system(""),
                                        Wish.to("1.0", "3.1"))))
                .contains("PLAN:WITHDRAWN");
    }

    @Test
    void aPackOfAnotherProductIsRefused() throws IOException {
        assertThat(refusal(Planner.plan(pack(""), system("product: y"), Wish.latest("1.0"))))
                .contains("PLAN:OTHER_PRODUCT");
    }

    @Test
    void noStartIsRefused() throws IOException {
        assertThat(refusal(Wish.latest(""))).contains("PLAN:NO_START");
    }

    @Test
    void whatTheSystemSaysMustBeWhatWasFound() throws IOException {
        var system = system("release: 1.5");

        assertThat(path(planned(Planner.plan(pack(""), system, Wish.latest("")))))
                .containsExactly("3.0");
        assertThat(refusal(Planner.plan(pack(""), system, Wish.latest("1.0"))))
                .contains("PLAN:CONTRADICTION", "1.5 in system.yaml, found 1.0");
    }

    @Test
    void aPackWithoutAReleasedReleaseHasNoTarget() throws IOException {
        Files.writeString(
                folder.resolve("pack.yaml"),
                BASE.replaceFirst(
                        "(?s)releases:.*", "releases: [{release: 1.0, state: preview}]\n"));

        assertThat(refusal(Planner.plan(given(Packs.read(folder)), system(""), Wish.latest("1.0"))))
                .contains("PLAN:NO_TARGET");
    }

    @Test
    void whereThereIsNoWayTheNearestReleasesAreNamed() throws IOException {
        var proposal =
                Planner.plan(
                        pack(
                                "rules: [{refuse: {from: '*', to: 3.0}, because: the migration is broken, source: bug 7}]",
                                "{release: 3.1}"),
                        system(""),
                        Wish.to("1.0", "3.0"));

        var unreachable = (Proposal.Unreachable) proposal;
        assertThat(unreachable.nearest())
                .extracting(ReleaseId::text)
                .containsExactly("3.1", "2.5", "2.0.2");
        assertThat(unreachable.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "the rules leave no way, found from 1.0 to 3.0. aim at one of the releases"
                                + " that can be reached [PLAN:UNREACHABLE]",
                        "bug 7: 3.0: refused from 1.0: the migration is broken [PLAN:RULE]");
    }

    @Test
    void aTargetThatIsSkippedIsUnreachable() throws IOException {
        var proposal =
                Planner.plan(
                        pack("rules: [{skip: 3.0, because: broken}]"),
                        system(""),
                        Wish.to("1.0", "3.0"));

        assertThat(((Proposal.Unreachable) proposal).nearest().getFirst().text()).isEqualTo("2.5");
    }

    @Test
    void whatIsDoneWhenAReleaseIsPassedComesInTheOrderOfReleases() throws IOException {
        var plan =
                planned(
                        Planner.plan(
                                pack(
                                        """
                                        hops:
                                          - {to: "3.0", migrate: [{sql: SELECT 'arrived'}]}
                                          - {through: "2.5", migrate: [{sql: SELECT '2.5'}]}
                                          - {through: "1.5", migrate: [{sql: SELECT '1.5'}], one-way: gone}
                                          - {through: "1.0", migrate: [{sql: SELECT 'never'}]}
                                          - {to: "*", from: ">=2", migrate: [{sql: SELECT 'never'}]}
                                        """),
                                system(""),
                                Wish.latest("1.0")));

        assertThat(plan.hops().getFirst().actions())
                .extracting(action -> ((Action.Sql) action).text())
                .containsExactly("SELECT '1.5'", "SELECT '2.5'", "SELECT 'arrived'");
        assertThat(plan.hops().getFirst().oneWay()).isEqualTo("gone");
    }

    @Test
    void eachReleaseIsAskedItsOwnFacts() throws IOException {
        var plan =
                planned(
                        Planner.plan(
                                pack(
                                        """
                                        facts:
                                          - {name: users, for: <3, sql: SELECT 'before'}
                                          - {name: users, for: ">=3", sql: SELECT 'since'}
                                        """),
                                system(""),
                                Wish.latest("1.0")));

        assertThat(plan.facts().toString()).contains("before").doesNotContain("since");
        assertThat(plan.hops().getFirst().facts().toString())
                .contains("since")
                .doesNotContain("before");
    }

    @Test
    void knownIssuesOfTheWayStandInThePlan() throws IOException {
        var plan =
                planned(
                        Planner.plan(
                                pack(
                                        "issues: [{id: B-1, affects: 3.0, fixed: 2.5, because: slow}]"),
                                system(""),
                                Wish.latest("1.0")));

        assertThat(plan.terms().issues())
                .containsExactly(
                        new Reply.Hit(
                                "B-1",
                                "3.0",
                                "applies",
                                "",
                                List.of("2.5"),
                                "slow",
                                "its vendor",
                                false));
    }

    @Test
    void aPackSaysHowPackagesOfTheOperatorAreUnpacked() throws IOException {
        var system = system("home: shop\npackages: {'3.0': 3.zip}");

        var plan = planned(Planner.plan(pack("strip: 1"), system, Wish.to("1.0", "3.0")));

        assertThat(plan.hops().getLast().packages())
                .extracting(one -> one.strip())
                .containsExactly(1);
    }

    @Test
    void whatMayBeEmptiedIsSaidByThePackAndByTheSystem() throws IOException {
        var pack = pack("caches: ['public\\.page_cache']");
        var system = system("caches: ['public\\.thumbnails', 'public\\.page_cache']");

        var plan = planned(Planner.plan(pack, system, Wish.to("1.0", "3.0")));

        assertThat(plan.caches()).containsExactly("public\\.page_cache", "public\\.thumbnails");
    }

    @Test
    void theOperatorsPackageGoesBeforeThePacks() throws IOException {
        var pack = pack("packages: [{release: 3.0, maven: 'a:b:3:zip', strip: 1}]");
        var system = system("home: shop\npackages: {v3.0: 3.zip}");

        var packages =
                planned(Planner.plan(pack, system, Wish.latest("1.0")))
                        .hops()
                        .getFirst()
                        .packages();

        assertThat(packages)
                .containsExactly(
                        new Package(
                                new Package.Source.Local(home.resolve("3.zip").toString()), "", 1));
    }

    @Test
    void aPackageWithoutAChecksumIsWarnedOf() throws IOException {
        var pack = pack("packages: [{release: 3.0, maven: 'a:b:3:zip'}]");

        assertThat(planned(Planner.plan(pack, system("home: x"), Wish.latest("1.0"))).warnings())
                .contains("The package of 3.0 has no checksum in the pack: it cannot be checked.");
    }

    @Test
    void packagesOfRegistriesAndCommandsAreReadAndTheSumsOfNpmCount() throws IOException {
        var integrity =
                "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
        var npm =
                pack(
                        "packages: [{release: 3.0, npm: '@shop/a@3.0.0', sha512: '"
                                + integrity
                                + "'}]");
        var made =
                pack(
                        """
                        packages:
                          - release: 3.0
                            run: [pip, install, --target, "{package}", "shop=={release}"]
                            environment: {PIP_NO_INPUT: 1}
                            within: 10m
                        """);

        var plan = planned(Planner.plan(npm, system("home: x"), Wish.latest("1.0")));
        assertThat(plan.warnings()).noneMatch(warning -> warning.contains("package"));
        assertThat(plan.hops().getFirst().packages().getFirst().source())
                .asInstanceOf(InstanceOfAssertFactories.type(Package.Source.Npm.class))
                .satisfies(source -> {
                    assertThat(source.words()).isEqualTo("npm @shop/a@3.0.0");
                    assertThat(source.sha512()).startsWith("cf83e1357eefb8bd");
                });
        plan = planned(Planner.plan(made, system("home: x"), Wish.latest("1.0")));
        assertThat(plan.warnings())
                .contains("The package of 3.0 is made by a command: nothing checks what it makes.");
        assertThat(plan.hops().getFirst().packages())
                .containsExactly(
                        new Package(
                                new Package.Source.Made(
                                        new Command(
                                                List.of(
                                                        "pip",
                                                        "install",
                                                        "--target",
                                                        "{package}",
                                                        "shop=={release}"),
                                                Map.of("PIP_NO_INPUT", "1"),
                                                "{package}",
                                                ""),
                                        Duration.ofMinutes(10)),
                                "",
                                0));
    }

    @Test
    void aSystemWithoutAHomeNeedsNoPackages() throws IOException {
        var pack = pack("packages: [{release: 3.0, operator: true}]");

        assertThat(
                        planned(Planner.plan(pack, system(""), Wish.latest("1.0")))
                                .hops()
                                .getFirst()
                                .packages())
                .isEmpty();
    }

    @Test
    void aPackageThatOnlyTheOperatorCanGetMustBeNamed() throws IOException {
        var pack = pack("packages: [{release: 3.0, operator: true}]");

        assertThat(refusal(Planner.plan(pack, system("home: x"), Wish.latest("1.0"))))
                .contains("PACKAGE:MISSING", "packages: {\"3.0\": FILE}");
        assertThat(
                        refusal(
                                Planner.plan(
                                        pack,
                                        system("home: x\npackages: {'9': a.zip}"),
                                        Wish.latest("1.0"))))
                .contains("RELEASE:UNKNOWN");
    }

    @Test
    void portsSecretsAndRuntimesMustBeNamed() throws IOException {
        var pack =
                pack(
                        """
                        serving:
                          - for: "*"
                            runtime: {java: 21}
                            processes: [{name: a, command: [x, "{port.admin}"]}]
                            ready: [{port: http}]
                        facts: [{name: a, http: {path: /, headers: {A: "{secret.token}"}}}]
                        """);
        var complete =
                system(
                        """
                        ports: {http: 8080, admin: 8081}
                        secrets: {token: token.txt}
                        runtimes: {java: {21: /usr/lib/jvm/21}}
                        """);

        assertThat(refusal(Planner.plan(pack, system(""), Wish.latest("1.0"))))
                .contains(
                        "SYSTEM:PORT_MISSING",
                        "found admin",
                        "found http",
                        "SYSTEM:SECRET_MISSING",
                        "found token",
                        "SYSTEM:RUNTIME_MISSING",
                        "found java 21");
        assertThat(path(planned(Planner.plan(pack, complete, Wish.latest("1.0")))))
                .containsExactly("3.0");
    }

    @Test
    void anOperatorWhoServesHimselfNeedsNoRuntime() throws IOException {
        var pack = pack("serving: [{for: '*', runtime: {java: 21}}]");
        var own = system("serving: {processes: [{name: s, command: [systemctl, start, s]}]}");

        assertThat(path(planned(Planner.plan(pack, own, Wish.latest("1.0")))))
                .containsExactly("3.0");
    }

    @Test
    void whereNothingIsAskedThePlanSaysSo() throws IOException {
        assertThat(planned(Planner.plan(pack(""), system(""), Wish.latest("1.0"))).warnings())
                .singleElement()
                .asString()
                .contains("nothing would show that it works");
    }

    @Test
    void theSameInputGivesTheSameHash() throws IOException {
        var first = planned(Planner.plan(pack(""), system(""), Wish.latest("1.0")));
        var again = planned(Planner.plan(pack(""), system(""), Wish.latest("1.0")));
        var other =
                planned(Planner.plan(pack("", "{release: 2.9}"), system(""), Wish.latest("1.0")));

        assertThat(again.hash()).isEqualTo(first.hash()).isNotEqualTo(other.hash());
    }

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

    private Pack pack(String more, String... releases) throws IOException {
        var lines = List.of(releases).stream().map(release -> "  - " + release + "\n").toList();
        Files.writeString(folder.resolve("pack.yaml"), BASE + String.join("", lines) + more + "\n");
        return given(Packs.read(folder));
    }

    private ProductSystem system(String more) throws IOException {
        var product = more.startsWith("product:") ? "" : "product: x\n";
        Files.writeString(
                home.resolve("system.yaml"),
                """
                system: mine
                database: {name: x, user: x, admin: {user: belay}}
                """
                        + product
                        + more
                        + "\n");
        return given(SystemFile.read(home.resolve("system.yaml")));
    }

    private List<String> path(String rules, String from, String to) throws IOException {
        return path(planned(Planner.plan(pack(rules), system(""), Wish.to(from, to))));
    }

    private static List<String> path(Plan plan) {
        return plan.hops().stream().map(hop -> hop.release().text()).toList();
    }

    private static Plan planned(Proposal proposal) {
        if (proposal instanceof Proposal.Planned(var plan, _)) {
            return plan;
        }
        throw new AssertionError("not planned: " + proposal);
    }

    private String refusal(Wish wish) throws IOException {
        return refusal(Planner.plan(pack(""), system(""), wish));
    }

    private static String refusal(Proposal proposal) {
        if (proposal instanceof Proposal.Refused(var problems)) {
            return problems.toString();
        }
        if (proposal instanceof Proposal.Unreachable(var problems, _)) {
            return problems.toString();
        }
        throw new AssertionError("not refused: " + proposal);
    }
}
