package belay.api;

import belay.document.Utf8;
import belay.plan.Question;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lines of text from a stranger: one at a time, whatever their length and bytes.
final class Lines {

    /// Bytes that are kept of a line; a character takes up to four.
    private static final int LARGEST = 4 * Question.LONGEST;

    private final InputStream in;
    private long number;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /// @param number from 1
    /// @param text without its end; refused if it is none
    record Line(long number, Answer<String> text) {}

    /// The next line that is not blank; empty at the end.
    Optional<Line> next() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int one = in.read(); one >= 0; one = in.read()) {
            if (one != '\n') {
                if (bytes.size() <= LARGEST) {
                    bytes.write(one);
                }
                continue;
            }
            number++;
            if (!blank(bytes)) {
                return Optional.of(new Line(number, text(bytes)));
            }
            bytes.reset();
        }
        number++;
        return blank(bytes) ? Optional.empty() : Optional.of(new Line(number, text(bytes)));
    }

    private static boolean blank(ByteArrayOutputStream bytes) {
        return bytes.size() <= LARGEST && bytes.toString(StandardCharsets.UTF_8).isBlank();
    }

    private Answer<String> text(ByteArrayOutputStream bytes) {
        if (bytes.size() > LARGEST) {
            return Answer.refused(
                    Problem.of("QUESTION:TOO_LONG", "this line is too long for a question")
                            .expected("at most " + LARGEST + " bytes"));
        }
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.toByteArray()))
                            .toString();
            return Answer.of((number == 1 ? Utf8.withoutMark(text) : text).strip());
        } catch (CharacterCodingException wrong) {
            return Answer.refused(
                    Problem.of("QUESTION:NOT_UTF8", "this line is not written in UTF-8")
                            .expected("JSON in UTF-8")
                            .advice("convert the file, e.g. with iconv"));
        }
    }
}
