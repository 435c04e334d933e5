package belay.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text as it comes in files of people. Programs on Windows put a mark of the byte order before
/// UTF-8, which is no part of the text: most grammars take it for a letter.
public final class Utf8 {

    public static final String MARK = "\ufeff";

    private Utf8() {}

    /// The text without its mark.
    ///
    /// @throws CharacterCodingException if it is not UTF-8
    public static String read(byte[] bytes) throws CharacterCodingException {
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        return withoutMark(text.toString());
    }

    /// How many of the bytes are UTF-8, from the first one on.
    static int valid(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
        return in.position();
    }

    public static String withoutMark(String text) {
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }
}
