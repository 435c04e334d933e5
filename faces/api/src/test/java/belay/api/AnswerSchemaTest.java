package belay.api;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.plan.Catalogue;
import belay.plan.PlanJson;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The schemas in `docs/schema`, against what is really said.
class AnswerSchemaTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'product': 'odoo', 'from': '14.0', 'to': '17.0', 'id': 7",
                "'product': 'odoo', 'from': 17.0, 'to': '17.0'",
                "'product': 'odoo', 'from': '17.0', 'to': '16.0'",
                "'product': 'odoo', 'from': '16.0', 'to': 'saas~17.2', 'hosting': 'online'",
                "'product': 'dataminer', 'from': ['10.4.0', '10.4.0 [CU2]'], 'to': '10.5.0'",
                "'product': 'dataminer', 'from': '9.6', 'to': '10.6.0', 'compare': true",
                "'product': 'dataminer', 'from': '10.4.12', 'to': '10.4.0 [CU14]'",
                "'product': 'dataminer', 'from': '10.4.2', 'to': '10.5.0 [CU3]', 'allow': '*'",
                "'product': 'dataminer', 'from': '10.4.0', 'to': '10.1.0', 'downgrade': true",
                "'product': 'dataminer', 'from': '10.2.4', 'to': '10.3.2', 'hotfixes': ['H1']",
                "'product': 'postgresql', 'from': '9.6.24', 'why_not': ['12.0']",
                "'product': 'carbon', 'from': '4.4.6', 'to': '4.4.7', 'staging_empty': false",
                "'product': 'keycloak', 'from': '24.0.5', 'database': null",
                "'product': 'nothing of the kind', 'from': '1'",
            })
    void questionAndAnswerAreAsTheSchemasSay(String options) {
        var question = "{" + options.replace('\'', '"') + "}";

        assertThat(wrong("question", question)).isEmpty();
        assertThat(wrong("answer", PACKS.answerLine(question))).isEmpty();
    }

    @Test
    void packsWithFactorsFeaturesAndRequirementsAreAsTheSchemaSays() throws IOException {
        var folder = Path.of("..", "..", "core", "src", "test", "packs");
        var made = given(Catalogue.read(List.of(folder)));

        for (var product : made.products()) {
            var releases = given(made.pack(product)).releases();
            var question =
                    PlanJson.mapper()
                            .createObjectNode()
                            .put("product", product)
                            .put("from", releases.getLast().id().text())
                            .put("compare", true)
                            .toString();
            assertThat(wrong("answer", made.answerLine(question))).as(product).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "no json", "{}", "{'product': 'odoo', 'from': {}}"})
    void alsoTheAnswerToWhatIsNoQuestion(String line) {
        var question = line.replace('\'', '"');

        assertThat(wrong("answer", PACKS.answerLine(question))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'answer': 'plan', 'hops': [], 'reasons': [], 'propose': null}",
                "{'answer': 'refused', 'hops': [], 'reasons': [], 'propose': null}",
                "{'answer': 'perhaps', 'hops': [], 'reasons': [], 'propose': null}",
            })
    void theSchemaTellsWhatIsNoAnswer(String answer) {
        assertThat(wrong("answer", answer.replace('\'', '"'))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'product': 'x', 'from': {}}",
                "{'product': 'x', 'downgrade': 'yes'}",
                "{'product': 'x', 'intermediate': 'last'}",
                "{'product': 'x', 'data': 'y'}",
            })
    void theSchemaRefusesWhatBelayRefuses(String line) {
        var question = line.replace('\'', '"');

        assertThat(wrong("question", question)).isNotEmpty();
        assertThat(PACKS.answerLine(question)).contains("\"code\":\"QUESTION:");
    }

    // Helpers

    private static final Catalogue PACKS =
            given(Catalogue.read(List.of(Path.of("..", "..", "packs"))));

    private static List<String> wrong(String name, String json) {
        return schema(name).validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static Schema schema(String name) {
        var file = Path.of("..", "..", "docs", "schema", name + ".schema.json");
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(file), InputFormat.JSON);
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }
}
