package belay.release;

import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Detection.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionTest {

    @Test
    void theWholeAnswerIsTheVersionWhereThereIsNoPattern() {
        assertThat(Answer.given(DATABASE.read(NUMERIC, "2.0\n"))).hasToString("2.0");
    }

    @Test
    void theFirstGroupIsTheVersionWhereThereIsAPattern() {
        assertThat(Answer.given(FILE.read(NUMERIC, "The Shop, version 2.0 (stable)\n")))
                .hasToString("2.0");
    }

    @Test
    void anAnswerWithoutAVersionIsRefusedBySource() {
        assertThat(refusal(FILE.read(NUMERIC, "The Shop")))
                .contains("the file version.txt", "version (\\S+)", "DETECT:NOT_FOUND");
        assertThat(refusal(DATABASE.read(NUMERIC, "two"))).contains("SELECT release FROM v");
    }

    @Test
    void sourcesThatAgreeGiveTheVersion() {
        assertThat(
                        Answer.given(
                                Detection.agree(
                                        List.of(found(DATABASE, "2.0"), found(FILE, "2.0")))))
                .hasToString("2.0");
    }

    @Test
    void sourcesThatContradictAreAllNamed() {
        assertThat(refusal(Detection.agree(List.of(found(DATABASE, "2.0"), found(FILE, "2.3")))))
                .contains(
                        "2.0 in the database (SELECT release FROM v)",
                        "2.3 in the file version.txt",
                        "DETECT:CONTRADICTION");
    }

    @Test
    void noSourceIsNoAnswer() {
        assertThat(refusal(Detection.agree(List.of()))).contains("DETECT:NOTHING");
    }

    @Test
    void anIdentityReadsAsItsDetection() {
        var identity = new Identity("numeric", new Detection.Database("SELECT release FROM v", ""));

        assertThat(Answer.given(identity.read(" v2.0 "))).isEqualTo(new ReleaseId("2.0"));
        assertThat(refusal(identity.read("none"))).contains("DETECT:NOT_FOUND");
    }

    @Test
    void ofAHistoryTheLastLineCounts() {
        var history = new Detection.HomeFile("History.txt", "^v(\\S+)", Detection.Match.LAST);

        assertThat(Answer.given(history.read(NUMERIC, "v1.0\n")).toString()).isEqualTo("1.0");
        assertThat(
                        Answer.given(
                                        new Detection.HomeFile(
                                                        "History.txt",
                                                        "(?m)^v(\\S+)",
                                                        Detection.Match.LAST)
                                                .read(NUMERIC, "v1.0\nv2.0\nv3.0 again\n"))
                                .toString())
                .isEqualTo("3.0");
    }

    private static final Scheme NUMERIC = Scheme.named("numeric");
    private static final Detection DATABASE = new Detection.Database("SELECT release FROM v", "");
    private static final Detection FILE = new Detection.HomeFile("version.txt", "version (\\S+)");

    private static Finding found(Detection by, String version) {
        return new Finding(by, Answer.given(NUMERIC.read(version)));
    }

    private static String refusal(Answer<?> answer) {
        return switch (answer) {
            case Answer.Given<?>(var value) -> throw new AssertionError("given: " + value);
            case Answer.Refused<?>(var problems) ->
                    problems.stream().map(Problem::toString).toList().toString();
        };
    }
}
