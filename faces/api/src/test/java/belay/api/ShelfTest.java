package belay.api;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.plan.Catalogue;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {

    @TempDir Path folder;
    private Shelf shelf = new Shelf(List.of());

    @BeforeEach
    void twoFolders() throws IOException {
        put("own/ship", "ship", "aliases: [boat]", "1.0");
        put("imported/ship", "ship", "", "9.0");
        put("imported/plane", "plane", "", "2.0");
        shelf = new Shelf(List.of(own(), folder.resolve("imported"), own()));
    }

    @Test
    void theFirstPackOfAProductCounts() {
        assertThat(releases(shelf.catalogue(), "ship")).containsExactly("1.0");
        assertThat(releases(given(shelf.catalogue("ship")), "ship")).containsExactly("1.0");
        assertThat(shelf.catalogue().products()).containsExactly("plane", "ship");
    }

    @Test
    void aProductIsFoundByItsAliasHoweverItIsWritten() {
        assertThat(releases(given(shelf.catalogue("Boat")), "boat")).containsExactly("1.0");
    }

    @Test
    void aBrokenPackOnlyStandsInTheWayOfItsOwnProduct() throws IOException {
        put("own/train", "train", "colour: red", "1.0");

        assertThat(given(shelf.catalogue("plane")).products()).containsExactly("plane");
        assertThat(problems(shelf.catalogue("train")))
                .extracting(Problem::code)
                .containsExactly("PACK:UNKNOWN_KEY");
        assertThat(shelf.catalogue().products()).containsExactly("plane", "ship");
        assertThat(shelf.catalogue().broken())
                .extracting(Problem::code)
                .containsExactly("PACK:UNKNOWN_KEY");
        assertThat(problems(shelf.catalogue().pack("train")))
                .extracting(Problem::code)
                .containsExactly("CATALOGUE:UNKNOWN_PRODUCT", "PACK:UNKNOWN_KEY");
    }

    @Test
    void anUnknownProductIsToldWithTheNearestOne() {
        assertThat(problems(shelf.catalogue("shiq")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("CATALOGUE:UNKNOWN_PRODUCT");
                    assertThat(problem.expected()).isEqualTo("one of plane, ship");
                    assertThat(problem.advice()).startsWith("did you mean ship?");
                });
    }

    // Helpers

    private Path own() {
        return folder.resolve("own");
    }

    private void put(String where, String product, String more, String release) throws IOException {
        var directory = Files.createDirectories(folder.resolve(where));
        Files.writeString(
                directory.resolve("pack.yaml"),
                """
                pack: 1
                product: %s
                scheme: numeric
                source: its vendor
                releases: [{release: %s}]
                %s
                """
                        .formatted(product, release, more));
    }

    private static List<String> releases(Catalogue catalogue, String product) {
        return given(catalogue.pack(product)).releases().stream()
                .map(release -> release.id().text())
                .toList();
    }

    private static <T> List<Problem> problems(Answer<T> answer) {
        return switch (answer) {
            case Answer.Given<T>(var given) -> throw new AssertionError(given);
            case Answer.Refused<T>(var problems) -> problems;
        };
    }
}
