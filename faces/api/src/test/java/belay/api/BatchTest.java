package belay.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.plan.Catalogue;
import belay.plan.PlanJson;
import belay.problem.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BatchTest {

    private final List<String> answers = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void thousandsOfQuestionsAreAnsweredInTheirOrder(int threads) throws Exception {
        var questions = new StringBuilder();
        for (int id = 0; id < 1_000; id++) {
            questions.append(id % 7 == 3 ? "no json\n" : question("14.0", id) + "\n");
        }

        var told = answer(threads, questions.toString());

        assertThat(told).isEqualTo(new Batch.Told(1_000, 143));
        assertThat(answers).hasSize(1_000);
        for (int id = 0; id < 1_000; id++) {
            var answer = PlanJson.mapper().readTree(answers.get(id));
            if (id % 7 == 3) {
                assertThat(answer.at("/reasons/0/place").asString()).isEqualTo("batch:" + (id + 1));
            } else {
                assertThat(answer.path("id").asInt()).isEqualTo(id);
                assertThat(answer.path("answer").asString()).isEqualTo("plan");
            }
        }
    }

    @Test
    void aBadLineHasAnAnswerOfItsOwnAndBlankOnesHaveNone() throws Exception {
        var told =
                answer(
                        1,
                        "\ufeff"
                                + question("14.0", 1)
                                + "\r\n\n   \n{\"product\": \"odoo\", \"from\": {}, \"id\": 5}\n[]\n"
                                + question("15.0", 6));

        assertThat(told).isEqualTo(new Batch.Told(4, 2));
        assertThat(answers)
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"answer\":\"plan\""),
                        text ->
                                assertThat(text)
                                        .contains("\"id\":5", "QUESTION:NOT_TEXT", "batch:4"),
                        list -> assertThat(list).contains("QUESTION:NOT_JSON", "batch:5"),
                        last -> assertThat(last).contains("\"id\":6"));
    }

    @Test
    void whatIsNoTextAndWhatIsTooLongIsRefusedAndTheRestAnswered() throws Exception {
        var latin = new byte[] {'{', '"', (byte) 0xe4, '"', '}', '\n'};
        var endless = ("\"" + "x".repeat(500_000) + "\"\n").getBytes(UTF_8);
        var good = question("14.0", 3).getBytes(UTF_8);

        var told = answer(2, new ByteArrayInputStream(joined(latin, endless, good)));

        assertThat(told).isEqualTo(new Batch.Told(3, 2));
        assertThat(answers.get(0)).contains("QUESTION:NOT_UTF8", "batch:1");
        assertThat(answers.get(1)).contains("QUESTION:TOO_LONG", "batch:2").hasSizeLessThan(1_000);
        assertThat(answers.get(2)).contains("\"answer\":\"plan\"");
    }

    @Test
    void anAnswerComesBeforeTheNextQuestion() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        try (var questions = new PipedInputStream()) {
            var told = CompletableFuture.supplyAsync(() -> listen(questions, heard));
            try (var writer = new PipedOutputStream(questions)) {
                for (int id = 0; id < 3; id++) {
                    writer.write((question("14.0", id) + "\n").getBytes(UTF_8));
                    writer.flush();
                    assertThat(heard.poll(30, TimeUnit.SECONDS)).contains("\"id\":" + id);
                }
            }
            assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(new Batch.Told(3, 0));
        }
    }

    private static Batch.Told listen(InputStream questions, Queue<String> heard) {
        try {
            return batch(2).answer(questions, (answer, _) -> heard.add(answer));
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void itEndsWhenNobodyListensAnyMore() throws Exception {
        var endless = new Tap(Integer.MAX_VALUE);

        assertThat(batch(2).answer(endless, (_, _) -> false).answered()).isOne();
    }

    @Test
    void aFileThatBreaksOffIsToldAfterItsAnswers() {
        assertThatThrownBy(() -> answer(2, new Tap(3))).hasMessage("the disk is gone");
        assertThat(answers).hasSize(3);
    }

    /// The same question again and again, until the disk is gone.
    private static final class Tap extends InputStream {

        private final byte[] line = (question("14.0", 1) + "\n").getBytes(UTF_8);
        private int left;

        Tap(int lines) {
            this.left = lines;
        }

        @Override
        public int read() {
            throw new IllegalStateException("read in blocks");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left-- <= 0) {
                throw new IOException("the disk is gone");
            }
            System.arraycopy(line, 0, into, offset, line.length);
            return line.length;
        }
    }

    // Helpers

    private static final Catalogue PACKS =
            switch (Catalogue.read(List.of(Path.of("..", "..", "packs")))) {
                case Answer.Given<Catalogue>(var catalogue) -> catalogue;
                case Answer.Refused<Catalogue>(var problems) -> throw new AssertionError(problems);
            };

    private static Batch batch(int threads) {
        return new Batch(PACKS, "batch", threads);
    }

    private Batch.Told answer(int threads, String questions) throws Exception {
        return answer(threads, new ByteArrayInputStream(questions.getBytes(UTF_8)));
    }

    private Batch.Told answer(int threads, InputStream questions)
            throws IOException, InterruptedException {
        return batch(threads).answer(questions, (answer, _) -> answers.add(answer));
    }

    private static String question(String from, int id) {
        JsonNode question =
                PlanJson.mapper()
                        .createObjectNode()
                        .put("product", "odoo")
                        .put("from", from)
                        .put("to", "16.0")
                        .put("id", id);
        return question.toString();
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
