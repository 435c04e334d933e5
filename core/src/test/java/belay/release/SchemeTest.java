package belay.release;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemeTest {

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "19.22.0.0.0", "24.04.1", "9.6.24", "7", "2.0.0"})
    void aNumericVersionPrintedAndReadIsItself(String text) {
        var version = given(NUMERIC.read(text));

        assertThat(version).hasToString(text).isEqualTo(given(NUMERIC.read(version.toString())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "24.0.5",
                "26.0.0-rc.1",
                "1.2.3+build.7",
                "1.0.0-alpha+001",
                "1.0.0-0A.is.legal"
            })
    void aSemanticVersionPrintedAndReadIsItself(String text) {
        var version = given(SEMVER.read(text));

        assertThat(version).hasToString(text).isEqualTo(given(SEMVER.read(version.toString())));
    }

    @ParameterizedTest
    @CsvSource({"numeric,v2.0,2.0", "numeric,' 2.0\n',2.0", "semver,v24.0.5,24.0.5"})
    void otherWrittenFormsBecomeTheOnePrint(String scheme, String written, String printed) {
        assertThat(given(Scheme.named(scheme).read(written))).hasToString(printed);
    }

    @Test
    void numericVersionsAreOrderedByNumber() {
        assertOrdered(
                NUMERIC, "2.0", "2.0.0", "2.0.1", "2.9", "2.10", "7.2.9", "7.2.10", "19.22.0.0.0");
    }

    /// The example of semver.org §11, and builds after it.
    @Test
    void semanticVersionsAreOrderedAsTheStandardSays() {
        assertOrdered(
                SEMVER,
                "1.0.0-1",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.0+build.1",
                "1.0.0+build.2",
                "1.0.1",
                "1.10.0",
                "24.0.5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "2.",
                ".2",
                "2..0",
                "2.0-rc1",
                "-1",
                "2,0",
                "2.0;x",
                "1234567890123456789"
            })
    void whatIsNoNumericVersionIsRefused(String text) {
        assertRefused(NUMERIC.read(text), "VERSION:INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"24", "24.0", "24.0.05", "24.0.5-", "24.0.5 x", "24.0.5-rc_1", "$(id)"})
    void whatIsNoSemanticVersionIsRefused(String text) {
        assertRefused(SEMVER.read(text), "VERSION:INVALID");
    }

    @Test
    void aVersionOfMoreThanAHundredLettersIsRefused() {
        var numbers = "123456789012345678.".repeat(6) + "1";

        assertRefused(NUMERIC.read(numbers), "VERSION:INVALID");
        assertRefused(
                SEMVER.read("1.0.0-" + "a".repeat(50) + "." + "b".repeat(50)), "VERSION:INVALID");
    }

    @Test
    void anUnknownSchemeIsNotFound() {
        assertThat(Scheme.find("semantic")).isEmpty();
    }

    private static final Scheme NUMERIC = Scheme.named("numeric");
    private static final Scheme SEMVER = Scheme.named("semver");

    private static void assertOrdered(Scheme scheme, String... texts) {
        var expected = List.of(texts).stream().map(text -> given(scheme.read(text))).toList();
        var shuffled = new ArrayList<>(expected);
        Collections.shuffle(shuffled, new Random(7));

        shuffled.sort(Version.withinTrack());

        assertThat(shuffled).isEqualTo(expected);
        assertThat(expected.getFirst().against(expected.getLast())).isEqualTo(Version.Order.BEFORE);
        assertThat(expected.getLast().against(expected.getFirst())).isEqualTo(Version.Order.AFTER);
        assertThat(expected.getLast().against(expected.getLast())).isEqualTo(Version.Order.SAME);
    }

    private static void assertRefused(Answer<?> answer, String code) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(((Answer.Refused<?>) answer).problems().getFirst().code()).isEqualTo(code);
    }
}
