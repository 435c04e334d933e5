package belay.release;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VendorIssuesTest {

    private static final Scheme DATAMINER = Scheme.named("dataminer");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.4.0 [CU4] | true",
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.4.0 [CU3] | false",
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.4.0 [CU15] | false",
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.5.0 [CU2] | true",
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.5.0 [CU3] | false",
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.6.0 | false",
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.5.4 | true",
                "From DataMiner 10.4.0 [CU4]/10.4.7 onwards | 10.4.0 [CU15]/10.5.0 [CU3]/10.5.5 | 10.5.5 | false",
                "DataMiner 10.3.0 [CU2] up to [CU11] | '' | 10.3.0 [CU11] | true",
                "DataMiner 10.3.0 [CU2] up to [CU11] | '' | 10.3.0 [CU12] | false",
                "DataMiner 10.3.0 [CU11] and [CU12] | '' | 10.3.0 [CU12] | true",
                "DataMiner 10.3.9 and 10.3.10 | '' | 10.3.10 | true",
                "DataMiner 10.4.2 to 10.4.12 | '' | 10.4.7 | true",
                "DataMiner 10.4.2 to 10.4.12 | '' | 10.4.0 [CU7] | false",
                "All versions up to 10.4.0 [CU14]/10.5.0 [CU2]/10.5.5 | '' | 10.5.0 [CU2] | true",
                "All versions up to 10.4.0 [CU14]/10.5.0 [CU2]/10.5.5 | '' | 10.4.0 [CU15] | false",
                "All DataMiner versions | '' | 9.6.0 | true",
                "All DataMiner versions | 10.3.0 [CU12]/10.4.0/10.4.3 | 10.3.0 [CU11] | true",
                "All DataMiner versions | 10.3.0 [CU12]/10.4.0/10.4.3 | 10.3.0 [CU12] | false",
                "All DataMiner versions | 10.3.0 [CU12]/10.4.0/10.4.3 | 10.5.0 | false",
                "All DataMiner versions | 10.3.0 [CU12]/10.4.0/10.4.3 | 10.4.2 | true",
                "All DataMiner versions | 10.3.0 [CU12]/10.4.0/10.4.3 | 10.4.3 | false",
                "All DataMiner versions | 10.5.0 | 10.5.3 | true"
            })
    void rangesAreReadAsTheVendorWritesThem(
            String affected, String resolved, String version, boolean affects) throws IOException {
        var issue = row(affected, resolved).issue().getFirst();

        assertThat(issue.affects().holds(given(DATAMINER.read(version))))
                .as(issue.affects().toString())
                .isEqualTo(affects);
        assertThat(issue.when()).isEmpty();
    }

    @Test
    void whatIsSaidBeyondReleasesIsACondition() throws IOException {
        var failover = row("All Failover systems", "").issue().getFirst();
        var windows = row("Systems using Windows 2012 R2", "").issue().getFirst();

        assertThat(failover.when())
                .extracting(Condition::words)
                .containsExactly("failover is true");
        assertThat(Condition.all(windows.when(), Situation.UNKNOWN))
                .isEqualTo(Condition.Verdict.CANNOT_TELL);
    }

    @Test
    void anIssueOfTheWayKnowsWhereItBegins() throws IOException {
        var issue =
                row("Upgrade path from DataMiner 10.4.0 to 10.5.0 CU3, 10.5.6, or 10.5.7", "")
                        .issue()
                        .getFirst();

        assertThat(issue.from()).hasSize(1);
        assertThat(issue.affects().holds(given(DATAMINER.read("10.5.0 [CU3]")))).isTrue();
        assertThat(issue.affects().holds(given(DATAMINER.read("10.5.0 [CU2]")))).isFalse();
    }

    @Test
    void noRowOfTheVendorsListIsDropped() throws IOException {
        var file = Path.of("..", "..", "shared", "truth", "dataminer-issues.json");
        Assumptions.assumeTrue(Files.exists(file), "NO TRUTH: its issues are NOT tested");

        var rows = given(VendorIssues.read(DATAMINER, "its vendor", Files.readAllBytes(file)));

        assertThat(rows).hasSize(127);
        assertThat(rows).filteredOn(row -> row.resolved().isEmpty()).hasSize(19);
        assertThat(rows)
                .filteredOn(row -> row.issue().isEmpty())
                .allSatisfy(row -> assertThat(row.notParsed()).startsWith("it names no release"))
                .hasSize(9);
    }

    @Test
    void aRowIsFoundAgainInItsFile() {
        var json =
                """
                {"issues": [
                  {"id": "A", "affected": "All DataMiner versions", "resolved": ""},
                  {"id": "B", "affected": "TBD",
                   "resolved": ["x"]}, {"affected": "TBD"}
                ], "more": [1, 2]}
                """;

        var rows =
                given(
                        VendorIssues.read(
                                DATAMINER, "k.json", json.getBytes(StandardCharsets.UTF_8)));

        assertThat(rows)
                .extracting(row -> row.id() + " " + row.place())
                .containsExactly("A k.json:2:3", "B k.json:3:3", "row 3 k.json:4:24");
    }

    private static VendorIssues.Row row(String affected, String resolved) throws IOException {
        var json =
                "{\"issues\": [{\"id\": \"A\", \"affected\": \""
                        + affected
                        + "\", \"resolved\": \""
                        + resolved
                        + "\"}]}";
        return given(VendorIssues.read(DATAMINER, "test", json.getBytes(StandardCharsets.UTF_8)))
                .getFirst();
    }
}
