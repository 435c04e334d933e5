package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Problem;
import belay.release.PackPlaces;
import belay.release.Packs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackDoubtsTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{skip: '2.0', because: it is bad}",
                "{skip: '2.0', because: it is bad}, {warn: {from: '1.0', to: '2.0'}, because: care}"
            })
    void aStopThatIsSkippedIsBroken(String more) throws IOException {
        var doubts = doubts("[{stop: '2.0', because: it converts}, " + more + "]", "[]");

        assertThat(doubts).extracting(Problem::code).contains("PACK:BROKEN_STOP");
        assertThat(doubts.getFirst().value()).isEqualTo("2.0 is skipped by a rule");
        assertThat(doubts.getFirst().place()).endsWith("pack.yaml:8:9");
    }

    @Test
    void aStopWithAnIssueForEveryoneIsBroken() throws IOException {
        var doubts =
                doubts(
                        "[{stop: '2.0', because: it converts}]",
                        "[{id: LOSS, affects: '2.0', because: data is lost}]");

        assertThat(doubts).extracting(Problem::value).contains("2.0 is hit by the issue LOSS");
    }

    @Test
    void aStopThatSomeCanUseIsNot() throws IOException {
        assertThat(
                        doubts(
                                "[{stop: '2.*', because: it converts}]",
                                "[{id: LOSS, affects: '2.0', because: data is lost},"
                                        + " {id: SOME, affects: '2.1', when: {failover: true},"
                                        + " because: pairs split}]"))
                .isEmpty();
    }

    @Test
    void aReleaseToWhichNoPathLeadsIsNamedWithItsPlace() throws IOException {
        var doubts = doubts("[{refuse: {from: '*', to: '3.0'}, because: nobody can}]", "[]");

        assertThat(doubts).extracting(Problem::code).containsExactly("PACK:UNREACHABLE");
        assertThat(doubts.getFirst().value()).isEqualTo("3.0");
        assertThat(doubts.getFirst().place()).contains("pack.yaml:7:");
    }

    @Test
    void whatIsRefusedToSomeOnlyIsReached() throws IOException {
        assertThat(
                        doubts(
                                "[{refuse: {from: '*', to: '3.0'}, when: {hosting: online},"
                                        + " because: not there}]",
                                "[]"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dataminer", "odoo", "postgresql", "keycloak", "wso2-carbon", "shop"})
    void thePacksThatAreShippedGiveNoDoubt(String product) {
        var directory = Path.of("..", "packs", product);

        assertThat(
                        PackDoubts.of(
                                given(Packs.read(directory)),
                                PackPlaces.of(given(Packs.read(directory)), directory)))
                .isEmpty();
    }

    // Helpers

    private List<Problem> doubts(String rules, String issues) throws IOException {
        Files.writeString(
                folder.resolve("pack.yaml"),
                """
                pack: 1
                product: x
                scheme: numeric
                source: its vendor
                releases:
                  [{release: "1.0"}, {release: "2.0"}, {release: "2.1"},
                   {release: "3.0"}]
                rules: %s
                issues: %s
                """
                        .formatted(rules, issues));
        return PackDoubts.of(
                given(Packs.read(folder)), PackPlaces.of(given(Packs.read(folder)), folder));
    }
}
