package belay.postgres.load;

import java.io.IOException;
import java.io.InputStream;

/// What a server says, without what a stranger's script could flood us with.
///
/// Messages of the protocol (manual, 55.7) pass as they are, but for notices and notifications,
/// which nobody reads; for rows beyond the first [#ROWS] bytes of an answer; for the end of an
/// error that is longer than [#ERROR] bytes; and for the news that the style of dates has changed,
/// which the driver would not have. So no script can fill our memory, whatever it says or asks.
final class Replies extends InputStream {

    /// Bytes of rows in one answer: ours are far shorter, and those to a script's questions are not
    /// read.
    static final int ROWS = 1 << 20;

    static final int ERROR = 32 << 10;

    /// No other message is as long as this.
    private static final int LONGEST = 1 << 20;

    private static final int HEAD = 5;
    private static final byte[] DATE_STYLE = {'D', 'a', 't', 'e', 'S', 't', 'y', 'l', 'e', 0};

    private final InputStream server;
    private final byte[] buffer = new byte[16 << 10];
    private int from;
    private int to;

    /// Bytes of this message that pass, that come after them in place of others, and that are
    /// dropped.
    private long pass;

    private byte[] instead = {};
    private int insteadFrom;
    private long drop;
    private long rows;

    Replies(InputStream server) {
        this.server = server;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            int given = give(into, offset, length);
            if (given > 0) {
                return given;
            }
            if (!advance() && !fill()) {
                return -1;
            }
        }
    }

    /// Only what passes counts, or the driver would wait for an answer where there is a notice.
    @Override
    public int available() throws IOException {
        while (true) {
            int ready = (int) Math.min(pass, to - from) + instead.length - insteadFrom;
            if (ready > 0) {
                return ready;
            }
            if (!advance() && (server.available() == 0 || !fill())) {
                return 0;
            }
        }
    }

    private int give(byte[] into, int offset, int length) {
        if (insteadFrom < instead.length && (pass == 0 || insteadFrom < HEAD)) {
            int count =
                    Math.min(length, (insteadFrom < HEAD ? HEAD : instead.length) - insteadFrom);
            System.arraycopy(instead, insteadFrom, into, offset, count);
            insteadFrom += count;
            return count;
        }
        int count = (int) Math.min(Math.min(pass, length), to - from);
        System.arraycopy(buffer, from, into, offset, count);
        from += count;
        pass -= count;
        return count;
    }

    /// Takes one step within what was read.
    ///
    /// @return whether there was one
    private boolean advance() throws IOException {
        if (pass > 0 || insteadFrom < instead.length) {
            return pass > 0 ? to > from : true;
        }
        if (drop > 0) {
            int count = (int) Math.min(drop, to - from);
            from += count;
            drop -= count;
            return count > 0;
        }
        if (to - from < HEAD || to - from < needed()) {
            return false;
        }
        begin();
        return true;
    }

    /// The name of a setting is looked at before its message is let through.
    private int needed() {
        return buffer[from] == 'S' ? HEAD + Math.clamp(length() - 4, 0, DATE_STYLE.length) : HEAD;
    }

    private int length() {
        return ((buffer[from + 1] & 0xff) << 24)
                | ((buffer[from + 2] & 0xff) << 16)
                | ((buffer[from + 3] & 0xff) << 8)
                | (buffer[from + 4] & 0xff);
    }

    private void begin() throws IOException {
        long whole = 1L + length();
        switch (buffer[from]) {
            case 'N', 'A' -> drop = whole;
            case 'S' -> decide(whole, !styleOfDates());
            case 'D' -> {
                rows += whole;
                decide(whole, rows <= ROWS);
            }
            case 'E' -> error(whole);
            default -> {
                if (whole < HEAD || whole > LONGEST) {
                    throw new IOException("no message of the protocol has " + whole + " bytes");
                }
                if (buffer[from] == 'Z') {
                    rows = 0;
                }
                pass = whole;
            }
        }
    }

    private void decide(long whole, boolean passes) {
        if (passes) {
            pass = whole;
        } else {
            drop = whole;
        }
    }

    private boolean styleOfDates() {
        for (int i = 0; i < DATE_STYLE.length; i++) {
            if (from + HEAD + i >= to || buffer[from + HEAD + i] != DATE_STYLE[i]) {
                return false;
            }
        }
        return true;
    }

    /// A long error gets another head, its beginning, and two zeros that end its last field and
    /// itself.
    private void error(long whole) {
        if (whole <= ERROR) {
            pass = whole;
            return;
        }
        int length = 4 + ERROR + 2;
        instead =
                new byte[] {
                    'E',
                    (byte) (length >> 24),
                    (byte) (length >> 16),
                    (byte) (length >> 8),
                    (byte) length,
                    0,
                    0
                };
        insteadFrom = 0;
        from += HEAD;
        pass = ERROR;
        drop = whole - HEAD - ERROR;
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int count = server.read(buffer, to, buffer.length - to);
        to += Math.max(count, 0);
        return count >= 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
