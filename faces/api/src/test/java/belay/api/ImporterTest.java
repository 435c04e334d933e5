package belay.api;

import static belay.problem.Answer.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.ImportSheet;
import belay.release.ImportSheet.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImporterTest {

    private static final Path TRUTH = Path.of("..", "..", "..", "shared", "truth");
    private static final String GRAPH =
            """
            {"nodes": [{"version": "1.0.0"}, {"version": "1.1.0"}, {"version": "2.0.0"}],
             "edges": [[0, 1], [1, 2]]}
            """;

    @TempDir Path folder;

    @BeforeEach
    void aShippedPack() throws IOException {
        var directory = Files.createDirectories(folder.resolve("shipped/ship"));
        Files.writeString(
                directory.resolve("pack.yaml"),
                """
                pack: 1
                product: ship
                aliases: [boat]
                scheme: numeric
                source: its vendor
                releases: [{release: "1.0"}, {release: "2.0"}]
                issues: [{id: LEAK, affects: "1.0", because: it leaks}]
                """);
    }

    // What is imported

    @Test
    void aGraphIsAPackThatEveryQuestionFinds() throws Fault, IOException {
        var imported = given(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet"));

        assertThat(imported.state()).isEqualTo(Imported.State.NEW);
        assertThat(imported.counts())
                .containsExactlyInAnyOrderEntriesOf(Map.of("releases", 3, "hops", 2));
        assertThat(
                        given(shelf().catalogue("fleet"))
                                .answerLine(
                                        "{\"product\": \"fleet\", \"from\": \"1.0.0\", \"to\": \"2.0.0\"}"))
                .contains("\"answer\":\"plan\"", "\"release\":\"1.1.0\"");
    }

    @Test
    void theSameFileAgainChangesNothing() throws Fault, IOException {
        given(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet"));
        var before = kept();

        var again = given(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet"));

        assertThat(again.state()).isEqualTo(Imported.State.UNCHANGED);
        assertThat(again.changes()).isEmpty();
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void aMarkOfTheByteOrderMeansNothing() throws Fault, IOException {
        var graph = given(take(Kind.CINCINNATI, file("graph.json", "\ufeff" + GRAPH), "fleet"));
        var stops = given(take(Kind.STOPS, file("stops.json", "\ufeff13.1\n"), "x"));

        assertThat(graph.counts()).containsEntry("releases", 3);
        assertThat(stops.state()).isEqualTo(Imported.State.NEW);
    }

    @Test
    void anotherFileIsToldByWhatItAddsRemovesAndChanges() throws Fault, IOException {
        given(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet"));
        var other =
                """
                {"nodes": [{"version": "1.0.0"}, {"version": "1.1.0"}, {"version": "3.0.0"}],
                 "edges": [[1, 2]],
                 "conditionalEdges": [{"edges": [{"from": "1.0.0", "to": "1.1.0"}],
                                       "risks": [{"name": "Slow", "message": "it is slow"}]}]}
                """;

        var anew = given(take(Kind.CINCINNATI, file("graph.json", other), "fleet"));

        assertThat(anew.state()).isEqualTo(Imported.State.CHANGED);
        assertThat(anew.changes())
                .containsExactly(
                        new Imported.Change(
                                "releases", List.of("3.0.0"), List.of("2.0.0"), List.of()),
                        new Imported.Change(
                                "hops",
                                List.of("1.1.0 → 3.0.0"),
                                List.of("1.1.0 → 2.0.0"),
                                List.of("1.0.0 → 1.1.0")));
        assertThat(kept()).hasSize(2);
    }

    @Test
    void issuesAreLaidOverAPackWhoseOwnCount() throws Fault, IOException {
        var list =
                """
                {"issues": [{"id": "LEAK", "affected": "From 1.0 onwards", "resolved": ""},
                            {"id": "RUST", "affected": "From 1.0 onwards", "resolved": "2.0"},
                            {"id": "ROT", "affected": "TBD", "resolved": ""},
                            {"affected": "1.0"}]}
                """;

        var imported = given(take(Kind.ISSUES, file("issues.json", list), "boat"));

        assertThat(imported.product()).isEqualTo("ship");
        assertThat(imported.rows())
                .extracting(Imported.Row::outcome)
                .containsExactly(
                        Imported.Outcome.IN_THE_PACK,
                        Imported.Outcome.IMPORTED,
                        Imported.Outcome.NOT_PARSED,
                        Imported.Outcome.NOT_PARSED);
        var pack = given(given(shelf().catalogue("ship")).pack("ship"));
        assertThat(pack.issues()).extracting(issue -> issue.id()).containsExactly("LEAK", "RUST");
        assertThat(pack.known().unread())
                .extracting(row -> row.id())
                .containsExactly("ROT", "row 4");
    }

    @Test
    void everyRowOfARealListIsAccountedFor() throws Fault, IOException {
        Assumptions.assumeTrue(Files.exists(TRUTH), "NO TRUTH: a real list is NOT tested");
        var shipped = new Shelf(List.of(Path.of("..", "..", "packs"), folder.resolve("packs")));

        var imported =
                given(
                        new Importer(folder, shipped)
                                .take(
                                        wanted(
                                                Kind.ISSUES,
                                                TRUTH.resolve("dataminer-issues.json"),
                                                "dataminer")));

        var counts =
                imported.rows().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Imported.Row::outcome,
                                        TreeMap::new,
                                        Collectors.counting()));
        assertThat(imported.rows()).hasSize(127);
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(127);
        assertThat(imported.rows())
                .filteredOn(row -> row.outcome() == Imported.Outcome.NOT_PARSED)
                .allMatch(row -> !row.why().isBlank());
    }

    // What is refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CINCINNATI | {\"stops\": [\"1\"]} | x | IMPORT:WRONG_FILE | file:1:1",
                "STOPS | {\"nodes\": [], \"edges\": []} | x | IMPORT:WRONG_FILE | file:1:1",
                "CINCINNATI | {\"nodes\": [ | x | IMPORT:NOT_JSON | file:1:12",
                "CINCINNATI | {\"nodes\": [{\"version\": \"1.0.0\"}], \"edges\": [[0, 7]]} | x |"
                        + " IMPORT:UNKNOWN_NODE | file:1:45",
                "STOPS | 13.x | x | IMPORT:NOT_A_STOP | file:1:1",
                "STOPS | 13.1 | ship | IMPORT:NAME_TAKEN | pack.yaml",
                "STOPS | 13.1 | boat | IMPORT:NAME_TAKEN | pack.yaml",
                "STOPS | 13.1 | ../x | IMPORT:NAME | ``",
                "ISSUES | {\"issues\": [{\"id\": \"A\"}]} | shiq | CATALOGUE:UNKNOWN_PRODUCT | ``",
            })
    void whatIsRefusedChangesNothing(
            Kind kind, String text, String product, String code, String place)
            throws Fault, IOException {
        var problem = refused(take(kind, file("file", text), product));

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.place()).endsWith(place);
        assertThat(Files.exists(folder.resolve("packs"))).isFalse();
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Fault {
        var problem = refused(take(Kind.STOPS, folder.resolve("nowhere"), "x"));

        assertThat(problem.code()).isEqualTo("IMPORT:NO_FILE");
        assertThat(problem.value()).endsWith("nowhere: no file");
    }

    @Test
    void aPackThatWasWrittenByHandIsNotReplaced() throws Fault, IOException {
        var own = Files.createDirectories(folder.resolve("packs/fleet")).resolve("pack.yaml");
        Files.writeString(own, "# mine\n");

        var problem = refused(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet"));

        assertThat(problem.code()).isEqualTo("IMPORT:NOT_AN_IMPORT");
        assertThat(own).hasContent("# mine\n");
    }

    // What a crash leaves

    /// Each is what lies there when the process is killed between two steps of a first import, or
    /// of another one.
    @ParameterizedTest
    @ValueSource(
            strings = {"cincinnati-000000000000.data", "cincinnati-1.data.new", "pack.yaml.new"})
    void whatACrashLeavesIsPassedAndClearedAway(String name) throws Fault, IOException {
        given(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet"));
        var before = kept();
        Files.writeString(folder.resolve("packs/fleet").resolve(name), "half");

        assertThat(given(shelf().catalogue("fleet")).products()).containsExactly("fleet");
        given(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet"));

        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void aFirstImportThatDiedIsNoPackYet() throws Fault, IOException {
        var half = Files.createDirectories(folder.resolve("packs/fleet"));
        Files.writeString(half.resolve("cincinnati-000000000000.data"), GRAPH);

        assertThat(shelf().catalogue().products()).containsExactly("ship");
        assertThat(given(take(Kind.CINCINNATI, file("graph.json", GRAPH), "fleet")).state())
                .isEqualTo(Imported.State.NEW);
    }

    // Helpers

    private Shelf shelf() {
        return new Shelf(List.of(folder.resolve("shipped"), folder.resolve("packs")));
    }

    private Answer<Imported> take(Kind kind, Path file, String product) throws Fault {
        return new Importer(folder, shelf()).take(wanted(kind, file, product));
    }

    private static Import wanted(Kind kind, Path file, String product) {
        return new Import(kind, file, List.of(), product, "", "");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /// Every file that is kept, with its hash.
    private Map<String, String> kept() throws IOException {
        try (var files = Files.list(folder.resolve("packs/fleet"))) {
            var kept = new TreeMap<String, String>();
            for (var file : files.toList()) {
                kept.put(
                        file.getFileName().toString(),
                        ImportSheet.sha256(Files.readString(file).getBytes(UTF_8)));
            }
            return kept;
        }
    }

    private static Problem refused(Answer<Imported> answer) {
        return switch (answer) {
            case Answer.Given<Imported>(var given) -> throw new AssertionError(given);
            case Answer.Refused<Imported>(var problems) -> problems.getFirst();
        };
    }
}
