package belay.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads gzip and loses nothing without a word: every member, its header, checksum and length, and
/// no byte behind the last (RFC 1952) but zeros, with which tapes and some stores fill up a block.
/// What a header says of a file's name is passed over.
///
/// The class of the JDK asks `available()` whether a further member follows, and so may stop after
/// the first (JDK-8330195).
public final class GzipStream extends InputStream {

    /// What can be wrong with one.
    public enum Flaw {
        NOT_GZIP,
        CUT,
        DAMAGED,
        MORE_BEHIND
    }

    /// The file is not what gzip wrote.
    public static final class Broken extends IOException {

        private static final long serialVersionUID = 1;

        private final Flaw flaw;

        Broken(Flaw flaw, String reason) {
            super(reason);
            this.flaw = flaw;
        }

        public Flaw flaw() {
            return flaw;
        }
    }

    private static final int CHUNK = 1 << 16;

    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream source;
    private final byte[] input = new byte[CHUNK];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private int at;
    private int end;
    private long length;
    private boolean ended;

    /// @throws Broken if it does not begin as gzip does
    public GzipStream(InputStream source) throws IOException {
        this.source = source;
        try {
            if (!more()) {
                throw new Broken(Flaw.CUT, "it is empty");
            }
            header(Flaw.NOT_GZIP, "it does not begin as gzip does");
        } catch (IOException broken) {
            close();
            throw broken;
        }
    }

    public static boolean begins(byte[] head) {
        return head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
        Objects.checkFromIndexSize(offset, wanted, buffer.length);
        if (wanted == 0) {
            return 0;
        }
        try {
            while (!ended) {
                int read = inflater.inflate(buffer, offset, wanted);
                if (read > 0) {
                    checksum.update(buffer, offset, read);
                    length += read;
                    return read;
                }
                if (inflater.finished()) {
                    endMember();
                } else if (inflater.needsDictionary()) {
                    throw new Broken(Flaw.DAMAGED, "it asks for a dictionary");
                } else {
                    feed();
                }
            }
        } catch (DataFormatException damaged) {
            throw new Broken(Flaw.DAMAGED, "it cannot be unpacked: " + damaged.getMessage());
        }
        return -1;
    }

    private void feed() throws IOException {
        if (!more()) {
            throw new Broken(Flaw.CUT, "it ends within its data");
        }
        inflater.setInput(input, at, end - at);
        at = end;
    }

    private void endMember() throws IOException {
        at = end - inflater.getRemaining();
        if (number() != checksum.getValue()) {
            throw new Broken(Flaw.DAMAGED, "its checksum is wrong");
        }
        if (number() != (length & 0xffffffffL)) {
            throw new Broken(Flaw.DAMAGED, "its length is wrong");
        }
        inflater.reset();
        checksum.reset();
        length = 0;
        if (more() && input[at] != 0) {
            header(Flaw.MORE_BEHIND, "there is something behind its end");
        } else {
            zeros();
            ended = true;
        }
    }

    private void zeros() throws IOException {
        while (more()) {
            if (one() != 0) {
                throw new Broken(Flaw.MORE_BEHIND, "there is something behind its end");
            }
        }
    }

    private void header(Flaw otherwise, String reason) throws IOException {
        if (one() != 0x1f || !more() || one() != 0x8b) {
            throw new Broken(otherwise, reason);
        }
        if (one() != DEFLATE) {
            throw new Broken(Flaw.DAMAGED, "it is packed in an unknown way");
        }
        int flags = one();
        if ((flags & RESERVED) != 0) {
            throw new Broken(Flaw.DAMAGED, "its header has unknown flags");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(one() | one() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            one();
        }
    }

    private void skipText() throws IOException {
        int letter = one();
        while (letter != 0) {
            letter = one();
        }
    }

    private long number() throws IOException {
        return one() | one() << 8 | one() << 16 | (long) one() << 24;
    }

    private int one() throws IOException {
        if (!more()) {
            throw new Broken(Flaw.CUT, "it ends within a header or a checksum");
        }
        return input[at++] & 0xff;
    }

    private boolean more() throws IOException {
        while (at == end) {
            int read = source.read(input, 0, CHUNK);
            if (read < 0) {
                return false;
            }
            at = 0;
            end = read;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        ended = true;
        source.close();
    }
}
