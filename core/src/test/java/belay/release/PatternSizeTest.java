package belay.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(a{1000}){1000}",
                "((((a{10}){10}){10}){10}){10}",
                "(?:[a-z]{100}){100}",
                "([a-z]){99,9999}",
                "(((a{1000}){1000}){1000}"
            })
    void repetitionsOfRepetitionsAreTooLarge(String pattern) {
        assertThat(PatternSize.of(pattern)).isGreaterThan(PatternSize.LARGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+$",
                "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}",
                "Keycloak - Version (\\S+)",
                "\\{home\\}",
                "[]{1000}]",
                "(started|ready) in \\d{1,6} ms",
                "((((((((a))))))))"
            })
    void whatPeopleWriteIsNot(String pattern) {
        assertThat(PatternSize.of(pattern)).isLessThan(PatternSize.LARGEST);
        assertThat(Pattern.compile(pattern)).isNotNull();
    }
}
