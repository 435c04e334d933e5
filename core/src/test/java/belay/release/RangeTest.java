package belay.release;

import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {

    @ParameterizedTest
    @CsvSource({
        "*,1.4,true",
        "1.4,1.4,true",
        "1.4,1.4.0,false",
        "1.4.*,1.4.0,true",
        "1.4.*,1.40,false",
        ">=2.0 <2.1,2.0,true",
        ">=2.0 <2.1,2.0.9,true",
        ">=2.0 <2.1,2.1,false",
        "<=2.0,2.0,true",
        "<=2.0,2.0.1,false",
        "<=2.0.*,2.0.1,true",
        ">2.0,2.0.1,true",
        ">2.0.*,2.0.1,false",
        ">2.0.*,2.1,true",
        "1.4 || >=3,1.4,true",
        "1.4 || >=3,2.0,false",
        "1.4||>=3,3,true",
        ">= 2.0   < 2.1,2.0.5,true"
    })
    void holdsNumericVersions(String range, String version, boolean holds) {
        assertThat(range("numeric", range).holds(version("numeric", version))).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        ">=24 <26,24.0.5,true",
        ">=24 <26,25.0.6,true",
        ">=24 <26,26.0.0,false",
        ">=24 <26,26.0.0-rc.1,false",
        ">=24 <26.0.0,26.0.0-rc.1,true",
        ">=24,24.0.0-rc.1,true",
        ">=24.0.0,24.0.0-rc.1,false",
        ">24,24.9.9,false",
        ">24,25.0.0,true",
        "<=24,24.9.9,true",
        "24.0,24.0.5,true",
        "24.0.x,24.0.5,true",
        "24.0,24.1.0,false",
        "24.0.5,24.0.5,true",
        "24.0.5,24.0.5+build.1,true",
        "24.0.5,24.0.5-rc.1,false",
        "24.0.5-rc.1,24.0.5-rc.1,true",
        "24.0.5-rc,24.0.5-rc.1,false"
    })
    void holdsSemanticVersions(String range, String version, boolean holds) {
        assertThat(range("semver", range).holds(version("semver", version))).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "numeric,5.12.x,5.12.3,5.13.0",
        "semver,5.12.x,5.12.3,5.13.0",
        "maven,5.12.x,5.12.3,5.13.0",
        "letters,5.12.x,5.12.3,5.13.0",
        "calendar,24.04.x,24.04.3,24.10.1",
        "odoo,16.x,saas~16.3,17.0",
        "dataminer,10.4.x,10.4.0 [CU2],10.5.0"
    })
    void anXStandsForAllThatBeginsSoInEveryScheme(
            String scheme, String range, String inside, String outside) {
        var read = range(scheme, range);

        assertThat(read.holds(version(scheme, inside))).isTrue();
        assertThat(read.holds(version(scheme, outside))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {">=3 <2", ">2 <2", ">2.0 <=2.0", "1.4 || >=3 <2"})
    void aRangeInWhichNothingCanLieIsRefused(String text) {
        assertThat(code(Range.read(Scheme.named("numeric"), text))).isEqualTo("RANGE:EMPTY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "||", ">=", ">= <", "2.0 ||", "=>2", "<>2"})
    void whatIsNoRangeIsRefused(String text) {
        assertThat(code(Range.read(Scheme.named("numeric"), text))).isEqualTo("RANGE:INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {">=banana", "2 3", "2.0, 2.1"})
    void aBoundThatIsNoVersionIsRefused(String text) {
        assertThat(code(Range.read(Scheme.named("numeric"), text))).isEqualTo("VERSION:INVALID");
    }

    @Test
    void aRangeWithoutEndIsRefused() {
        assertThat(code(Range.read(Scheme.named("numeric"), "1||".repeat(60) + "1")))
                .isEqualTo("RANGE:INVALID");
        assertThat(code(Range.read(Scheme.named("numeric"), ">1".repeat(2_000))))
                .isEqualTo("RANGE:INVALID");
    }

    @Test
    void aRangeIsPrintedAsItWasWritten() {
        assertThat(range("numeric", ">=2.0 <2.1")).hasToString(">=2.0 <2.1");
    }

    private static Range range(String scheme, String text) {
        return Answer.given(Range.read(Scheme.named(scheme), text));
    }

    private static Version version(String scheme, String text) {
        return Answer.given(Scheme.named(scheme).read(text));
    }

    private static String code(Answer<Range> answer) {
        return switch (answer) {
            case Answer.Given<Range>(var range) -> "none: " + range;
            case Answer.Refused<Range>(var problems) -> problems.getFirst().code();
        };
    }
}
