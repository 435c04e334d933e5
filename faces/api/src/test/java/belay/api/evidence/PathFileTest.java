package belay.api.evidence;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.plan.Catalogue;
import belay.plan.PlanJson;
import belay.plan.Question;
import belay.plan.Reply;
import belay.problem.Answer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PathFileTest {

    @TempDir Path folder;

    @Test
    void drawsThePathAndWhatWasLeftOutAndWhy() throws Exception {
        var file = folder.resolve("way.svg");

        given(PathFile.at(file)).write(PathPicture.of(reply("14.0", "17.0")));

        var text = parsed(Files.readString(file)).getDocumentElement().getTextContent();
        assertThat(text)
                .contains("odoo 14.0 → 17.0")
                .contains("15.0", "16.0", "every major on the way is a step")
                .contains("Left out", "saas~14.1 … saas~16.4", "12 releases: ");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void noColourIsLeftToTheViewer() throws Exception {
        assertThat(PathFile.svg(PathPicture.of(reply("14.0", "17.0")))).doesNotContain("var(");
    }

    @Test
    void aStrangersNamesStayText() throws Exception {
        var plan = MadeUp.plan("1.4", "<script>&\u001b[31m", "2.3");

        var text = parsed(PathFile.svg(PathPicture.of(plan)));

        assertThat(text.getElementsByTagName("script").getLength()).isZero();
        assertThat(text.getDocumentElement().getTextContent()).contains("<script>&\\x1b[31m");
    }

    @Test
    void onlyADrawingOfOursIsReplaced() throws Exception {
        var ours = folder.resolve("way.svg");
        given(PathFile.at(ours)).write(PathPicture.of(reply("14.0", "17.0")));
        given(PathFile.at(ours)).write(PathPicture.of(reply("15.0", "16.0")));
        assertThat(Files.readString(ours)).contains("odoo 15.0 → 16.0");

        var other = Files.writeString(folder.resolve("logo.svg"), "<svg/>");
        var link = Files.createSymbolicLink(folder.resolve("link.svg"), ours);
        var directory = Files.createDirectory(folder.resolve("d.svg"));
        for (var path : List.of(other, link, directory)) {
            assertThat(code(path)).isEqualTo("GRAPH:IN_THE_WAY");
        }
    }

    @Test
    void whereNoDrawingCanBeIsToldBefore() {
        assertThat(code(folder.resolve("way.png"))).isEqualTo("GRAPH:NO_PLACE");
        assertThat(code(folder.resolve("none/way.svg"))).isEqualTo("GRAPH:NO_PLACE");
        assertThat(folder).isEmptyDirectory();
    }

    // Helpers

    private static Reply reply(String from, String to) {
        var packs = given(Catalogue.read(List.of(Path.of("..", "..", "packs", "odoo"))));
        var question =
                PlanJson.mapper()
                        .createObjectNode()
                        .put("product", "odoo")
                        .put("from", from)
                        .put("to", to);
        return packs.answer(given(Question.of(question)));
    }

    private static Document parsed(String svg) throws Exception {
        var bytes = svg.getBytes(StandardCharsets.UTF_8);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(bytes));
    }

    private static String code(Path path) {
        return switch (PathFile.at(path)) {
            case Answer.Given<PathFile> given -> "given " + given;
            case Answer.Refused<PathFile>(var problems) -> problems.getFirst().code();
        };
    }
}
