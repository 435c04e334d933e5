package belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import belay.plan.PlanJson;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `belay plan` without a system: one question, and many.
class PlanQuestionTest {

    private final FakeBelay belay = new FakeBelay();
    private final TestTerminal terminal = new TestTerminal();

    @TempDir Path folder;

    // One question

    @Test
    void showsTheWayOfAProduct() {
        assertThat(belay("plan --product odoo --from 14.0 --to 17.0")).isZero();

        assertThat(out())
                .startsWith(
                        """
                        odoo 14.0 → 15.0 → 16.0 → 17.0 (3 hops, by the rulebook current)

                        RELEASE  PACKAGE  WHY                                                  SOURCE
                        15.0     script   a compulsory stop: every major on the way is a step  [1]
                        16.0     script   a compulsory stop: every major on the way is a step  [1]
                        17.0     script   the release asked for                                [2]

                        [1] https://www.odoo.com/documentation/19.0/administration/upgrade.html
                        """)
                .endsWith(
                        "releases on the way left out: --why-not RELEASE says why, --all of every"
                                + " one\n");
        assertThat(err()).isEmpty();
        assertThat(belay.asked).containsExactly("catalogue odoo");
    }

    @Test
    void sourcesStandInTheTableWhereThereIsRoom() {
        terminal.columns = 200;

        assertThat(belay("plan --product odoo --from 16.0 --to 17.0")).isZero();

        assertThat(out())
                .contains("the release asked for  https://www.odoo.com/")
                .doesNotContain("[1]");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 80, 132})
    void noLineIsWiderThanTheTerminal(int wide) {
        terminal.columns = wide;

        belay("plan --product dataminer --from 9.6 --to 10.6.0 --all --compare");

        assertThat(out().lines())
                .allMatch(line -> Columns.of(line) <= wide || line.strip().indexOf(' ') < 0);
    }

    @Test
    void saysWhatIsDoneByHandAndWhyAReleaseIsLeftOut() {
        assertThat(belay("plan --product dataminer --from 9.6 --to 10.2 --why-not 10.1")).isZero();

        assertThat(out())
                .contains("To do by hand\n  before 10.2.0  VerifyClusterPorts\n")
                .contains("Left out\n  10.1.0  10.1 is left out on the way from before 10.1");
    }

    @Test
    void factsAndRisksDecide() {
        assertThat(belay("plan --product odoo --from 16.0 --to saas~17.2 --set hosting=online"))
                .isZero();
        assertThat(belay("plan --product odoo --from 16.0 --to saas~17.2 --set hosting=odoo.sh"))
                .isEqualTo(2);
    }

    @Test
    void aRefusalGoesToStderrAndNamesWhatCanBeReached() {
        assertThat(
                        belay(
                                "plan",
                                "--product",
                                "dataminer",
                                "--from",
                                "10.4.12",
                                "--to",
                                "10.4 CU14"))
                .isEqualTo(2);

        assertThat(out()).isEmpty();
        assertThat(err())
                .isEqualTo(
                        """
                        PLAN:OTHER_TRACK: no way leads over to this release of another track
                          found    10.4.12 and 10.4.0 [CU14]
                          expected a release of the same track
                          instead  --to 10.5.0
                        """);
    }

    @Test
    void nothingToDoIsThree() {
        assertThat(belay("plan --product odoo --from 17.0 --to 17.0")).isEqualTo(3);

        assertThat(out()).isEmpty();
        assertThat(err()).startsWith("PLAN:NOTHING_TO_DO: ");
    }

    @Test
    void inJsonItIsTheAnswerOfABatch() {
        assertThat(belay("plan --product odoo --from 14.0 --to 16.0 -o json")).isZero();
        var plan = json(out());
        terminal.clear();
        assertThat(belay("plan --product odoo --from 17.0 --to 16.0 -o json")).isEqualTo(2);
        var refused = json(out());
        terminal.clear();
        assertThat(batch("{\"product\": \"odoo\", \"from\": \"14.0\", \"to\": \"16.0\"}\n"))
                .isZero();

        assertThat(plan).isEqualTo(json(out()));
        assertThat(plan.path("answer").asString()).isEqualTo("plan");
        assertThat(refused.path("answer").asString()).isEqualTo("refused");
        assertThat(err()).isEmpty();
    }

    @Test
    void aStrangersWordsCannotSteerTheTerminal() {
        belay("plan", "--product", "odoo\u001b[31m", "--from", "1");

        assertThat(err()).contains("odoo\\x1b[31m").doesNotContain("\u001b");
    }

    @Test
    void draws() {
        var file = folder.resolve("way.svg");

        assertThat(belay("plan --product odoo --from 14.0 --to 17.0 --graph " + file)).isZero();

        assertThat(file).content().startsWith("<svg").contains("saas~14.1 …");
        assertThat(err()).isEqualTo("written to " + file + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan --product odo --from 14.0 | CATALOGUE:UNKNOWN_PRODUCT | did you mean odoo?",
                "plan --product odoo --to 17.0 | PLAN:NO_START | name it",
                "plan --product odoo --from 14.0 --to 99.0 | TARGET:INVALID | 99.0",
                "plan --product odoo --from 1.0 --to 17.0 | SOURCE:INVALID | 1.0",
                "plan --product odoo --from 14.0 --rulebook x | RULEBOOK:UNKNOWN | one of",
                "plan --product dataminer --from 9.6 --track x | TRACK:UNKNOWN | one of feature",
                "plan --product odoo --from 14.0 --need x | FEATURE:UNKNOWN | x",
                "plan --product odoo --from 14.0 --why-not x | WHY_NOT:INVALID | x",
                "plan --product odoo --from 14.0 --graph none/way.svg | GRAPH:NO_PLACE | make the"
                        + " folder",
                "plan --product odoo --from 14.0 --graph way.png | GRAPH:NO_PLACE | .svg",
                "plan --product odoo system.yaml | CLI:NOT_UNDERSTOOD | leave out it, or SYSTEM",
                "plan --product odoo --save p | CLI:NOT_UNDERSTOOD | --save",
                "plan --product odoo --plan p | CLI:NOT_UNDERSTOOD | --plan",
                "plan --product odoo --from 1 --set from=2 | CLI:NOT_UNDERSTOOD | option of its own",
                "plan --product odoo --from 1 --set x | CLI:NOT_UNDERSTOOD | --set",
                "plan --product odoo --from 14.0 --intermediate x | QUESTION:INTERMEDIATE | plain",
                "plan --batch none.jsonl | BATCH:NO_FILE | there is no file",
                "plan --batch src | BATCH:NO_FILE | this is a folder",
                "plan --batch - --product odoo | CLI:NOT_UNDERSTOOD | leave out --product",
                "plan --batch - --to 2 | CLI:NOT_UNDERSTOOD | leave out --to",
                "plan --batch - --threads 0 | CLI:NOT_UNDERSTOOD | from 1 to",
                "plan --threads 2 | CLI:NOT_UNDERSTOOD | goes with --batch",
                "plan --from 1 --from 2 | CLI:NOT_UNDERSTOOD | several times",
                "plan --plan p.json --need x | CLI:NOT_UNDERSTOOD | leave out --need",
            })
    void badInputIsRefusedWithAdvice(String line, String code, String words) {
        assertThat(belay(line)).isEqualTo(2);

        assertThat(err()).startsWith(code + ": ").contains(words);
        assertThat(out()).isEmpty();
    }

    // A system

    @Test
    void theSameOptionsGoWithASystem() {
        assertThat(
                        belay(
                                "plan s.yaml --need maps --track main --rulebook old --allow B-1"
                                        + " --hotfix H2 --hotfix H1 --downgrade --why-not 2.1"
                                        + " --compare --set hosting=online --graph "
                                        + folder.resolve("way.svg")))
                .isZero();

        assertThat(belay.asked.getFirst())
                .contains("need=[maps]", "track=main", "rulebook=old", "allow=[B-1]")
                .contains("hotfixes=[H2, H1]", "downgrade=true", "whyNot=[2.1]", "compare=true")
                .contains("facts={hosting=online}");
        assertThat(folder.resolve("way.svg")).content().contains("shop 1.4 → 2.3");
    }

    // Many questions

    @Test
    void aBatchIsAnsweredLineByLine() throws Exception {
        var file =
                Files.writeString(
                        folder.resolve("questions.jsonl"),
                        """
                        {"id": 1, "product": "odoo", "from": "14.0", "to": "17.0"}
                        {"id": 2, "product": "carbon", "from": "4.4.6", "to": "4.4.7", "servers_running": true}
                        {"id": 3, "product": "odoo", "from": "17.0", "to": "17.0"}
                        """);

        assertThat(belay("plan --threads 2 --batch " + file)).isZero();

        var answers = out().lines().map(PlanQuestionTest::json).toList();
        assertThat(answers).extracting(one -> one.path("id").asInt()).containsExactly(1, 2, 3);
        assertThat(answers)
                .extracting(
                        one -> one.path("answer").asString() + ", " + one.path("run").asString())
                .containsExactly("plan, allowed", "plan, refused", "nothing, refused");
        assertThat(err()).isEmpty();
        assertThat(belay.asked).containsExactly("catalogue");
    }

    @Test
    void aBatchWithABadLineEndsWithTwo() {
        assertThat(batch("{\"product\": \"odoo\", \"from\": \"17.0\", \"to\": \"5.0\"}\noops\n"))
                .isEqualTo(2);

        var answers = out().lines().map(PlanQuestionTest::json).toList();
        assertThat(answers.getFirst().at("/reasons/0/code").asString()).isEqualTo("TARGET:INVALID");
        assertThat(answers.getLast().at("/reasons/0/place").asString()).isEqualTo("stdin:2");
        assertThat(err()).startsWith("1 line of 2 could not be understood");
    }

    // Helpers

    private int batch(String questions) {
        terminal.in(questions);
        return belay("plan --batch -");
    }

    private int belay(String line) {
        return belay(line.split(" ", -1));
    }

    private int belay(String... arguments) {
        return terminal.type(() -> belay, FakeTry::new, arguments);
    }

    private String out() {
        return terminal.out();
    }

    private String err() {
        return terminal.err();
    }

    private static JsonNode json(String text) {
        return PlanJson.mapper().readTree(text);
    }
}
