package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.release.Imports;
import belay.release.Release;
import belay.release.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CatalogueTest {

    @TempDir Path folder;

    @Test
    void aBatchLineIsRepeatedByItsAnswer() throws IOException {
        var answer = ask("rules: []", "'from': '1.0', 'to': '3.0', 'id': 7");

        assertThat(answer.path("id").asInt()).isEqualTo(7);
        assertThat(answer.path("answer").asString()).isEqualTo("plan");
        assertThat(answer.path("hops").path(0).path("release").asString()).isEqualTo("3.0");
        assertThat(answer.path("hops").path(0).path("because").path("rule").asString())
                .isEqualTo("3.0 is the release asked for");
        assertThat(answer.path("propose").isNull()).isTrue();
    }

    @Test
    void whatIsNoQuestionIsRefusedInItsOwnLine() {
        assertThat(Catalogue.of(List.of()).answerLine("[1]")).contains("QUESTION:NOT_JSON");
        assertThat(Catalogue.of(List.of()).answerLine("{}")).contains("QUESTION:NO_PRODUCT");
        assertThat(Catalogue.of(List.of()).answerLine("{\"product\": \"y\"}"))
                .contains("CATALOGUE:UNKNOWN_PRODUCT");
    }

    @Test
    void aConditionThatCannotBeToldCountsAndIsSaid() throws IOException {
        var rule = "rules: [{stop: 2.5, when: {failover: true}, because: pairs need it}]";

        var unknown = ask(rule, "'from': '1.0', 'to': '3.0'");
        var no = ask(rule, "'from': '1.0', 'to': '3.0', 'failover': false");

        assertThat(releases(unknown)).containsExactly("2.5", "3.0");
        assertThat(unknown.path("reasons").path(0).path("code").asString())
                .isEqualTo("CONDITION:UNKNOWN");
        assertThat(releases(no)).containsExactly("3.0");
    }

    @Test
    void whatFollowsAHopOnlyPerhapsIsSaidToBeSo() throws IOException {
        var rule =
                "rules: [{step: rebuild indexes, when: {sql: SELECT 1, expect: '[1-9]'}, because: damaged}]";

        var unknown = ask(rule, "'from': '1.0', 'to': '3.0'");
        var yes = ask(rule, "'from': '1.0', 'to': '3.0', 'data': {'SELECT 1': '7'}");

        assertThat(unknown.path("hops").toString()).contains("rebuild indexes");
        assertThat(unknown.path("reasons").toString()).contains("CONDITION:UNKNOWN", "SELECT 1");
        assertThat(yes.path("hops").toString()).contains("rebuild indexes");
        assertThat(yes.path("reasons")).isEmpty();
    }

    @Test
    void aGateThatIsHalfToldIsClosed() throws IOException {
        var rule =
                "rules: [{gate: rehearse first,"
                        + " when: {purpose: [production], rehearsal: [none]}, because: x}]";
        var question = "'from': '1.0', 'to': '3.0'";

        var untold = ask(rule, question);
        var half = ask(rule, question + ", 'purpose': 'production'");

        assertThat(untold.path("run").asString()).isEqualTo("allowed");
        assertThat(untold.path("reasons").toString()).contains("rehearse first", "rehearsal");
        assertThat(half.path("run").asString()).isEqualTo("refused");
        assertThat(half.path("answer").asString()).isEqualTo("plan");
        for (var told : List.of("'purpose': 'testing'", "'purpose': 'x', 'rehearsal': 'none'")) {
            var open = ask(rule, question + ", " + told);
            assertThat(open.path("run").asString()).isEqualTo("allowed");
            assertThat(open.path("reasons")).isEmpty();
        }
    }

    @Test
    void whatStaysDoneIsToldAfterTheFirstHopThatNeedsIt() throws IOException {
        var rules = "rules: [{stop: 2.5, because: y}, {step: move the data, %sbecause: x}]";

        var once = ask(rules.formatted("once: true, "), "'from': '1.0', 'to': '3.0'").path("hops");
        var each = ask(rules.formatted(""), "'from': '1.0', 'to': '3.0'").path("hops");

        assertThat(once.path(0).path("after")).hasSize(1);
        assertThat(once.path(1).path("after")).isEmpty();
        assertThat(each.path(1).path("after")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"step: move the data, after", "check: data-is-moved, before"})
    void whatALaterReleaseNeedsIsNotAskedOfWhoStaysBeforeIt(String rule, String when)
            throws IOException {
        var rules =
                "rules: [{stop: 2.5, because: y}, {%s, to: '2.5', towards: '>=3.0', because: x}]"
                        .formatted(rule);

        var through = ask(rules, "'from': '1.0', 'to': '3.0'").path("hops");
        var only = ask(rules, "'from': '1.0', 'to': '2.5'").path("hops");

        assertThat(through.path(0).path(when)).hasSize(1);
        assertThat(only.path(0).path(when)).isEmpty();
    }

    @Test
    void aHotfixNeedsNoHop() throws IOException {
        var answer = ask("rules: []", "'from': '3.0', 'to': '3.0', 'hotfix': ['H1', 'H2']");

        assertThat(answer.path("answer").asString()).isEqualTo("plan");
        assertThat(releases(answer)).containsExactly("H1", "H2");
        assertThat(kind(answer)).isEqualTo("hotfix");
        assertThat(ask("rules: []", "'from': '3.0', 'to': '3.0'").path("answer").asString())
                .isEqualTo("nothing");
    }

    @Test
    void aQuestionToTheDataDecidesAStop() throws IOException {
        var rule =
                "rules: [{stop: 2.5, when: {sql: SELECT 1, expect: '[1-9]\\d*'}, because: many rows}]";

        assertThat(releases(ask(rule, "'from': '1.0', 'to': '3.0', 'data': {'SELECT 1': '7'}")))
                .containsExactly("2.5", "3.0");
        assertThat(releases(ask(rule, "'from': '1.0', 'to': '3.0', 'data': {'SELECT 1': '0'}")))
                .containsExactly("3.0");
    }

    @Test
    void anIssueOfTheWayIsGoneAroundUnlessItIsAccepted() throws IOException {
        var issue =
                "issues: [{id: B-1, from: <2, affects: 3.0, fixed: 3.0, because: it breaks, source: bug 1}]";

        var around = ask(issue, "'from': '1.0', 'to': '3.0'");

        assertThat(releases(around)).containsExactly("2.5", "3.0");
        assertThat(around.path("hops").path(0).path("because").path("rule").asString())
                .contains("known issue B-1");
        assertThat(releases(ask(issue, "'from': '1.0', 'to': '3.0', 'accept': ['B-1']")))
                .containsExactly("3.0");
    }

    @Test
    void aNameThatNothingHasAcceptsNothingAndIsSaid() throws IOException {
        var issue =
                "issues: [{id: B-1, from: <2, affects: 3.0, fixed: 3.0, because: it breaks, source: bug 1}]";

        var answer = ask(issue, "'from': '1.0', 'to': '3.0', 'allow': 'B-2'");

        assertThat(releases(answer)).containsExactly("2.5", "3.0");
        assertThat(answer.at("/reasons/0/code").asString()).isEqualTo("ALLOW:UNKNOWN");
        assertThat(answer.at("/reasons/0/value").asString()).isEqualTo("B-2");
    }

    @Test
    void whyNotIsAnsweredOfReleasesThatNoRuleConcerns() throws IOException {
        var answer =
                ask(
                        "rules: [{stop: 2.0.2, because: x}]",
                        "'from': '1.5', 'to': '2.5', 'why_not': "
                                + "['1.0', '1.5', '2.0.2', '2.5', '3.0']");

        assertThat(answer.path("left-out").valueStream().map(out -> out.path("why").asString()))
                .containsExactly(
                        "it is older than 1.5, which runs",
                        "it runs already",
                        "it is on the way",
                        "it is on the way",
                        "it lies beyond 2.5, where the way ends");
    }

    @Test
    void whereTheVendorNamesHopsItIsSaidWhereTheyLead() throws IOException {
        var ways =
                "rules: [{way: {from: 1.0, to: 1.5}, because: x}, {way: {from: 1.0, to: 2.5}, because: x}]";

        var answer = ask(ways, "'from': '1.0', 'to': '3.0'");

        assertThat(answer.path("answer").asString()).isEqualTo("unreachable");
        assertThat(answer.path("reasons")).hasSize(2);
        assertThat(answer.at("/reasons/1/reason").asString())
                .isEqualTo("no hop that the vendor names leads to 3.0");
        assertThat(answer.at("/reasons/1/expected").asString()).contains("1.5", "2.5");
    }

    /// As people write it who do not look it up.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'From': '1.0', 'TO': '3.0'",
                "'from': ['1.0', ''], 'to': ' 3.0 '",
                "'from': '1.0', 'to': '3.0', 'Fail_Over': 'No'",
                "'from': '1.0', 'to': '3.0', 'rulebook': 'TODAY'",
                "'from': '1.0', 'to': '3.0', 'compare': 'TRUE', 'intermediate': 'Latest'",
            })
    void lettersAndSignsDoNotMatter(String options) throws IOException {
        var rules =
                "rulebooks: [{name: today, source: x, date: 2026-01-01}]\n"
                        + "rules: [{stop: 2.5, when: {fail-over: true, pairs: true}, because: x}]";

        assertThat(releases(ask(rules, options + ", 'pairs': 'no'"))).containsExactly("3.0");
    }

    @Test
    void nodesOfDifferentReleasesAreRefused() throws IOException {
        assertThat(ask("rules: []", "'from': ['1.0', '1.5'], 'to': '3.0'").toString())
                .contains("PLAN:MIXED");
    }

    @Test
    void aFeatureAimsAtTheLowestReleaseThatHasIt() throws IOException {
        var features = "features: [{name: search, in: '>=2'}, {name: maps, in: '>=2.5'}]";

        assertThat(releases(ask(features, "'from': '1.0', 'need': ['search', 'maps']")))
                .containsExactly("2.5");
        assertThat(ask(features, "'from': '1.0', 'need': 'x'").toString())
                .contains("FEATURE:UNKNOWN");
    }

    @Test
    void aTargetWithoutWhatIsNeededIsRefused() throws IOException {
        var features = "features: [{name: search, in: '>=2.5'}]";

        var answer = ask(features, "'from': '1.0', 'to': '2.0.2', 'need': 'search'");

        assertThat(answer.toString()).contains("FEATURE:NOT_THERE");
        assertThat(answer.path("propose").asString()).isEqualTo("2.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'downgrade': 'yes' | QUESTION:NOT_A_CHOICE",
                "'from': {} | QUESTION:NOT_TEXT",
                "'data': 'x' | QUESTION:NOT_DATA",
                "'intermediate': 'last' | QUESTION:INTERMEDIATE",
                "'from': '1.0', 'rulebook': 'x' | RULEBOOK:UNKNOWN",
                "'from': '1.0', 'track': 'x' | TRACK:UNKNOWN",
                "'from': '1.0', 'why-not': '7' | WHY_NOT:INVALID",
                "'from': '1.0', 'without': '7' | WITHOUT:INVALID",
                "'to': '3.0' | PLAN:NO_START",
                "'to': '3.0', 'to': '3.0' | QUESTION:NOT_JSON",
            })
    void whatCannotBeMeantIsRefused(String options, String code) throws IOException {
        assertThat(ask("rules: []", options).at("/reasons/0/code").asString()).isEqualTo(code);
    }

    @Test
    void aNumberKeepsItsZerosAndNullIsNotKnown() throws IOException {
        assertThat(releases(ask("rules: []", "'from': 1.0, 'to': 3.0"))).containsExactly("3.0");
        assertThat(
                        Question.read("{\"product\": \"x\", \"from\": 4.10, \"dotnet\": null}")
                                .toString())
                .contains("from=[4.10]", "facts={}", "\"from\":4.10");
    }

    @Test
    void requirementsAreMetNotMetOrUnknown() throws IOException {
        var needs =
                "requirements: [{name: dotnet, for: '>=3', version: 8, install: .NET 8, reboot: true}]";

        assertThat(need(ask(needs, "'from': '1.0', 'dotnet': '8.0.1'"))).isEqualTo("met");
        assertThat(need(ask(needs, "'from': '1.0', 'dotnet': '9.0'"))).isEqualTo("not met");
        assertThat(need(ask(needs, "'from': '1.0'"))).isEqualTo("unknown");
    }

    @Test
    void aRequirementOfOtherSystemsIsNotTold() throws IOException {
        var needs =
                "requirements: [{name: superuser, for: '>=3', install: it, when: {database: [postgresql]}}]";

        assertThat(need(ask(needs, "'from': '1.0', 'superuser': 'no'"))).isEqualTo("unknown");
        assertThat(need(ask(needs, "'from': '1.0', 'superuser': 'no', 'database': 'postgresql'")))
                .isEqualTo("not met");
        assertThat(ask(needs, "'from': '1.0', 'database': 'mysql'").path("requirements")).isEmpty();
    }

    @Test
    void sourcesThatContradictEachOtherAreBothShown() throws IOException {
        var rule =
                """
                rules:
                  - stop: 2.5
                    because: 2.5 converts
                    source: the manual
                    but: {says: 2.0.2 converts too, source: the release notes, date: 2026-01-05}
                """;

        assertThat(ask(rule, "'from': '1.0', 'to': '3.0'").path("hops").path(0).toString())
                .contains("2.5 converts", "the manual")
                .contains("the release notes (2026-01-05) says: 2.0.2 converts too");
    }

    @Test
    void aPlanTellsHowLongItsTargetIsCaredFor() throws IOException {
        var support =
                "support: [{for: '>=3', phase: security fixes, until: 2027-11-11}, {for: <3, until: 2025-01-01}]";

        var told = ask(support, "'from': '1.0', 'to': '3.0'").path("support");

        assertThat(told).hasSize(1);
        assertThat(told.path(0).path("until").asString()).isEqualTo("2027-11-11");
        assertThat(told.path(0).path("source").asString()).isEqualTo("its vendor");
    }

    @Test
    void aPackageOfNewFilesTakesNothingBack() throws IOException {
        var pack =
                """
                package-kinds:
                  - {kind: cumulative, for: '2', from: '2', because: only what is new}
                  - {kind: full, because: everything}
                rules:
                  - {on: downgrade, downgrade: {from: '*', to: '*'}, because: it can}
                """
                        .replace("'2'", "'2.0.1 || 2.0.2'");

        assertThat(kind(ask(pack, "'from': '2.0.1', 'to': '2.0.2'"))).isEqualTo("cumulative");
        assertThat(kind(ask(pack, "'from': '2.0.2', 'to': '2.0.1', 'downgrade': true")))
                .isEqualTo("full");
    }

    @Test
    void everyReleaseThatIsLeftOutIsExplained() throws IOException {
        var answer = ask("rules: [{skip: 2.0.1, because: broken}]", "'from': '1.0', 'to': '3.0'");

        assertThat(answer.path("left-out")).hasSize(4);
        assertThat(answer.path("left-out").toString()).contains("broken");
    }

    @Test
    void pathsAreCompared() throws IOException {
        var issue = "issues: [{id: B-1, affects: 3.0, because: slow}]";

        var answer = ask(issue, "'from': '1.0', 'to': '3.0', 'compare': true");

        assertThat(answer.path("compare")).hasSize(3);
    }

    @Test
    void aRiskAnywhereOnTheWayIsNamedWithWhatAcceptsIt() {
        var graph =
                """
                {"nodes": [{"version": "1.0.0"}, {"version": "2.0.0"}, {"version": "3.0.0"}], "edges": [[0, 1]],
                 "conditionalEdges": [
                   {"edges": [{"from": "2.0.0", "to": "3.0.0"}], "risks": [
                     {"name": "SlowDisk", "message": "slow on some disks", "url": "https://x/1"}]}]}
                """;
        var bytes = graph.getBytes(StandardCharsets.UTF_8);
        var pack = given(Imports.cincinnati("x", "graph.json", bytes, new byte[0]));

        var line = "{\"product\": \"x\", \"from\": \"1.0.0\", \"to\": \"3.0.0\"}";
        var answer = PlanJson.mapper().readTree(Catalogue.of(List.of(pack)).answerLine(line));

        assertThat(answer.path("answer").asString()).isEqualTo("unreachable");
        assertThat(answer.path("reasons").toString())
                .contains("PLAN:RISK", "SlowDisk", "--allow SlowDisk");
    }

    @Test
    void whatIsNoBetterAtAnythingIsNoAlternative() throws IOException {
        var rules = "rules: [{stop: '2.0.*', because: x}]";

        var answer = ask(rules, "'from': '1.0', 'to': '3.0', 'compare': true");

        for (var other : answer.path("compare")) {
            assertThat(other.path("hops")).isEqualTo(answer.path("compare").path(0).path("hops"));
        }
    }

    /// Rules made at random: no hop of a plan is refused, no stop is passed, and the order in which
    /// releases and rules are written changes nothing.
    @Test
    void noPlanBreaksARule() throws IOException {
        var random = new Random(11);
        for (int round = 0; round < 150; round++) {
            var rules = new ArrayList<String>();
            for (int i = 0; i < 4; i++) {
                int low = random.nextInt(25);
                int high = low + 1 + random.nextInt(6);
                rules.add(
                        i % 2 == 0
                                ? "  - {stop: '>=" + low + " <" + high + "', because: x}\n"
                                : "  - {refuse: {from: '"
                                        + "<"
                                        + (low + 1)
                                        + "', to: '>="
                                        + low
                                        + " <"
                                        + high
                                        + "'}, because: x}\n");
            }
            var numbers = new ArrayList<Integer>();
            for (int i = 0; i <= 31; i++) {
                numbers.add(i);
            }
            var first = random(numbers, rules);
            Collections.shuffle(numbers, random);
            Collections.shuffle(rules, random);
            var second = random(numbers, rules);

            assertThat(releases(second)).isEqualTo(releases(first));
            var pack = given(Catalogue.read(List.of(folder))).pack("x");
            holds(given(pack).rules(), given(pack).releases(), releases(first));
        }
    }

    private JsonNode random(List<Integer> numbers, List<String> rules) throws IOException {
        var text =
                new StringBuilder("pack: 1\nproduct: x\nscheme: numeric\nsource: x\nreleases:\n");
        numbers.forEach(number -> text.append("  - {release: ").append(number).append("}\n"));
        text.append("rules:\n");
        rules.forEach(text::append);
        Files.writeString(folder.resolve("pack.yaml"), text);
        return answer("'from': '0', 'to': '31'");
    }

    private static void holds(List<Rule> rules, List<Release> all, List<String> path) {
        int left = 0;
        for (var text : path) {
            int right = Integer.parseInt(text);
            for (var rule : rules) {
                switch (rule) {
                    case Rule.Refuse refuse ->
                            assertThat(
                                            refuse.from().holds(all.get(left).version())
                                                    && refuse.to().holds(all.get(right).version()))
                                    .isFalse();
                    case Rule.Stop stop -> {
                        var inside = new HashSet<Integer>();
                        for (int at = left + 1; at < right; at++) {
                            if (stop.at().holds(all.get(at).version())) {
                                inside.add(at);
                            }
                        }
                        boolean there =
                                stop.at().holds(all.get(left).version())
                                        || stop.at().holds(all.get(right).version());
                        assertThat(there || inside.isEmpty()).isTrue();
                    }
                    default -> {}
                }
            }
            left = right;
        }
    }

    private JsonNode ask(String more, String options) throws IOException {
        Files.writeString(folder.resolve("pack.yaml"), BASE + more + "\n");
        return answer(options);
    }

    private JsonNode answer(String options) {
        var line = ("{'product': 'x', " + options + "}").replace('\'', '"');
        return PlanJson.mapper().readTree(given(Catalogue.read(List.of(folder))).answerLine(line));
    }

    private static List<String> releases(JsonNode answer) {
        return answer.path("hops").values().stream()
                .map(hop -> hop.path("release").asString())
                .toList();
    }

    private static String kind(JsonNode answer) {
        return answer.path("hops").path(0).path("package").asString();
    }

    private static String need(JsonNode answer) {
        return answer.path("requirements").path(0).path("state").asString();
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
}
