package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.evidence.MadeUp;
import belay.plan.Wish;
import belay.problem.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

    private static final PlanFile SAVED =
            PlanFile.of(
                    new Wanted.Release(
                            Path.of("/etc/shop/system.yaml"),
                            Wish.to("", "2.3").without(Set.of("2.1"))),
                    MadeUp.plan("1.4", "2.0", "2.3"));

    @Test
    void aPlanComesBackAsItWent(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("plan.json"), SAVED.json());

        assertThat(PlanFile.read(file)).isEqualTo(Answer.of(SAVED));
    }

    @ParameterizedTest
    @CsvSource({"2.3, 2.4, PLAN:CHANGED", "hash, hush, PLAN:NOT_A_PLAN", "{, [, PLAN:NOT_A_PLAN"})
    void aPlanThatWasTouchedIsRefused(String was, String is, String code, @TempDir Path directory)
            throws IOException {
        var file = Files.writeString(directory.resolve("plan.json"), SAVED.json().replace(was, is));

        assertThat(PlanFile.read(file))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.problems().toString()).contains(code));
    }

    @Test
    void whatStandsWhereThePlanIsLookedForIsTold(@TempDir Path directory) throws IOException {
        var binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
        var empty = Files.createFile(directory.resolve("empty"));

        assertThat(PlanFile.read(binary).toString())
                .contains("PLAN:NO_FILE", "binary: a file that is not UTF-8 text");
        assertThat(PlanFile.read(empty).toString())
                .contains("PLAN:NOT_A_PLAN", "empty: an empty file");
        assertThat(PlanFile.read(directory).toString()).contains("PLAN:NO_FILE", ": a folder");
        assertThat(PlanFile.read(directory.resolve("none")).toString())
                .contains("PLAN:NO_FILE", "none: no file", "belay plan --save FILE");
    }

    @Test
    void whatChangedIsNamed() {
        assertThat(Desk.changes(MadeUp.plan("1.4", "2.0", "2.3"), MadeUp.plan("1.4", "2.1", "2.3")))
                .contains("hops[0].release was 2.0 and is 2.1")
                .allMatch(change -> change.startsWith("hops[0]."));
    }
}
