package belay.dumps;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// The part of a script that is being looked at. It slides over the stream, keeps what is asked
/// for, and knows the lines.
///
/// Its fields are open to the lexer and the rows, which look at each byte.
final class Window {

    private static final int USUAL = 1 << 18;
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private InputStream source;
    private final int most;
    byte[] bytes;

    /// What is read next, and where what was read so far ends.
    int at;

    int end;

    /// From here on everything stays; -1 if nothing must.
    int kept = -1;

    /// Where the last token began; moves along.
    int token;

    private boolean ended;
    private long line = 1;
    private int counted;

    /// @param most bytes that may be kept
    Window(InputStream source, int most) {
        this.source = source;
        this.most = most;
        this.bytes = new byte[USUAL];
    }

    /// Only what stands in `bytes`.
    Window(byte[] bytes, int from, int to) {
        this.source = InputStream.nullInputStream();
        this.most = Integer.MAX_VALUE;
        this.bytes = bytes;
        this.at = from;
        this.counted = from;
        this.end = to;
        this.ended = true;
    }

    boolean ended() {
        return ended;
    }

    /// Reads on; everything from `kept`, or from `at`, is still there, but may have moved, and the
    /// byte before it.
    ///
    /// @return whether something came
    boolean more() throws IOException {
        if (ended) {
            return false;
        }
        slide();
        if (end == bytes.length) {
            if (bytes.length > most) {
                throw largeStatement(most).line(lineAt(Math.max(kept, 0)));
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, most + (long) USUAL));
        }
        int read = read();
        ended = read < 0;
        end += Math.max(read, 0);
        return read >= 0;
    }

    private int read() throws IOException {
        try {
            return source.read(bytes, end, bytes.length - end);
        } catch (Refused refused) {
            throw refused.isPlaced() ? refused : refused.line(lineAt(end));
        }
    }

    /// From here on the script comes as `other` makes it of what comes now.
    void turn(UnaryOperator<InputStream> other) {
        var rest = new ByteArrayInputStream(bytes.clone(), at, end - at);
        source = other.apply(new SequenceInputStream(rest, source));
        end = at;
        ended = false;
    }

    static Refused largeStatement(int most) {
        return Refused.of(
                "LARGE_STATEMENT",
                "a statement is larger than " + most + " bytes",
                "make the dump with pg_dump and without --inserts, so that rows come in blocks");
    }

    private void slide() {
        int from = Math.max(0, (kept >= 0 ? kept : at) - 1);
        if (from == 0) {
            return;
        }
        lineAt(from);
        System.arraycopy(bytes, from, bytes, 0, end - from);
        at -= from;
        kept = kept < 0 ? -1 : kept - from;
        token -= from;
        counted -= from;
        end -= from;
    }

    /// The byte `ahead` of the next one; -1 behind the end.
    int peek(int ahead) throws IOException {
        while (end - at <= ahead) {
            if (!more()) {
                return -1;
            }
        }
        return bytes[at + ahead] & 0xff;
    }

    /// Whether the next bytes are these.
    boolean comes(byte[] expected) throws IOException {
        peek(expected.length - 1);
        return end - at >= expected.length
                && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
    }

    /// Passes over a mark of the byte order at the very beginning.
    void skipMark() throws IOException {
        if (comes(MARK)) {
            System.arraycopy(bytes, MARK.length, bytes, 0, end - MARK.length);
            end -= MARK.length;
        }
    }

    /// Whether the next byte is the first of its line.
    boolean atLineStart() {
        return at == 0 || bytes[at - 1] == '\n';
    }

    /// Keeps nothing any more.
    void release() {
        kept = -1;
        if (bytes.length > USUAL && end - at < USUAL && !ended) {
            slide();
            bytes = Arrays.copyOf(bytes, USUAL);
        }
    }

    /// The line, counted from 1, of a place that is not before one asked for earlier.
    long lineAt(int place) {
        if (place > counted) {
            line += Octets.newlines(bytes, counted, place);
            counted = place;
        }
        return line;
    }

    /// Somebody has counted on from where `counted` was.
    boolean countedTo(int from, int to, int newlines) {
        if (counted != from) {
            return false;
        }
        counted = to;
        line += newlines;
        return true;
    }
}
