package belay.dumps;

import belay.outside.DumpScript.RowStream;
import belay.outside.Fault;
import java.io.IOException;

/// The rows of one COPY, straight from the window. Of most bytes it is only asked, eight at a time,
/// whether they are NUL, newline, above 127, or a backslash before a dot.
final class CopyRows extends RowStream {

    private static final long BACKSLASHES = Octets.all('\\');
    private static final long DOTS = Octets.all('.');
    private static final long NEWLINES = Octets.all('\n');

    private final Window window;
    private final Encoding encoding;
    private final String statement;
    private final long begins;
    private final Door door;

    /// What may be given out.
    private byte[] ready = new byte[0];

    private int from;
    private int to;

    /// Where in the window the part ends that `ready` was made of.
    private int made;

    private boolean lineStart = true;

    /// Whether a single backslash stood before the part.
    private boolean escaped;

    private boolean closing;
    private boolean done;
    private boolean inLine;

    /// Makes faults of what goes wrong.
    interface Door {
        Fault fault(IOException wrong);
    }

    CopyRows(Window window, Encoding encoding, String statement, long begins, Door door) {
        this.window = window;
        this.encoding = encoding;
        this.statement = statement;
        this.begins = begins;
        this.door = door;
        this.made = window.at;
    }

    @Override
    public int readLines(byte[] buffer) throws Fault {
        try {
            int filled = 0;
            while (filled < buffer.length && fill()) {
                int length = Math.min(buffer.length - filled, to - from);
                int newline = Octets.lastNewline(ready, from, from + length);
                int taken = newline < 0 ? length : newline + 1 - from;
                System.arraycopy(ready, from, buffer, filled, taken);
                from += taken;
                filled += taken;
                if (newline >= 0) {
                    break;
                }
            }
            inLine = filled > 0 && buffer[filled - 1] != '\n';
            return filled == 0 && buffer.length > 0 ? -1 : filled;
        } catch (IOException wrong) {
            throw door.fault(wrong);
        }
    }

    @Override
    public boolean inLine() {
        return inLine;
    }

