package belay.release;

import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeantTest {

    /// Of every series that is written, its latest release is one that the pack knows.
    @ParameterizedTest
    @CsvSource({
        "postgresql, 18",
        "postgresql, 9.6",
        "keycloak, 26",
        "keycloak, 26.7",
        "keycloak, v26.7",
    })
    void theLatestOfASeries(String product, String series) {
        var pack = pack(product);
        var begin = series.replace("v", "") + ".";
        var latest =
                pack.releases().stream()
                        .filter(release -> release.state() == Release.State.RELEASED)
                        .map(release -> release.id().text())
                        .filter(text -> text.startsWith(begin))
                        .reduce((_, later) -> later)
                        .orElseThrow();

        assertThat(advice(pack, series)).startsWith("did you mean " + latest + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "2.4, did you mean 2.3?",
        "1.4.1, did you mean 1.4?",
        "0.1, did you mean 1.",
        "'2,3', did you mean 2.3?",
    })
    void theOneNextToAnUnknownRelease(String written, String expected) {
        assertThat(advice(pack("shop"), written)).startsWith(expected);
    }

    private static Pack pack(String product) {
        return switch (Packs.read(Path.of("..", "packs", product))) {
            case Answer.Given<Pack>(var pack) -> pack;
            case Answer.Refused<Pack>(var problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    private static String advice(Pack pack, String written) {
        return switch (pack.release(written)) {
            case Answer.Given<Release>(var release) -> "known: " + release.id();
            case Answer.Refused<Release>(var problems) -> problems.getFirst().advice();
        };
    }
}
