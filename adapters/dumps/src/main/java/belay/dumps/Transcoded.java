package belay.dumps;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A script in an encoding with several bytes for a letter, as UTF-8: what the server does before
/// it looks at a text, so that no byte within a letter is taken for one that means something.
final class Transcoded extends InputStream {

    private static final int CHUNK = 1 << 16;

    private final InputStream source;
    private final String name;
    private final CharsetDecoder decoder;
    private final Map<Character, Character> otherwise;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final ByteBuffer raw = ByteBuffer.allocate(CHUNK).flip();
    private final CharBuffer letters = CharBuffer.allocate(CHUNK);
    private final ByteBuffer ready = ByteBuffer.allocate(4 * CHUNK).flip();
    private boolean ended;
    private boolean broken;

    /// @param name of the encoding, for people
    /// @param otherwise letters that the server takes for others than Java does
    Transcoded(
            InputStream source, String name, Charset charset, Map<Character, Character> otherwise) {
        this.source = source;
        this.name = name;
        this.decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.otherwise = otherwise;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ready.hasRemaining()) {
            if (broken) {
                throw Encoding.foreign(name);
            }
            if (ended) {
                return -1;
            }
            decode();
        }
        int count = Math.min(length, ready.remaining());
        ready.get(buffer, offset, count);
        return count;
    }

    /// What comes before a wrong byte is given out first, so that its line is known.
    private void decode() throws IOException {
        raw.compact();
        int read = source.read(raw.array(), raw.position(), raw.remaining());
        ended = read < 0;
        raw.position(raw.position() + Math.max(read, 0)).flip();
        CoderResult result = decoder.decode(raw, letters, ended);
        broken = result.isError();
        if (ended && !broken) {
            broken = decoder.flush(letters).isError();
        }
        letters.flip();
        otherwise();
        ready.clear();
        CoderResult encoded = encoder.encode(letters, ready, ended);
        broken |= encoded.isError();
        ready.flip();
        letters.compact();
    }

    private void otherwise() {
        if (otherwise.isEmpty()) {
            return;
        }
        for (int at = letters.position(); at < letters.limit(); at++) {
            letters.put(at, otherwise.getOrDefault(letters.get(at), letters.get(at)));
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
