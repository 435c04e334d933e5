package belay.api.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Clients;
import belay.api.Evidence;
import belay.run.Purpose;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class EvidencePageTest {

    private static final EvidencePage PAGE = new EvidencePage();

    static List<Evidence> runs() {
        return List.of(MadeUp.done(), MadeUp.takenBack(), MadeUp.large());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void isWellFormedAndNeedsNothingFromOutside(Evidence evidence) throws Exception {
        var html = PAGE.html(evidence);

        assertThat(parsed(html).getElementsByTagName("svg").getLength()).isPositive();
        assertThat(html)
                .doesNotContain(
                        "<script", "<link", "<img", "src=", "url(http", " style=", " onload");
        assertThat(
                        ((Element) parsed(html).getElementsByTagName("meta").item(1))
                                .getAttribute("content"))
                .startsWith("default-src 'none'; style-src 'sha256-");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void drawsEveryStepWithoutOverlap(Evidence evidence) throws Exception {
        var labels = new ArrayList<String>();
        int last = 0;
        var timeline = elements(parsed(PAGE.html(evidence)), "svg", "timeline").getFirst();
        for (var text : elements(timeline.getElementsByTagName("text"), "label")) {
            labels.add(text.getTextContent());
            int y = Integer.parseInt(text.getAttribute("y"));
            assertThat(y - last).isGreaterThanOrEqualTo(20);
            last = y;
        }

        assertThat(labels).hasSameSizeAs(evidence.run().steps());
    }

    @Test
    void noTitleOfAStepIsCut() throws Exception {
        for (var evidence : List.of(MadeUp.done(), MadeUp.large())) {
            var timeline = elements(parsed(PAGE.html(evidence)), "svg", "timeline").getFirst();
            var labels =
                    elements(timeline.getElementsByTagName("text"), "label").stream()
                            .map(label -> label.getTextContent().replaceAll("\\s", ""))
                            .toList();

            assertThat(labels)
                    .containsExactlyElementsOf(
                            evidence.run().steps().stream()
                                    .map(step -> step.part().title().replaceAll("\\s", ""))
                                    .toList());
        }
    }

    @Test
    void tellsWhatMatters() throws Exception {
        var words = parsed(PAGE.html(MadeUp.done())).getDocumentElement().getTextContent();

        assertThat(words)
                .contains("shop: 1.4 → 2.3")
                .contains(
                        "Clients are served by the new side, release 2.3, at 127.0.0.1:6432. The old side is kept.")
                .contains("writers kept out 463 ms")
                .contains("0 differences")
                .contains("3,532,758 rows in 5 tables compared")
                .contains("compulsory stop")
                .contains("restored in 9.3 s")
                .contains("columns added: given_name, surname")
                .contains("9f2c".repeat(16));
    }

    @Test
    void showsWhatAStrangerWroteAndDoesNotObeyIt() throws Exception {
        var html = PAGE.html(MadeUp.takenBack());
        var words = parsed(html).getDocumentElement().getTextContent();

        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        assertThat(words).contains("<script>alert('x')</script>\\x1b[31m & \"quoted\" \\u202eevil");
    }

    @Test
    void theReleaseThatServesRunsNowHoweverTheRunEnded() throws Exception {
        var served = MadeUp.takenBack().seen(new Clients.Target(Purpose.PRODUCTION, "2.3", ""));
        var words = parsed(PAGE.html(served)).getDocumentElement().getTextContent();

        assertThat(words)
                .containsPattern("1\\.4\\s*ran before")
                .containsPattern("2\\.3\\s*runs now");
    }

    @Test
    void tellsProblemsWithWhatToDo() throws Exception {
        var words = parsed(PAGE.html(MadeUp.takenBack())).getDocumentElement().getTextContent();

        assertThat(words)
                .contains(
                        "Clients are served by the old side, release 1.4, at db.example:5432. It failed and was taken back.")
                .contains("SCRIPT:FAILED")
                .contains("Look at how the table came to have the column")
                .contains("Taking back: Copy production and follow it")
                .contains("public.orders had 1000000 rows and has 999999")
                .contains("does not hold");
    }

    @Test
    void saysTheSameAsJson() {
        var tree = EvidenceJson.tree(MadeUp.takenBack());

        assertThat(tree.at("/run/state").asString()).isEqualTo("UNDONE");
        assertThat(tree.at("/steps/9/problem/code").asString()).isEqualTo("SCRIPT:FAILED");
        assertThat(tree.at("/steps")).hasSize(17);
        assertThat(tree.at("/proof/holds").asBoolean()).isFalse();
        assertThat(tree.at("/plan/hops/0/release").asString()).isEqualTo("2.0");
        assertThat(EvidenceJson.json(MadeUp.done())).contains("\"tookMs\" : 463");
    }

    private static Document parsed(String html) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        var xml =
                html.replace("<!DOCTYPE html>", "")
                        .replaceAll("<(meta [^>]*|br)>", "<$1/>")
                        .replace("<details open>", "<details>");
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml.strip())));
    }

    private static List<Element> elements(Document document, String name, String kind) {
        return elements(document.getElementsByTagName(name), kind);
    }

    private static List<Element> elements(NodeList nodes, String kind) {
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element
                    && element.getAttribute("class").equals(kind)) {
                elements.add(element);
            }
        }
        return elements;
    }
}
