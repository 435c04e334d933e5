package belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Imported;
import belay.plan.Catalogue;
import belay.plan.PlanJson;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `belay catalogue`, on the packs that are shipped.
class CatalogueCommandTest {

    private static final String ON_THE_WAY =
            "catalogue issues --product dataminer --from 10.4.0 --to 10.6.0";

    private final FakeBelay belay = new FakeBelay();
    private final TestTerminal terminal = new TestTerminal();

    @TempDir Path folder;

    // Products

    @Test
    void listsTheProductsWithTheirSourcesBelow() {
        assertThat(belay("catalogue")).isZero();

        assertThat(out()).startsWith("PRODUCT").contains("\nodoo  ", "[1] ", "by rule");
        assertThat(json("catalogue -o json").at("/products/0").propertyNames())
                .contains("product", "releases", "latest", "issues", "source", "hash", "aliases");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "catalogue",
                "catalogue issues dataminer --all",
                "catalogue requirements dataminer"
            })
    void noLineIsWiderThanTheTerminal(String command) {
        terminal.columns = 100;

        belay(command);

        assertThat(out().lines())
                .allMatch(line ->
                        Columns.of(line) <= terminal.columns || line.strip().indexOf(' ') < 0);
    }

    // Releases

    @Test
    void releasesShowTheColumnsThatThePackFills() {
        assertThat(belay("catalogue releases odoo")).isZero();

        assertThat(out().lines().findFirst().orElse(""))
                .startsWith("RELEASE")
                .doesNotContain("BUILDS");
        assertThat(out()).contains("\n17.0 ");
    }

    @Test
    void previewsAreLeftOutAndSaidSo() {
        belay("catalogue releases --product dataminer");
        var released = out().lines().count();
        assertThat(err()).contains("left out; --all shows them");

        belay("catalogue releases dataminer --all");
        assertThat(out().lines().count()).isGreaterThan(released);
    }

    @Test
    void aTrackThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThat(belay("catalogue releases dataminer --track x")).isEqualTo(2);

        assertThat(err()).contains("TRACK:UNKNOWN", "feature, main");
    }

    // Requirements

    @Test
    void requirementsOfOneReleaseSayWhenAndWhence() {
        assertThat(belay("catalogue", "requirements", "dataminer", "--to", "10.6.0")).isZero();

        assertThat(out()).startsWith("Has to be there\n").contains("only if ", "[1] ");
        assertThat(out()).doesNotContain("[Has");
    }

    // Issues

    @Test
    void saysWhichIssuesHitThePath() {
        assertThat(belay("catalogue issues dataminer --from 10.4.0 --to 10.5.7 --all")).isZero();

        assertThat(out()).contains(" hit, ", " do not\n", "KI_Prerequisites_fail_when_upgrading");
        assertThat(json(ON_THE_WAY + " -o json").path("issues").values())
                .allMatch(issue ->
                        issue.path("verdict").isString() && issue.path("unknown").isArray());
    }

    @Test
    void aSystemTellsItsProductItsSetUpAndWhereThePathBegins() throws Exception {
        var system = Files.writeString(folder.resolve("system.yaml"), "system: 1\n");
        var wish = Wish.to("10.4.0", "10.6.0").allow(Set.of("*")).facts(Map.of("nodes", "3"));

        assertThat(belay("catalogue issues " + system + " --from 10.4.0 --to 10.6.0 --set nodes=3"))
                .isZero();

        assertThat(belay.asked).containsExactly("issues " + system + " " + wish);
        assertThat(out()).contains(" hit, ");
    }

    @Test
    void whatCannotBeReadIsToldBesideWhatCan() {
        belay.catalogue =
                Catalogue.of(
                        belay.catalogue.packs(),
                        List.of(
                                Problem.of("PACK:UNKNOWN_KEY", "no such key")
                                        .place("x/pack.yaml")));

        assertThat(belay("catalogue")).isEqualTo(2);

        assertThat(out()).contains("odoo", "keycloak");
        assertThat(err()).contains("PACK:UNKNOWN_KEY", "x/pack.yaml");
        assertThat(belay("catalogue -o json")).isEqualTo(2);
        assertThat(json("catalogue -o json").path("problems").path(0).path("place").asString())
                .isEqualTo("x/pack.yaml");
        assertThat(belay("catalogue releases odoo")).isZero();
    }

    /// None known is not none.
    @Test
    void aPackWithoutIssuesSaysSo() {
        assertThat(belay("catalogue issues odoo --from 16.0 --to 17.0")).isZero();

        assertThat(out()).contains("the pack of odoo names no known issue").doesNotContain("0 hit");
    }

    @Test
    void aFactThatNoIssueAsksForIsSaid() {
        assertThat(belay(ON_THE_WAY + " --set failver=true")).isZero();

        assertThat(err()).contains("no known issue of dataminer asks for failver");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "catalogue issues",
                "catalogue issues odoo --product odoo",
                "catalogue issues dataminer --set from=1",
                "catalogue releases",
                "catalogue requirements odoo --product odoo",
                "catalogue import issues x.json --blocked y.json --as odoo",
                "catalogue import graph x.json --as odoo",
                "catalogue import stops x.json",
            })
    void whatCannotBeMeantIsRefusedBeforeAnythingIsAsked(String command) {
        assertThat(belay(command)).isEqualTo(2);

        assertThat(err()).contains("CLI:NOT_UNDERSTOOD");
        assertThat(belay.asked).isEmpty();
    }

    @Test
    void anUnknownProductOrReleaseIsRefused() {
        assertThat(belay("catalogue issues odo")).isEqualTo(2);
        assertThat(err()).contains("CATALOGUE:UNKNOWN_PRODUCT", "did you mean odoo?");

        assertThat(belay("catalogue issues odoo --from 1 --to 17.0")).isEqualTo(2);
        assertThat(belay("catalogue requirements dataminer --to 99")).isEqualTo(2);
    }

    // Imports

    @Test
    void everyRowOfAnImportIsCounted() {
        assertThat(belay("catalogue import issues list.json --as x")).isZero();

        assertThat(out())
                .contains("x was imported", "imported ", "not parsed", "it names no release: TBD");
    }

    @Test
    void anImportThatChangesNothingSaysSo() {
        belay.imported = Answer.of(Sample.imported(Imported.State.UNCHANGED));

        assertThat(belay("catalogue import issues list.json --as x")).isEqualTo(3);

        assertThat(out()).startsWith("x: nothing changed");
    }

    @Test
    void aDifferenceIsToldByName() {
        belay.imported = Answer.of(Sample.imported(Imported.State.CHANGED));

        assertThat(belay("catalogue import cincinnati g.json --as x")).isZero();

        assertThat(out()).contains("hops added: 2 (1 → 2, 2 → 3)", "hops removed: 1 (1 → 3)");
        assertThat(
                        json("catalogue import cincinnati g.json --as x -o json")
                                .path("state")
                                .asString())
                .isEqualTo("CHANGED");
    }

    // Helpers

    private JsonNode json(String line) {
        belay(line);
        return PlanJson.mapper().readTree(out());
    }

    private int belay(String line) {
        return belay(line.split(" ", -1));
    }

    private int belay(String... arguments) {
        terminal.clear();
        return terminal.type(() -> belay, FakeTry::new, arguments);
    }

    private String out() {
        return terminal.out();
    }

    private String err() {
        return terminal.err();
    }
}
