package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What the vendors' own pages answer, asked of the packs that we bring. Each line names its page.
class VendorAnswersTest {

    private static final Path CASES = Path.of("src", "test", "vendors", "answers.yaml");
    private static final Catalogue PACKS = given(Catalogue.read(List.of(Path.of("..", "packs"))));

    @TestFactory
    Stream<DynamicTest> theVendorsAnswers() throws IOException {
        return YAMLMapper.shared().readTree(Files.readAllBytes(CASES)).values().stream()
                .map(row -> dynamicTest(row.toString(), () -> answers(row)));
    }

    private static void answers(JsonNode row) {
        var asked = (ObjectNode) row.path("ask");
        assertThat(row.path("source").asString()).isNotBlank();

        var reply = PACKS.answer(given(Question.of(asked)));
        var json = reply.json();

        if (row.path("path").isArray()) {
            assertThat(texts(row.path("path")))
                    .as(json.toString())
                    .isEqualTo(reply.hops().stream().map(VendorAnswersTest::hop).toList());
        } else {
            assertThat(json.path("answer").asString()).isEqualTo(row.path("path").asString());
        }
        row.path("says")
                .properties()
                .forEach(part ->
                        assertThat(json.path(part.getKey()).toString())
                                .contains(texts(part.getValue())));
        row.path("says-not")
                .properties()
                .forEach(part ->
                        assertThat(json.path(part.getKey()).toString())
                                .doesNotContain(texts(part.getValue())));
    }

    private static String hop(Reply.Step step) {
        return step.kind().equals("full") ? step.release() : step.release() + " " + step.kind();
    }

    private static List<String> texts(JsonNode list) {
        return list.values().stream().map(JsonNode::asString).toList();
    }
}
