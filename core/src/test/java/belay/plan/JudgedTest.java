package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Condition.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedTest {

    @TempDir Path folder;

    @Test
    void anIssueHitsWhereTheWholePathTouchesIt() throws IOException {
        var leak =
                only("{id: LEAK, affects: '2.*', fixed: '3.0', because: it leaks}", "1.0", "3.0");

        assertThat(leak.verdict()).isEqualTo(Verdict.APPLIES);
        assertThat(leak.at()).containsExactly("2.0");
        assertThat(leak.fixed()).containsExactly("3.0");
        assertThat(leak.why()).isEqualTo("it affects 2.*");
    }

    @Test
    void anIssueBesideThePathDoesNotHit() throws IOException {
        var leak = only("{id: LEAK, affects: '<2', because: it leaks}", "2.0", "3.0");

        assertThat(leak.verdict()).isEqualTo(Verdict.DOES_NOT);
        assertThat(leak.at()).isEmpty();
        assertThat(leak.unknown()).isEmpty();
    }

    @Test
    void aSetUpThatNobodyToldIsNamed() throws IOException {
        var pairs = "{id: PAIRS, affects: '2.*', when: {failover: true}, because: pairs split}";

        assertThat(only(pairs, "1.0", "3.0").verdict()).isEqualTo(Verdict.CANNOT_TELL);
        assertThat(only(pairs, "1.0", "3.0").unknown()).containsExactly("failover");
        assertThat(only(pairs, "1.0", "3.0", "failover", "true").verdict())
                .isEqualTo(Verdict.APPLIES);
        assertThat(only(pairs, "1.0", "3.0", "failover", "false").verdict())
                .isEqualTo(Verdict.DOES_NOT);
    }

    @Test
    void anIssueOfAHopIsOneOfTheReleaseItLeadsTo() throws IOException {
        var hop = "{id: HOP, from: '2.*', affects: '3.*', because: the index is lost}";

        assertThat(only(hop, "1.0", "3.0").at()).containsExactly("3.0");
        assertThat(only(hop, "1.0", "2.0").verdict()).isEqualTo(Verdict.DOES_NOT);
        assertThat(only(hop, "3.0", "").verdict()).isEqualTo(Verdict.DOES_NOT);
    }

    @Test
    void withoutAPathOnlyTheSetUpIsJudged() throws IOException {
        assertThat(only("{id: LEAK, affects: '2.*', because: it leaks}", "", "").verdict())
                .isEqualTo(Verdict.APPLIES);
    }

    @Test
    void whereThereIsNoPathNothingIsJudged() throws IOException {
        write("{id: LEAK, affects: '2.*', because: it leaks}");

        assertThat(refused("1.0", "9.0")).isNotEmpty();
        assertThat(refused("", "9.0")).extracting(Problem::value).containsExactly("9.0");
    }

    // Helpers

    private Judged only(String issue, String from, String to, String... facts) throws IOException {
        write(issue);
        return given(ask(from, to, facts)).getFirst();
    }

    private List<Problem> refused(String from, String to) {
        return switch (ask(from, to)) {
            case Answer.Given<List<Judged>>(var judged) -> throw new AssertionError(judged);
            case Answer.Refused<List<Judged>>(var problems) -> problems;
        };
    }

    private void write(String issue) throws IOException {
        Files.writeString(
                folder.resolve("pack.yaml"),
                """
                pack: 1
                product: x
                scheme: numeric
                source: its vendor
                releases: [{release: "1.0"}, {release: "2.0"}, {release: "3.0"}]
                rules: [{stop: "2.0", because: it converts}]
                issues: [%s]
                """
                        .formatted(issue));
    }

    private Answer<List<Judged>> ask(String from, String to, String... facts) {
        var options = PlanJson.mapper().createObjectNode().put("product", "x").put("accept", "*");
        if (!from.isEmpty()) {
            options.put("from", from);
        }
        if (!to.isEmpty()) {
            options.put("to", to);
        }
        for (int i = 0; i < facts.length; i += 2) {
            options.put(facts[i], facts[i + 1]);
        }
        return Catalogue.read(List.of(folder))
                .then(catalogue -> Question.of(options).then(catalogue::issues));
    }
}
