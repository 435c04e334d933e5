package belay.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import belay.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"1.10", "NO", "yes", "0x10", "1_000", "2024-05-27", "010", "1e3", ".inf"})
    void aScalarStaysItsLiteralText(String written) {
        assertThat(read("key: " + written).text("key")).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null"})
    void nothingIsNotText(String written) {
        assertThat(read("key: " + written).at("key")).isInstanceOf(Node.Nothing.class);
    }

    @Test
    void aMarkOfTheByteOrderIsNoPartOfTheFirstKey() {
        assertThat(read("\ufeffkey: 1").at("key"))
                .isEqualTo(new Node.Text(new Place("f", 1, 6), "1", false));
    }

    @Test
    void quotedNothingIsEmptyText() {
        assertThat(read("key: ''").at("key"))
                .isEqualTo(new Node.Text(new Place("f", 1, 6), "", true));
    }

    @Test
    void anAliasStandsForWhatItNames() {
        assertThat(read("a: &x 1.10\nb: *x\n").text("b")).isEqualTo("1.10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: !!java.net.URL x          | YAML:TAG           | f:1:4",
                "a: !!str 1.10                | YAML:TAG           | f:1:4",
                "!x {a: 1}                    | YAML:TAG           | f:1:1",
                "{a: 1, b: 2, a: 3}           | YAML:DUPLICATE_KEY | f:1:14",
                "{a: {b: 1, b: 2}}            | YAML:DUPLICATE_KEY | f:1:12",
                "a: [                         | YAML:SYNTAX        | f:1:5",
                "'a: *b'                      | YAML:ALIASES       | f:1:4",
                "'a: &a [*a]'                 | YAML:ALIASES       | f:1:8",
                "'? [a]'                      | YAML:KEY           | f:1:3",
            })
    void whatIsDangerousOrAmbiguousIsRefusedWhereItStands(String text, String code, String place) {
        var problem = refusal(text.strip().replaceAll("^'|'$", ""));

        assertThat(problem.code()).isEqualTo(code.strip());
        assertThat(problem.place()).isEqualTo(place.strip());
    }

    @Test
    void aDuplicateKeySaysWhereTheFirstIs() {
        assertThat(refusal("steps: 1\nsteps: 2\n"))
                .extracting(Problem::value, Problem::place, Problem::advice)
                .containsExactly("steps", "f:2:1", "remove one; the first is at f:1:1");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(refusal("a: 1\n---\nb: 2\n").code()).isEqualTo("YAML:DOCUMENTS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only words\n"})
    void anEmptyFileIsRefused(String text) {
        assertThat(refusal(text).code()).isEqualTo("YAML:EMPTY");
    }

    @Test
    void aTabForIndentationIsRefused() {
        assertThat(refusal("a:\n\t- b\n").code()).isEqualTo("YAML:SYNTAX");
    }

    @Test
    void thirtyLevelsAreTheDeepest() {
        assertThat(problems("[".repeat(29) + "x" + "]".repeat(29)).none()).isTrue();
        assertThat(refusal("[".repeat(30) + "x" + "]".repeat(30)).code())
                .isEqualTo("YAML:TOO_DEEP");
        assertThat(refusal("[".repeat(500_000)).code()).isEqualTo("YAML:TOO_DEEP");
    }

    @Test
    void twentyAliasesAreTheMost() {
        assertThat(problems("a: &a 1\nb: [" + "*a ,".repeat(20) + "]").none()).isTrue();
        assertThat(refusal("a: &a 1\nb: [" + "*a ,".repeat(21) + "]").code())
                .isEqualTo("YAML:ALIASES");
    }

    /// Ten lists, each holding the one before twice and beginning with a thousand values.
    @Test
    void aliasesOfAliasesCountAsWhatTheyStandFor() {
        var thousand =
                IntStream.range(0, 1000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","));
        var bomb = new StringBuilder("l0: &l0 [" + thousand + "]\n");
        for (int i = 1; i <= 10; i++) {
            bomb.append("l%d: &l%d [*l%d, *l%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(refusal(bomb.toString()).code()).isEqualTo("YAML:TOO_LARGE");
    }

    @Test
    void aMebibyteIsTheMost() {
        assertThat(refusal("a: " + "x".repeat(1 << 20)).code()).isEqualTo("YAML:TOO_LARGE");
    }

    @Test
    void whatIsNotTextIsRefused() {
        var problems = new Problems();

        assertThat(Yaml.read("f", new byte[] {'a', ':', (byte) 0xff}, problems)).isEmpty();
        assertThat(problems.all())
                .allSatisfy(YamlTest::isWhole)
                .extracting(Problem::code, Problem::place, Problem::value)
                .containsExactly(tuple("YAML:NOT_TEXT", "f:1:3", "byte 0xff"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | YAML:EMPTY         | f:1:1 | nothing but",
                "'a: ['                 | YAML:SYNTAX        | f:1:5 | the end of the file",
                "'a: 1\nä: x\0y'        | YAML:SYNTAX        | f:2:5 | U+0000",
                "'a:\n\t- b'            | YAML:SYNTAX        | f:2:1 | U+0009",
                "'a: 1\n---\nb: 2'      | YAML:DOCUMENTS     | f:2:1 | ---",
                "'a: *b'                | YAML:ALIASES       | f:1:4 | *b",
                "'a: !!str 1'           | YAML:TAG           | f:1:4 | tag",
                "'{a: 1, a: 2}'         | YAML:DUPLICATE_KEY | f:1:8 | a",
                "'? [a]'                | YAML:KEY           | f:1:3 | ?",
            })
    void everyRefusalSaysWhereWhatWasExpectedAndWhatToDo(
            String text, String code, String place, String found) {
        assertThat(refusal(text))
                .satisfies(YamlTest::isWhole)
                .extracting(Problem::code, Problem::place)
                .containsExactly(code, place);
        assertThat(refusal(text).value()).contains(found);
    }

    private static void isWhole(Problem problem) {
        assertThat(problem.value()).isNotBlank();
        assertThat(problem.expected()).isNotBlank();
        assertThat(problem.advice()).isNotBlank();
    }

    @Test
    void aSyntaxErrorShowsNothingOfALineThatMayHoldASecret() {
        assertThat(refusal("password: 'hush: [").toString()).doesNotContain("hush");
    }

    private static Keys read(String text) {
        return new Keys(Yaml.read("f", bytes(text), new Problems()).orElseThrow());
    }

    private static Problems problems(String text) {
        var problems = new Problems();
        Yaml.read("f", bytes(text), problems);
        return problems;
    }

    private static Problem refusal(String text) {
        return problems(text).all().getFirst();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
