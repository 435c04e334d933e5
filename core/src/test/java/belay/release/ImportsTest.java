package belay.release;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportsTest {

    private static final String GRAPH =
            """
            {"version": 1,
             "nodes": [{"version": "1.0.0+amd64"}, {"version": "1.1.0+amd64"}, {"version": "1.2.0+amd64"}],
             "edges": [[0, 1], [1, 2], [0, 2]]}
            """;

    private static final Path TRUTH = Path.of("..", "..", "shared", "truth");

    @TempDir private Path folder;

    @Test
    void aBlockedHopIsKeptWithItsRule() {
        var pack = graph(GRAPH, "[{\"to\": \"1.2.0\", \"from\": \"^1\\\\.0\"}]");

        assertThat(pack.known().edges())
                .extracting(edge -> edge.from() + " " + edge.to())
                .containsExactly("1.0.0+amd64 1.1.0+amd64", "1.1.0+amd64 1.2.0+amd64");
        assertThat(pack.known().blocked())
                .singleElement()
                .satisfies(hop -> {
                    assertThat(hop.to()).hasToString("1.2.0+amd64");
                    assertThat(hop.grounds().because()).contains("1.2.0", "^1\\.0");
                    assertThat(hop.grounds().source()).isEqualTo("blocked.json");
                });
    }

    @Test
    void aGraphWhoseHopsAreAllBlockedIsStillAGraph() {
        var pack =
                graph(
                        GRAPH,
                        "[{\"to\": \"1.1.0\", \"from\": \".\"}, {\"to\": \"1.2.0\", \"from\": \".\"}]");

        assertThat(pack.known().edges()).isEmpty();
        assertThat(pack.known().graph()).isTrue();
        assertThat(pack.known().open()).isFalse();
    }

    /// Each: graph | blocked | code | place | part of what was found.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "no                                    |    | IMPORT:NOT_JSON | graph.json:1:1 | Unrecognized",
                "{\"nodes\": [                         |    | IMPORT:NOT_JSON | graph.json:1:12 | end-of-input",
                "{} {}                                 |    | IMPORT:NOT_JSON | graph.json:1:4 | railing",
                "{\"a\": 1, \"b\": 2}                  |    | IMPORT:WRONG_FILE | graph.json:1:1 | the keys a, b",
                "{\"stops\": []}                       |    | IMPORT:WRONG_FILE | graph.json:1:1 | a list of stops",
                "{\"nodes\": [], \"edges\": []}        |    | IMPORT:EMPTY | graph.json:1:11 | []",
                "{\"nodes\": [{\"version\": \"1.0.0\"}], \"edges\": []}      | | IMPORT:EMPTY | graph.json:1:44 | []",
                "{\"nodes\": [{\"version\": \"x\"}], \"edges\": [[0, 0]]}    | | IMPORT:NO_VERSION | graph.json:1:12 | \"x\"",
                "{\"nodes\": [{\"version\": \"1.0.0\"}], \"edges\": [[0, 7]]}| | IMPORT:UNKNOWN_NODE | graph.json:1:45 | [0,7]",
                "{\"nodes\": [{\"version\": \"1.0.0\"}], \"edges\": [\"x\"]} | | IMPORT:UNKNOWN_NODE | graph.json:1:45 | x",
                "{\"nodes\": [{\"version\": \"1.0.0\"}], \"edges\": [], \"conditionalEdges\": [{\"edges\": [{\"from\": \"1.0.0\", \"to\": \"9\"}]}]} | | IMPORT:UNKNOWN_NODE | graph.json:1:80 | 9",
                "GRAPH | {}                                          | IMPORT:WRONG_FILE | blocked.json:1:1 | without keys",
                "GRAPH | [1]                                         | IMPORT:BLOCKED_RULE | blocked.json:1:2 | 1",
                "GRAPH | [{\"to\": \"\", \"from\": \".\"}]           | IMPORT:UNKNOWN_RELEASE | blocked.json:1:9 | ",
                "GRAPH | [{\"to\": \"9.9.9\", \"from\": \".\"}]      | IMPORT:UNKNOWN_RELEASE | blocked.json:1:9 | 9.9.9",
                "GRAPH | [{\"to\": \"1.1.0\", \"from\": \"(\"}]      | IMPORT:PATTERN | blocked.json:1:26 | (",
                "GRAPH | [{\"to\": \"1.1.0\", \"from\": \"((a{1000}){1000}){1000}\"}] | IMPORT:PATTERN | blocked.json:1:26 | a{1000}",
            })
    void tellsWhereAGraphIsWrong(
            String graph, String blocked, String code, String place, String found) {
        var problem =
                problem(
                        Imports.cincinnati(
                                "x",
                                "graph.json",
                                bytes(graph.replace("GRAPH", GRAPH)),
                                "blocked.json",
                                bytes(blocked == null ? "" : blocked)));

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.place()).isEqualTo(place);
        assertThat(problem.value()).contains(found == null ? "" : found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "banana             | IMPORT:NOT_A_STOP | stops:1:1",
                "'8.11\n\n# no\nx'  | IMPORT:NOT_A_STOP | stops:4:1",
                "'# nothing'        | IMPORT:EMPTY | stops:1:1",
                "{\"stops\": [\"8.11\", \"x\"]} | IMPORT:NOT_A_STOP | stops:1:20",
                "{\"stops\": []}    | IMPORT:EMPTY | stops:1:1",
                "[1]                | IMPORT:WRONG_FILE | stops:1:1",
                "{\"nodes\": [], \"edges\": []} | IMPORT:WRONG_FILE | stops:1:1"
            })
    void tellsWhereStopsAreWrong(String list, String code, String place) {
        var problem = problem(Imports.stops("x", "stops", bytes(list)));

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.place()).isEqualTo(place);
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() {
        var large = new byte[Imports.LARGEST + 1];

        assertThat(problem(Imports.stops("x", "f", large)).code()).isEqualTo("IMPORT:TOO_LARGE");
        assertThat(problem(Imports.cincinnati("x", "f", large, new byte[0])).code())
                .isEqualTo("IMPORT:TOO_LARGE");
    }

    // As a folder

    @Test
    void whatWasImportedIsAPackLikeAnyOther() throws IOException {
        var sheet = sheet(ImportSheet.Kind.CINCINNATI, "cincinnati", GRAPH);

        write(sheet, GRAPH);
        var pack = given(Packs.read(folder));

        assertThat(pack.product()).isEqualTo("x");
        assertThat(pack.releases()).hasSize(3);
        assertThat(pack.known().edges()).hasSize(3);
        assertThat(pack.known().origin())
                .isEqualTo(new Grounds("", "its \"vendor\"", "2026-01-02"));
        assertThat(ImportSheet.of(ImportSheet.Kind.CINCINNATI, sheet.text())).contains(sheet);
        assertThat(ImportSheet.of(ImportSheet.Kind.CINCINNATI, sheet.text() + "# mine\n"))
                .isEmpty();
    }

    @Test
    void aFileThatWasChangedBesideIsTold() throws IOException {
        write(sheet(ImportSheet.Kind.STOPS, "stops", "8.11\n"), "8.12\n");

        var problem = problem(Packs.read(folder));

        assertThat(problem.code()).isEqualTo("PACK:CHANGED");
        assertThat(problem.place()).matches(".*pack.yaml:\\d+:\\d+");
    }

    @Test
    void issuesAreLaidOverAPackAndAreInItsHash() throws IOException {
        var pack = given(Packs.read(Path.of("../packs/dataminer")));
        var issues =
                """
                {"issues": [{"id": "A", "affected": "From DataMiner 10.4.0 onwards", "resolved": "10.5.0"},
                            {"id": "B", "affected": "TBD", "resolved": ""}]}
                """;
        var packs = folder;
        folder = Files.createDirectories(Overlay.folder(packs, "dataminer"));
        var sheet =
                new ImportSheet(
                        "dataminer",
                        ImportSheet.Kind.ISSUES,
                        "",
                        List.of(
                                new ImportSheet.Kept(
                                        "issues", "them", ImportSheet.sha256(bytes(issues)))));
        write(sheet, issues);

        var laid = given(Overlay.over(pack, List.of(packs)));

        assertThat(laid.issues()).hasSize(pack.issues().size() + 1);
        assertThat(laid.known().unread())
                .containsExactly(new Known.Unread("B", "TBD", "it names no release: TBD", "them"));
        assertThat(laid.hash()).isNotEqualTo(pack.hash()).matches("[0-9a-f]{64}");
        assertThat(given(Overlay.over(pack, List.of()))).isEqualTo(pack);
    }

    @Test
    void theWholeGraphOfAVendorIsReadFromItsFolder() throws IOException {
        Assumptions.assumeTrue(Files.exists(TRUTH), "NO TRUTH: a whole graph is NOT tested");
        var graph = Files.readAllBytes(TRUTH.resolve("openshift/full-raw-20211124.json"));
        var blocked = Files.readAllBytes(TRUTH.resolve("openshift/full-blocked-20211124.json"));
        var sheet =
                new ImportSheet(
                        "openshift",
                        ImportSheet.Kind.CINCINNATI,
                        "",
                        List.of(
                                new ImportSheet.Kept(
                                        "cincinnati", "raw", ImportSheet.sha256(graph)),
                                new ImportSheet.Kept(
                                        "blocked", "rules", ImportSheet.sha256(blocked))));
        Files.write(folder.resolve(sheet.files().getFirst().file()), graph);
        Files.write(folder.resolve(sheet.files().getLast().file()), blocked);
        Files.writeString(folder.resolve("pack.yaml"), sheet.text());

        var pack = given(Packs.read(folder));

        assertThat(pack.releases()).hasSize(1_085);
        assertThat(pack.known().edges()).hasSize(17_389);
        assertThat(pack.known().blocked()).hasSize(19_478 - 17_389);
        assertThat(given(Packs.read(folder)).hash()).isEqualTo(pack.hash());
    }

    private static ImportSheet sheet(ImportSheet.Kind kind, String key, String content) {
        return new ImportSheet(
                "x",
                kind,
                "2026-01-02",
                List.of(
                        new ImportSheet.Kept(
                                key, "its \"vendor\"", ImportSheet.sha256(bytes(content)))));
    }

    private void write(ImportSheet sheet, String content) throws IOException {
        Files.writeString(folder.resolve(sheet.kind().sheet()), sheet.text());
        Files.writeString(folder.resolve(sheet.files().getFirst().file()), content);
    }

    private static Pack graph(String graph, String blocked) {
        return given(
                Imports.cincinnati(
                        "x", "graph.json", bytes(graph), "blocked.json", bytes(blocked)));
    }

    private static Problem problem(Answer<Pack> answer) {
        return ((Answer.Refused<Pack>) answer).problems().getFirst();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