    @Override
    public long line() {
        return window.lineAt(made) - Octets.newlines(ready, from, to);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
        } catch (IOException wrong) {
            Fault fault = door.fault(wrong);
            throw new IOException(fault.getMessage(), fault);
        }
        int taken = Math.min(length, to - from);
        System.arraycopy(ready, from, buffer, offset, taken);
        from += taken;
        inLine = buffer[offset + taken - 1] != '\n';
        return taken;
    }

    /// Reads over what is left.
    void pass() throws IOException {
        while (fill()) {
            from = to;
        }
    }

    /// Sees to it that something is ready.
    ///
    /// @return whether there is
    private boolean fill() throws IOException {
        while (from == to) {
            window.at = made;
            if (done) {
                return false;
            }
            if (closing) {
                end();
                return false;
            }
            int limit = limit();
            int good = limit > window.at ? scan(limit) : window.at;
            if (good > window.at) {
                prepare(good);
            } else if (closing) {
                end();
                return false;
            } else if (!window.more()) {
                throw Refused.cut(
                                "the script ends within the rows of "
                                        + statement
                                        + ", which begin in line "
                                        + begins)
                        .line(window.lineAt(window.end));
            } else {
                made = window.at;
            }
        }
        return true;
    }

    /// How far can be judged without knowing what follows: not into a letter that has begun, nor
    /// beyond a backslash at the end.
    private int limit() {
        if (window.ended()) {
            return window.end;
        }
        int limit = window.end - encoding.unfinished(window.bytes, window.at, window.end);
        // `\.` and the end of its line are four bytes at most.
        for (int back = 1; back <= 3 && limit - back >= window.at; back++) {
            if (window.bytes[limit - back] == '\\') {
                return limit - back;
            }
        }
        return limit;
    }

    /// Looks for the end of the rows.
    ///
    /// @return up to where they are rows and fine
    private int scan(int limit) throws Refused {
        byte[] bytes = window.bytes;
        int start = window.at;
        int at = start;
        long seen = 0;
        int newlines = 0;
        int safe = Math.min(limit, window.end - 1) - Long.BYTES;
        for (; at <= safe; at += Long.BYTES) {
            long word = Octets.at(bytes, at);
            long ends =
                    Octets.maybe(word, BACKSLASHES) & Octets.maybe(Octets.at(bytes, at + 1), DOTS);
            seen |= word | Octets.maybe(word, 0);
            if (ends != 0) {
                for (int i = at; i < at + Long.BYTES; i++) {
                    if (closes(bytes, start, i)) {
                        newlines += Octets.newlines(bytes, at, i);
                        return judged(start, i, newlines, seen);
                    }
                }
            }
            newlines += Long.bitCount(Octets.equal(word, NEWLINES));
        }
        for (; at < limit; at++) {
            if (closes(bytes, start, at)) {
                return judged(start, at, newlines, seen);
            }
            seen |= bytes[at] <= 0 ? Octets.HIGHEST : 0;
            newlines += bytes[at] == '\n' ? 1 : 0;
        }
        return judged(start, limit, newlines, seen);
    }

    /// @param seen all that was seen, one word over another: it tells whether to look more closely
    private int judged(int start, int end, int newlines, long seen) throws Refused {
        if ((seen & Octets.HIGHEST) != 0) {
            int wrong = encoding.firstWrong(window.bytes, start, end);
            if (wrong < end) {
                throw encoding.wrong(window.bytes[wrong]).line(window.lineAt(wrong));
            }
        }
        window.countedTo(start, end, newlines);
        return end;
    }

    /// Whether the rows end at this `\.`. One behind something else would end them for some
    /// servers, without a word, and not for others.
    private boolean closes(byte[] bytes, int start, int at) throws Refused {
        if (bytes[at] != '\\' || at + 1 >= window.end || bytes[at + 1] != '.') {
            return false;
        }
        boolean first = at == start ? lineStart : bytes[at - 1] == '\n';
        if (first && lineEnds(bytes, at + 2)) {
            closing = true;
            return true;
        }
        if (!isEscaped(bytes, start, at)) {
            throw Refused.of(
                            "END_WITHIN_LINE",
                            "a row holds \\. which is the end of all rows and must stand alone in"
                                    + " its line",
                            "make the dump with pg_dump; a backslash in a value is written twice")
                    .line(window.lineAt(at));
        }
        return false;
    }

    private boolean lineEnds(byte[] bytes, int at) {
        if (at >= window.end) {
            return true;
        }
        return bytes[at] == '\n'
                || (bytes[at] == '\r' && (at + 1 >= window.end || bytes[at + 1] == '\n'));
    }

    private boolean isEscaped(byte[] bytes, int start, int at) {
        int before = at;
        while (before > start && bytes[before - 1] == '\\') {
            before--;
        }
        boolean odd = (at - before) % 2 == 1;
        return before == start ? odd ^ escaped : odd;
    }

    private void prepare(int end) {
        byte[] bytes = window.bytes;
        escaped = isEscaped(bytes, window.at, end);
        lineStart = bytes[end - 1] == '\n';
        made = end;
        switch (encoding) {
            case Encoding.Utf8 _, Encoding.Ascii _ -> {
                ready = bytes;
                from = window.at;
                to = end;
            }
            case Encoding.Single single -> {
                int length = single.length(bytes, window.at, end);
                if (ready.length < length) {
                    ready = new byte[length];
                }
                single.write(bytes, window.at, end, ready);
                from = 0;
                to = length;
            }
        }
    }

    /// Goes behind the closing line.
    private void end() throws IOException {
        while (window.peek(0) >= 0 && window.bytes[window.at] != '\n') {
            window.at++;
        }
        if (window.at < window.end) {
            window.at++;
        }
        made = window.at;
        done = true;
        closing = false;
    }
}
