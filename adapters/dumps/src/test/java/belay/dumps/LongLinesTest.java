package belay.dumps;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpScript;
import belay.outside.DumpScript.Piece;
import belay.outside.Fault;
import belay.outside.Meter;
import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A line of a gigabyte takes no more memory than any other.
class LongLinesTest {

    private static final long LENGTH = 1L << 30;
    private static final long LITTLE = 16L << 20;

    private static final String END = "\n-- PostgreSQL database dump complete\n";

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void ofRowsIsPassedOnInPieces() throws Fault {
        long before = memory.getCurrentThreadAllocatedBytes();
        long count = 0;
        byte[] buffer = new byte[1 << 16];

        try (var script = open("COPY t FROM stdin;\n", "\n\\." + END)) {
            var rows = ((Piece.Rows) script.next()).data();
            for (int read = rows.readLines(buffer); read >= 0; read = rows.readLines(buffer)) {
                count += read;
            }
            assertThat(script.next()).isInstanceOf(Piece.End.class);
        }

        assertThat(count).isEqualTo(LENGTH + 1);
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(LITTLE);
    }

    @Test
    void ofACommentIsPassedOver() throws Fault {
        long before = memory.getCurrentThreadAllocatedBytes();

        try (var script = open("-- ", END)) {
            assertThat(script.next()).isInstanceOf(Piece.End.class);
        }

        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(LITTLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES ('",
                "CREATE TABLE ",
                "CREATE TABLE \"",
                "SELECT $$",
                "SELECT 1 /* ",
                "SELECT 1 -- ",
                "SELECT E'a'\n -- ",
            })
    void ofAStatementIsRefused(String begin) {
        int most = 1 << 20;
        long before = memory.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> open(begin, most).next())
                .hasMessageContaining("DUMP:LARGE_STATEMENT");

        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(LITTLE);
    }

    private static DumpScript open(String begin, String end) throws Fault {
        return new StrangersFiles().open(new Endless(begin, end), Bounds.USUAL, Meter.SILENT);
    }

    private static DumpScript open(String begin, int most) throws Fault {
        return new StrangersFiles()
                .open(new Endless(begin, END), new Bounds(1L << 40, 200, most, 10), Meter.SILENT);
    }

    /// As many letters between a beginning and an end.
    private static final class Endless extends InputStream {

        private final byte[] begin;
        private final byte[] end;
        private long at;

        Endless(String begin, String end) {
            this.begin = begin.getBytes(US_ASCII);
            this.end = end.getBytes(US_ASCII);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            long behind = at - begin.length - LENGTH;
            if (behind >= end.length) {
                return -1;
            }
            int read;
            if (at < begin.length) {
                read = (int) Math.min(length, begin.length - at);
                System.arraycopy(begin, (int) at, buffer, offset, read);
            } else if (behind < 0) {
                read = (int) Math.min(length, -behind);
                Arrays.fill(buffer, offset, offset + read, (byte) 'x');
            } else {
                read = (int) Math.min(length, end.length - behind);
                System.arraycopy(end, (int) behind, buffer, offset, read);
            }
            at += read;
            return read;
        }
    }
}
